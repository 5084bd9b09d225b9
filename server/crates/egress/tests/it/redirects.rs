use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get as on_get};
use egress::{EgressError, Request};
use http::header::{self, HeaderValue};
use http::{HeaderMap, Method, StatusCode};

use crate::server::{get, open_client, serve};

/// Answers with the request as it arrived: method, body and the headers that matter here.
async fn mirror(method: Method, headers: HeaderMap, body: Bytes) -> String {
    let mut lines = vec![format!("{method} {}", String::from_utf8_lossy(&body))];
    let shown = [
        "authorization",
        "cookie",
        "x-api-key",
        "x-mine",
        "x-plain",
        "content-type",
    ];
    for name in shown {
        if let Some(value) = headers.get(name) {
            lines.push(format!("{name}={}", value.to_str().unwrap()));
        }
    }
    lines.join("\n")
}

async fn mirror_server() -> std::net::SocketAddr {
    serve(Router::new().fallback(any(mirror))).await
}

fn redirect_with(status: u16, to: String) -> Router {
    let answer = move || {
        let status = StatusCode::from_u16(status).unwrap();
        std::future::ready((status, [(header::LOCATION, to.clone())]).into_response())
    };
    Router::new().route("/start", any(answer))
}

fn with_credentials(url: &str) -> egress::Request {
    let mut request = get(url);
    let headers = &mut request.headers;
    headers.insert(header::AUTHORIZATION, HeaderValue::from_static("Bearer t"));
    headers.insert(header::COOKIE, HeaderValue::from_static("id=1"));
    headers.insert("x-api-key", HeaderValue::from_static("k"));
    headers.insert("x-plain", HeaderValue::from_static("p"));
    let mut marked = HeaderValue::from_static("m");
    marked.set_sensitive(true);
    headers.insert("x-mine", marked);
    request
}

async fn body_of(request: egress::Request) -> String {
    let response = open_client().send(request).await.unwrap();
    String::from_utf8(response.body.to_vec()).unwrap()
}

#[tokio::test]
async fn credentials_stay_with_their_origin() {
    let other = mirror_server().await;
    let address = serve(redirect_with(302, format!("http://{other}/"))).await;
    let seen = body_of(with_credentials(&format!("http://{address}/start"))).await;
    assert_eq!(seen, "GET \nx-plain=p");
}

#[tokio::test]
async fn credentials_go_along_within_an_origin() {
    let routes = redirect_with(302, "/elsewhere".to_owned()).route("/elsewhere", any(mirror));
    let address = serve(routes).await;
    let seen = body_of(with_credentials(&format!("http://{address}/start"))).await;
    let expected = "GET \nauthorization=Bearer t\ncookie=id=1\nx-api-key=k\nx-mine=m\nx-plain=p";
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_server_does_not_choose_our_credentials() {
    let other = mirror_server().await;
    let address = serve(redirect_with(302, format!("http://eve:pw@{other}/"))).await;
    let seen = body_of(get(&format!("http://{address}/start"))).await;
    assert_eq!(seen, "GET ");
}

#[tokio::test]
async fn methods_and_bodies_change_as_in_browsers() {
    let expected = [
        (Method::POST, 301, "GET "),
        (Method::POST, 302, "GET "),
        (Method::POST, 303, "GET "),
        (Method::PUT, 303, "GET "),
    ];
    let other = mirror_server().await;
    for (method, status, seen) in expected {
        let address = serve(redirect_with(status, format!("http://{other}/"))).await;
        assert_eq!(body_of(with_body(&method, address)).await, seen, "{method} {status}");
    }
}

#[tokio::test]
async fn a_body_is_not_sent_on_to_another_host() {
    let other = mirror_server().await;
    for (method, status) in [(Method::POST, 307), (Method::POST, 308), (Method::PUT, 302)] {
        let address = serve(redirect_with(status, format!("http://{other}/"))).await;
        let error = open_client().send(with_body(&method, address)).await.unwrap_err();
        assert!(
            matches!(error, EgressError::InvalidRequest { .. }),
            "{method} {status}: {error}"
        );
    }
}

fn with_body(method: &Method, address: std::net::SocketAddr) -> Request {
    let mut request = get(&format!("http://{address}/start"));
    request.method = method.clone();
    request.body = Some("data".into());
    request
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    request
}

#[tokio::test]
async fn five_redirects_are_followed_and_six_are_not() {
    let countdown = |Path(left): Path<u32>| async move {
        match left {
            0 => "arrived".into_response(),
            left => Redirect::temporary(&format!("/{}", left - 1)).into_response(),
        }
    };
    let address = serve(Router::new().route("/{left}", on_get(countdown))).await;
    let response = open_client().send(get(&format!("http://{address}/5"))).await.unwrap();
    assert_eq!(response.body, "arrived");
    assert_eq!(response.url.path(), "/0");
    let error = open_client()
        .send(get(&format!("http://{address}/6")))
        .await
        .unwrap_err();
    assert!(matches!(error, EgressError::TooManyRedirects { limit: 5, .. }));
}

#[tokio::test]
async fn with_no_redirects_the_redirect_is_the_answer() {
    let address = serve(redirect_with(302, "http://169.254.169.254/".to_owned())).await;
    let mut request = get(&format!("http://{address}/start"));
    request.max_redirects = 0;
    let response = open_client().send(request).await.unwrap();
    assert_eq!(response.status, 302);
    assert_eq!(response.headers[header::LOCATION], "http://169.254.169.254/");
}

#[tokio::test]
async fn a_redirect_without_a_usable_address_says_so() {
    let nowhere = || async { Response::builder().status(302).body(Body::from("nowhere")).unwrap() };
    let routes = redirect_with(302, "http://[broken".to_owned()).route("/none", any(nowhere));
    let address = serve(routes).await;
    let result = open_client().send(get(&format!("http://{address}/start"))).await;
    assert!(matches!(result, Err(EgressError::InvalidUrl { .. })));
    let answer = open_client()
        .send(get(&format!("http://{address}/none")))
        .await
        .unwrap();
    assert_eq!(answer.body, "nowhere");
}
