//! The built site: beside the program, or where cargo-leptos puts it.

use std::path::PathBuf;

use axum::Router;
use axum::middleware::map_response_with_state;
use axum::response::Response;
use http::{HeaderValue, header};
use tower_http::services::{ServeDir, ServeFile};

/// The folder with `pkg`, fonts, icons and the sprite.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) root: PathBuf,
}

impl Site {
    /// `site` beside the program, else one folder up (`target/release/apex` and `target/site`). Without one the API
    /// still works: that is said in the log, and pages come without their scripts and styles.
    pub(crate) fn find() -> Self {
        let program = std::env::current_exe().unwrap_or_default();
        let folder = program.parent().map(std::path::Path::to_path_buf).unwrap_or_default();
        let candidates = [folder.join("site"), folder.join("../site")];
        let found = candidates.iter().find(|root| root.join("pkg").is_dir());
        let root = found.and_then(|root| root.canonicalize().ok()).unwrap_or_else(|| {
            let looked: Vec<String> = candidates.iter().map(|root| root.display().to_string()).collect();
            tracing::warn!(
                "the pages' files are missing (looked in {}): build with `make up`, or put the folder `site` beside the program",
                looked.join(" and ")
            );
            candidates[0].clone()
        });
        Self { root }
    }
}

/// Whether cargo-leptos left its list of hashed names beside the program.
pub(crate) fn hashes_are_there(name: &str) -> bool {
    let program = std::env::current_exe().unwrap_or_default();
    program.parent().is_some_and(|folder| folder.join(name).is_file())
}

/// Hashed names never change their content; everything else is asked for again after an hour.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_AN_HOUR: &str = "public, max-age=3600";

/// Files of the site. Only these folders and names: nothing else of the disk can be reached.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(site: &Site) -> Router<S> {
    let folder = |name: &str| {
        ServeDir::new(site.root.join(name))
            .precompressed_br()
            .precompressed_gzip()
    };
    let file = |name: &str| {
        ServeFile::new(site.root.join(name))
            .precompressed_br()
            .precompressed_gzip()
    };
    let hashed = Router::new()
        .nest_service("/pkg", folder("pkg"))
        .layer(map_response_with_state(FOR_EVER, cached));
    Router::new()
        .nest_service("/fonts", folder("fonts"))
        .route_service("/sprite.svg", file("sprite.svg"))
        .route_service("/logo.svg", file("logo.svg"))
        .route_service("/favicon.svg", file("favicon.svg"))
        .route_service("/favicon.ico", file("favicon.svg"))
        .layer(map_response_with_state(FOR_AN_HOUR, cached))
        .merge(hashed)
}

async fn cached(axum::extract::State(value): axum::extract::State<&'static str>, mut response: Response) -> Response {
    if response.status().is_success() {
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    }
    response
}
