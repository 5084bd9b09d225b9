//! One-time links, the session cookie, and what a stranger is refused.

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Response, StatusCode};

use crate::support::Apex;

fn link(apex: &Apex) -> String {
    let out = apex.run(&["admin", "login-link", "--email", "owner@demo.apex"]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let text = String::from_utf8(out.stdout).unwrap();
    let path = text.trim().splitn(4, '/').nth(3).unwrap().to_owned();
    format!("{}/{path}", apex.base)
}

fn session_cookie(response: &Response) -> Option<&str> {
    let all = response
        .headers()
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    all.into_iter().find(|cookie| cookie.starts_with("apex_session="))
}

fn cookie(response: &Response) -> String {
    session_cookie(response).unwrap().split(';').next().unwrap().to_owned()
}

/// Presses the button of a link's page.
async fn press(apex: &Apex, link: &str) -> Response {
    let request = apex.client.post(link).header("sec-fetch-site", "same-origin");
    request.send().await.unwrap()
}

async fn get(apex: &Apex, path: &str, cookie: &str) -> Response {
    apex.client
        .get(format!("{}{path}", apex.base))
        .header(COOKIE, cookie)
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_link_signs_in_once() {
    let apex = Apex::start();
    let link = link(&apex);
    let first = press(&apex, &link).await;
    assert_eq!(first.status(), StatusCode::SEE_OTHER);
    assert_eq!(first.headers()[LOCATION], "/");
    let set = session_cookie(&first).unwrap().to_owned();
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"),
        "{set}"
    );
    let cookie = cookie(&first);
    let me = get(&apex, "/api/v1/me", &cookie).await;
    assert_eq!(me.status(), StatusCode::OK);
    let me: serde_json::Value = me.json().await.unwrap();
    assert_eq!(me["principal"]["email"], "owner@demo.apex");
    assert_eq!(me["organisation"]["slug"], "demo");

    let second = press(&apex, &link).await;
    assert_eq!(second.headers()[LOCATION], "/sign-in?problem=link");
    assert!(session_cookie(&second).is_none());
}

#[tokio::test]
async fn signing_in_leads_to_the_page_that_was_wanted() {
    let apex = Apex::start();
    let refused = apex
        .client
        .get(format!("{}/runs?status=failed", apex.base))
        .send()
        .await
        .unwrap();
    let next = refused.headers()[SET_COOKIE]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let pressing = apex.client.post(link(&apex)).header(COOKIE, next);
    let signed_in = pressing.header("sec-fetch-site", "same-origin").send().await.unwrap();
    assert_eq!(signed_in.headers()[LOCATION], "/runs?status=failed");
}

#[tokio::test]
async fn looking_at_a_link_does_not_use_it_up() {
    let apex = Apex::start();
    let link = link(&apex);
    for _ in 0..2 {
        assert_eq!(apex.client.head(&link).send().await.unwrap().status(), StatusCode::OK);
        let page = apex.client.get(&link).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
        assert_eq!(page.headers()["cache-control"], "no-store");
        assert!(page.headers().get(SET_COOKIE).is_none());
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(
            policy.contains("form-action 'self'") && !policy.contains("unsafe"),
            "{policy}"
        );
        let text = page.text().await.unwrap();
        assert!(
            text.contains("<form method=\"post\">") && text.contains("<button"),
            "{text}"
        );
        let token = link.rsplit('/').next().unwrap();
        assert!(!text.contains(token), "the page repeats nothing of its address");
    }
    assert_eq!(press(&apex, &link).await.headers()[LOCATION], "/");
}

#[tokio::test]
async fn another_site_signs_nobody_in() {
    let apex = Apex::start();
    let link = link(&apex);
    let host = apex.base.strip_prefix("http://").unwrap();
    let send = |name: &'static str, value: String| apex.client.post(&link).header(name, value).send();
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let refused = send(name, value.to_owned()).await.unwrap();
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(session_cookie(&refused).is_none());
    }
    assert_eq!(
        apex.client.post(&link).send().await.unwrap().status(),
        StatusCode::FORBIDDEN
    );
    // a browser without Sec-Fetch-Site
    let own = send("origin", format!("http://{host}")).await.unwrap();
    assert_eq!(own.headers()[LOCATION], "/");
}

