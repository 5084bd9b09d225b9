//! What can be reached without signing in. Everything that is not listed here can't.

/// Exact paths.
const PATHS: &[&str] = &[
    "/api/docs",
    "/api/v1",
    "/api/v1/",
    "/api/v1/status",
    "/favicon.ico",
    "/favicon.svg",
    "/health",
    "/health/db",
    "/health/redis",
    "/logo.svg",
    "/ready",
    "/sign-in",
    "/sprite.svg",
    "/swagger-ui",
    "/v3/api-docs",
];
/// Everything below these.
const FOLDERS: &[&str] = &[
    "/api/v1/schema/",
    "/docs/errors/",
    "/fonts/",
    "/pkg/",
    "/sign-in/link/",
    "/swagger-ui/",
];

/// Whether a path is public.
pub(crate) fn is_public(path: &str) -> bool {
    PATHS.contains(&path) || FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// Whether a path is that of a webhook, whose token is all that its callers have to know.
pub(crate) fn is_hook(path: &str) -> bool {
    path.starts_with("/hooks/")
}

#[cfg(test)]
mod tests {
    use super::{is_hook, is_public};

    #[test]
    fn only_webhooks_are_reached_past_sign_in() {
        assert!(is_hook("/hooks/token") && is_hook("/hooks/token/test"));
        for path in ["/hooks", "/hook/x", "/api/v1/hooks/x", "//hooks/x", "/Hooks/x"] {
            assert!(!is_hook(path), "{path}");
        }
    }

    #[test]
    fn only_the_listed_paths_are_public() {
        for path in [
            "/health",
            "/sign-in",
            "/sign-in/link/x",
            "/api/v1",
            "/api/v1/schema/workflow",
            "/pkg/apex.js",
        ] {
            assert!(is_public(path), "{path}");
        }
        for path in [
            "/",
            "/studio",
            "/api/v1/runs",
            "/api/v1/me",
            "/rpc/workflows/list",
            "/healthz",
            "/sign-in/other",
        ] {
            assert!(!is_public(path), "{path}");
        }
    }
}
