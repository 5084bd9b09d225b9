//! `/hooks/{token}`: where the world calls. Outside of `/api/v1`: the token is all that a caller needs to know, and
//! what a caller sees is the workflow's answer.

mod answer;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, FromRequest, Path, Request, State};
use axum::response::Response;
use axum::routing::any;
use rpc::AppError;
use rpc::service::{HookCall, TriggerService};

/// The addresses of webhooks, and those for tests.
pub fn hooks<S: Clone + Send + Sync + 'static>(triggers: Arc<dyn TriggerService>) -> Router<S> {
    Router::new()
        .route("/hooks/{token}", any(live))
        .route("/hooks/{token}/test", any(test))
        .with_state(triggers)
}

async fn live(triggers: State<Arc<dyn TriggerService>>, Path(token): Path<String>, request: Request) -> Response {
    receive(triggers, token, false, request).await
}

async fn test(triggers: State<Arc<dyn TriggerService>>, Path(token): Path<String>, request: Request) -> Response {
    receive(triggers, token, true, request).await
}

async fn receive(
    State(triggers): State<Arc<dyn TriggerService>>,
    token: String,
    test: bool,
    request: Request,
) -> Response {
    let call = match call(token, test, request).await {
        Ok(call) => call,
        Err(error) => return answer::refused(error),
    };
    match triggers.receive(call).await {
        Ok(reply) => answer::reply(reply),
        Err(error) => answer::refused(error),
    }
}

async fn call(token: String, test: bool, request: Request) -> Result<HookCall, AppError> {
    let query = request.uri().query().unwrap_or_default();
    let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map(|peer| peer.0.ip());
    let request_id = request.extensions().get::<rpc::api::context::RequestId>();
    let request_id = request_id.map(|id| id.0.clone());
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let body = Bytes::from_request(request, &())
        .await
        .map_err(|rejection| unreadable(&rejection))?;
    Ok(HookCall {
        token,
        test,
        method,
        query,
        headers,
        body: body.into(),
        peer,
        request_id,
    })
}

fn unreadable(rejection: &BytesRejection) -> AppError {
    if rejection.status() == http::StatusCode::PAYLOAD_TOO_LARGE {
        let message = "The body is larger than a webhook takes.";
        return AppError::new(413, "body_too_large", message);
    }
    AppError::bad_request("unreadable_body", "The body could not be read to its end.")
}