#[tokio::test]
async fn a_session_tells_the_browser_when_it_ends_unused() {
    let apex = Apex::start_with(&[("APEX_SESSION_IDLE_DAYS", "2")]);
    let signed_in = press(&apex, &link(&apex)).await;
    let set = session_cookie(&signed_in).unwrap();
    let age: u64 = set
        .split("Max-Age=")
        .nth(1)
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let two_days = 2 * 24 * 3600;
    assert!((two_days - 60..=two_days).contains(&age), "{set}");
    let again = get(&apex, "/api/v1/me", &cookie(&signed_in)).await;
    assert!(session_cookie(&again).is_none(), "not written down at each request");
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let apex = Apex::start();
    let cookie = cookie(&press(&apex, &link(&apex)).await);
    let post = |site: &'static str| {
        let request = apex
            .client
            .post(format!("{}/sign-out", apex.base))
            .header(COOKIE, &cookie);
        request.header("sec-fetch-site", site).send()
    };
    assert_eq!(post("cross-site").await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(get(&apex, "/api/v1/me", &cookie).await.status(), StatusCode::OK);
    assert_eq!(post("same-origin").await.unwrap().status(), StatusCode::SEE_OTHER);
    assert_eq!(
        get(&apex, "/api/v1/me", &cookie).await.status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_stranger_is_sent_to_sign_in_or_refused() {
    let apex = Apex::start();
    let stranger = |path: &str| apex.client.get(format!("{}{path}", apex.base)).send();
    for path in ["/", "/studio", "/runs", "/runs/run_x", "/no-such-page"] {
        let response = stranger(path).await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
        assert!(
            response.headers()[LOCATION].to_str().unwrap().starts_with("/sign-in"),
            "{path}"
        );
    }
    for path in ["/api/v1/me", "/api/v1/runs", "/api/v1/no-such-thing"] {
        let response = stranger(path).await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(response.headers()["content-type"], "application/problem+json", "{path}");
    }
    let rpc = apex
        .client
        .post(format!("{}/rpc/workflows/list", apex.base))
        .body("{}")
        .send()
        .await
        .unwrap();
    assert_eq!(rpc.status(), StatusCode::UNAUTHORIZED);
    for path in [
        "/health",
        "/health/db",
        "/ready",
        "/sign-in",
        "/api/v1",
        "/v3/api-docs",
        "/api/v1/schema/workflow",
    ] {
        assert_eq!(stranger(path).await.unwrap().status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_an_id() {
    let apex = Apex::start();
    for path in ["/health", "/sign-in", "/api/v1/runs", "/nothing"] {
        let response = apex.client.get(format!("{}{path}", apex.base)).send().await.unwrap();
        let headers = response.headers();
        assert!(headers.contains_key("x-request-id"), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(
            !policy.contains("unsafe-inline'; script") && !policy.contains("'unsafe-eval'"),
            "{path}: {policy}"
        );
    }
}

#[tokio::test]
async fn rubbish_in_the_authorization_header_is_refused_before_the_database() {
    let apex = Apex::start();
    for value in [
        "",
        "Bearer",
        "Bearer ' OR 1=1 --",
        "Basic YTpi",
        "Bearer apex_short",
        "bearer \u{7f}",
    ] {
        let Ok(header) = reqwest::header::HeaderValue::from_bytes(value.as_bytes()) else {
            continue;
        };
        let request = apex
            .client
            .get(format!("{}/api/v1/me", apex.base))
            .header("authorization", header);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{value:?}");
    }
}
