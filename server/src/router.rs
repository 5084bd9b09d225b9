//! All routes of the server and the layers around them.

use std::sync::Arc;
use std::time::Instant;

use app::{App, shell};
use async_trait::async_trait;
use auth::Authenticator;
use auth::session::Lifetime;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::{HeaderName, HeaderValue, Uri, header};
use leptos::config::{LeptosOptions, get_config_from_str};
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list, render_app_to_stream_with_context};
use persistence::Database;
use rest::problem::ApiError;
use rest::{ApiState, DatabaseProbe, StreamLimits, StreamPlaces, SystemInfo};
use rpc::AppError;
use rpc::service::Services;
use services::Context;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::limit::RequestBodyLimitLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;
use tower_sessions::{Expiry, SessionManagerLayer};
use utoipa_swagger_ui::SwaggerUi;

use crate::middleware::authenticate::{Gate, authenticate};
use crate::middleware::body_size::{MAX_BODY_BYTES, announced};
use crate::middleware::panic;
use crate::middleware::request_id::request_id;
use crate::middleware::security_headers::{SecurityHeaders, page_policy, security_headers};
use crate::web::{assets, error_pages, health, sign_in};

/// The run-time twin of the Leptos block in Cargo.toml, inside the binary.
const LEPTOS_TOML: &str = include_str!("../../Leptos.toml");

/// What the router serves.
pub(crate) struct Serving {
    pub(crate) context: Context,
    pub(crate) site: assets::Site,
    pub(crate) base_url: String,
    pub(crate) started: Instant,
}

/// What callers may have of the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// How long people stay signed in.
    pub(crate) sessions: Lifetime,
    /// The most event streams at once.
    pub(crate) streams: StreamLimits,
}

#[derive(Clone, FromRef)]
struct PageState {
    options: LeptosOptions,
}

/// The whole server, with the bounds that it has when nobody sets them.
pub(crate) fn router(serving: Serving) -> Router {
    let bounds = Bounds {
        sessions: Lifetime::default(),
        streams: StreamLimits::default(),
    };
    router_within(serving, bounds)
}

/// The whole server.
pub(crate) fn router_within(serving: Serving, bounds: Bounds) -> Router {
    let Serving {
        context,
        site,
        base_url,
        started,
    } = serving;
    let Bounds {
        sessions: life,
        streams,
    } = bounds;
    let https = base_url.starts_with("https://");
    let services = context.services();
    let authenticator = Authenticator::new(Arc::new(context.db.auth_store()), context.hasher.clone(), life);
    let gate = Gate {
        authenticator: authenticator.clone(),
        clock: context.clock.clone(),
    };
    let system = SystemInfo {
        started,
        database: Arc::new(Probe(context.db.clone())),
    };
    let sessions = SessionManagerLayer::new(context.db.session_store(context.clock.clone()))
        .with_name(if https { "__Host-apex" } else { "apex_session" })
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::seconds(life.idle.num_seconds())));
    pages(services.clone(), &site)
        .merge(rest::hooks(services.triggers.clone()))
        .merge(rest::resume(services.signals.clone()))
        .merge(api(ApiState {
            services,
            context: context.clone(),
            streams: StreamPlaces::new(streams),
            system,
        }))
        .merge(health::routes(context.db.clone()))
        .merge(sign_in::routes(authenticator, context.clock.clone()))
        .merge(error_pages::routes())
        .merge(assets::routes(&site))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES))
        .layer(from_fn_with_state(gate, authenticate))
        .layer(sessions)
        .layer(from_fn(announced))
        .layer(compression())
        .layer(CatchPanicLayer::custom(panic::answer))
        .layer(from_fn_with_state(SecurityHeaders { https }, security_headers))
        .layer(from_fn(request_id))
}

/// Event streams are flushed frame by frame: compressing would hold them back. Fonts are compressed already.
fn compression() -> CompressionLayer<impl Predicate> {
    let worth_it = SizeAbove::new(1024)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("font/woff2"))
        .and(NotForContentType::IMAGES);
    CompressionLayer::new().compress_when(worth_it)
}

fn api(state: ApiState) -> Router {
    let (routes, document) = rest::api(state);
    routes
        .merge(SwaggerUi::new("/swagger-ui").url("/v3/api-docs", document))
        .route("/api/docs", get(|| async { Redirect::to("/swagger-ui/") }))
        .route("/api/{*rest}", axum::routing::any(no_such_endpoint))
        .method_not_allowed_fallback(wrong_method)
}

async fn no_such_endpoint(uri: Uri) -> Response {
    let message = format!(
        "There is no endpoint {}. The API's document is at /v3/api-docs.",
        uri.path()
    );
    ApiError(AppError::new(404, "no_such_endpoint", message)).into_response()
}

async fn wrong_method() -> Response {
    let message = "This endpoint exists, but not with this method. The API's document is at /v3/api-docs.";
    ApiError(AppError::new(405, "method_not_allowed", message)).into_response()
}

fn pages(services: Services, site: &assets::Site) -> Router {
    let options = leptos_options(site);
    let state = PageState {
        options: options.clone(),
    };
    let routes = generate_route_list(App);
    let with_services = move || {
        provide_context(services.clone());
        allow_own_scripts();
    };
    let shell_options = options.clone();
    let fallback_options = options;
    let fallback_context = with_services.clone();
    Router::new()
        .leptos_routes_with_context(&state, routes, with_services, move || shell(shell_options.clone()))
        .fallback(render_app_to_stream_with_context(fallback_context, move || {
            shell(fallback_options.clone())
        }))
        .with_state(state)
}

/// A page's own policy: its inline scripts carry the nonce that Leptos gives them.
fn allow_own_scripts() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    if let Ok(policy) = HeaderValue::from_str(&page_policy(&nonce)) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    // a page shows its reader's data
    response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.insert_header(HeaderName::from_static("vary"), HeaderValue::from_static("cookie"));
}

fn leptos_options(site: &assets::Site) -> LeptosOptions {
    let mut options = get_config_from_str(LEPTOS_TOML).unwrap_or_else(|error| {
        tracing::error!(%error, "Leptos.toml can't be read; defaults are used");
        LeptosOptions::builder().output_name("apex").build()
    });
    options.site_root = site.root.display().to_string().into();
    // without the list of hashes Leptos would panic on every page
    options.hash_files = options.hash_files && assets::hashes_are_there(&options.hash_file);
    options
}

struct Probe(Database);

#[async_trait]
impl DatabaseProbe for Probe {
    async fn is_up(&self) -> bool {
        self.0.ping().await.is_ok()
    }
}
