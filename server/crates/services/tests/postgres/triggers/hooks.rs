//! Webhooks: who may call, what comes twice, what is refused and seen.

use std::collections::HashSet;
use std::time::Duration;

use auth::webhook::sign;
use domain::trigger::{Dedupe, HookAuth, HookMethod, WebhookConfig};
use futures::future::join_all;
use http::{HeaderMap, HeaderName, Method};
use ports::Clock;
use rpc::service::{HookCall, HookReply};
use rpc::{AppError, ListQuery, NewTrigger, Rotation, TriggerChange};
use serde_json::{Value, json};

use super::{Scene, publish};

fn call(path: &str, headers: &[(&str, &str)], body: &str) -> HookCall {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()))
        .collect();
    HookCall {
        token: path.strip_prefix("/hooks/").unwrap().to_owned(),
        test: false,
        method: Method::POST,
        query: Vec::new(),
        headers,
        body: body.as_bytes().to_vec(),
        peer: None,
        request_id: None,
    }
}

fn run(reply: Result<HookReply, AppError>) -> (String, bool) {
    match reply.unwrap() {
        HookReply::Accepted { run, repeated } => (run.to_string(), repeated),
        other => panic!("not accepted: {other:?}"),
    }
}

fn code(reply: Result<HookReply, AppError>) -> (u16, String) {
    let error = reply.unwrap_err();
    (error.status, error.code)
}

impl Scene {
    async fn receive(&self, call: HookCall) -> Result<HookReply, AppError> {
        self.services.triggers.receive(call).await
    }

    async fn inputs(&self, run: &str) -> Value {
        let detail = self.services.runs.detail(&self.owner, run.parse().unwrap()).await;
        detail.unwrap().inputs
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_delivery_many_times_at_once_is_one_run() {
    let scene = Scene::new().await;
    let path = scene.hook(WebhookConfig::default()).await.path.unwrap();
    let deliveries = (0..16).map(|_| scene.receive(call(&path, &[("webhook-id", "msg_1")], "{}")));
    let answers: Vec<_> = join_all(deliveries).await.into_iter().map(run).collect();
    let runs: HashSet<&String> = answers.iter().map(|(run, _)| run).collect();
    assert_eq!(runs.len(), 1);
    assert_eq!(answers.iter().filter(|(_, repeated)| !repeated).count(), 1);
    assert_eq!(scene.runs().await.len(), 1);
    // another id is another run, and without one nothing is known again
    run(scene.receive(call(&path, &[("webhook-id", "msg_2")], "{}")).await);
    run(scene.receive(call(&path, &[], "{}")).await);
    run(scene.receive(call(&path, &[], "{}")).await);
    assert_eq!(scene.runs().await.len(), 4);
    let page = scene.deliveries(&path).await;
    assert_eq!(page.iter().map(|delivery| delivery.repeats).max(), Some(15));
}

impl Scene {
    async fn deliveries(&self, _path: &str) -> Vec<rpc::Delivery> {
        let hooks = self.services.triggers.list(&self.owner, self.workflow).await.unwrap();
        let page = self
            .services
            .triggers
            .deliveries(&self.owner, hooks[0].id, &ListQuery::default())
            .await;
        page.unwrap().items
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_is_known_for_a_day_and_no_longer() {
    let scene = Scene::new().await;
    let config = WebhookConfig {
        dedupe: Dedupe::Body,
        ..WebhookConfig::default()
    };
    let path = scene.hook(config).await.path.unwrap();
    let (first, _) = run(scene.receive(call(&path, &[], "same")).await);
    scene.clock.advance(Duration::from_secs(23 * 3_600));
    assert_eq!(
        run(scene.receive(call(&path, &[], "same")).await),
        (first.clone(), true)
    );
    scene.clock.advance(Duration::from_secs(2 * 3_600));
    let (second, repeated) = run(scene.receive(call(&path, &[], "same")).await);
    assert!(second != first && !repeated);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_fresh_signature_of_the_secret_is_believed() {
    let scene = Scene::new().await;
    let config = WebhookConfig {
        auth: HookAuth::Signature,
        ..WebhookConfig::default()
    };
    let made = scene.hook(config).await;
    let (path, secret) = (made.path.unwrap(), made.secret.unwrap());
    let signed = |id: &str, at: i64, body: &str| {
        let signature = sign(&secret, id, at, body.as_bytes()).unwrap();
        let at = at.to_string();
        call(
            &path,
            &[
                ("webhook-id", id),
                ("webhook-timestamp", &at),
                ("webhook-signature", &signature),
            ],
            body,
        )
    };
    let now = scene.clock.now().timestamp();
    run(scene.receive(signed("m1", now, "{}")).await);
    // a replay within the window is the same run, outside of it nothing
    assert!(run(scene.receive(signed("m1", now, "{}")).await).1);
    scene.clock.advance(Duration::from_secs(301));
    assert_eq!(
        code(scene.receive(signed("m1", now, "{}")).await),
        (401, "hook_stale".into())
    );
    let mut forged = signed("m2", scene.clock.now().timestamp(), "{}");
    forged.body = b"{\"amount\": 1000000}".to_vec();
    assert_eq!(code(scene.receive(forged).await), (401, "hook_unproven".into()));
    assert_eq!(
        code(scene.receive(call(&path, &[], "{}")).await),
        (401, "hook_unproven".into())
    );
    assert_eq!(scene.runs().await.len(), 1);
    let refused: Vec<_> = scene
        .deliveries(&path)
        .await
        .into_iter()
        .filter_map(|d| d.refused)
        .collect();
    assert_eq!(refused, ["hook_unproven", "hook_unproven", "hook_stale"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_secret_holds_for_another_day_a_rotated_address_not() {
    let scene = Scene::new().await;
    let config = WebhookConfig {
        auth: HookAuth::Header { name: "x-token".into() },
        ..WebhookConfig::default()
    };
    let made = scene.hook(config).await;
    let (id, path, old) = (made.trigger.id, made.path.unwrap(), made.secret.unwrap());
    let rotate = |what| scene.services.triggers.rotate(&scene.owner, id, what);
    let new = rotate(Rotation::Secret).await.unwrap().secret.unwrap();
    for secret in [&old, &new] {
        run(scene.receive(call(&path, &[("x-token", secret)], "{}")).await);
    }
    scene.clock.advance(Duration::from_secs(25 * 3_600));
    assert_eq!(
        code(scene.receive(call(&path, &[("x-token", &old)], "{}")).await).0,
        401
    );
    run(scene.receive(call(&path, &[("x-token", &new)], "{}")).await);
    let moved = rotate(Rotation::Address).await.unwrap().path.unwrap();
    assert_eq!(
        code(scene.receive(call(&path, &[("x-token", &new)], "{}")).await),
        (404, "hook_not_found".into())
    );
    run(scene.receive(call(&moved, &[("x-token", &new)], "{}")).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_token_nor_secret_stands_in_the_database() {
    let scene = Scene::new().await;
    let config = WebhookConfig {
        auth: HookAuth::Signature,
        ..WebhookConfig::default()
    };
    let made = scene.hook(config).await;
    let token = made.path.unwrap().trim_start_matches("/hooks/").to_owned();
    let secret = made.secret.unwrap();
    let mut app = scene.db.connection(testkit::Seat::App).await;
    let sql = "SELECT set_config('app.tenant_id', $1, false)";
    sea_orm::sqlx::query(sql)
        .bind(scene.owner.tenant.uuid().to_string())
        .execute(&mut app)
        .await
        .unwrap();
    let row = sea_orm::sqlx::query("SELECT t::text || encode(secret, 'escape') FROM triggers t")
        .fetch_one(&mut app)
        .await
        .unwrap();
    let text: String = sea_orm::sqlx::Row::get(&row, 0);
    assert!(
        !text.contains(&token[4..]) && !text.contains(&secret["whsec_".len()..]),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_taken_is_refused_by_its_reason() {
    let scene = Scene::new().await;
    let made = scene.hook(WebhookConfig::default()).await;
    let (id, path) = (made.trigger.id, made.path.unwrap());
    let unknown = format!("/hooks/{}", "A".repeat(43));
    assert_eq!(
        code(scene.receive(call(&unknown, &[], "")).await),
        (404, "hook_not_found".into())
    );
    for rubbish in ["/hooks/", "/hooks/x", "/hooks/../../etc", &format!("{path}0")] {
        assert_eq!(code(scene.receive(call(rubbish, &[], "")).await).0, 404, "{rubbish}");
    }
    let mut get = call(&path, &[], "");
    get.method = Method::GET;
    assert_eq!(code(scene.receive(get).await), (405, "method_not_allowed".into()));
    let huge = "x".repeat(256 * 1024 + 1);
    assert_eq!(
        code(scene.receive(call(&path, &[], &huge)).await),
        (413, "body_too_large".into())
    );
    // control characters take six bytes each as JSON
    let swollen = "\u{1}".repeat(200 * 1024);
    let text = [("content-type", "text/plain")];
    assert_eq!(
        code(scene.receive(call(&path, &text, &swollen)).await),
        (413, "body_too_large".into())
    );
    let json = [("content-type", "application/json")];
    assert_eq!(
        code(scene.receive(call(&path, &json, "{")).await),
        (400, "malformed_json".into())
    );
    let off = TriggerChange {
        enabled: Some(false),
        ..TriggerChange::default()
    };
    scene.services.triggers.update(&scene.owner, id, off).await.unwrap();
    assert_eq!(
        code(scene.receive(call(&path, &[], "")).await),
        (410, "hook_disabled".into())
    );
    assert!(scene.runs().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_call_starts_a_run_with_an_event_without_a_body() {
    let scene = Scene::new().await;
    let path = scene.hook(WebhookConfig::default()).await.path.unwrap();
    let (id, _) = run(scene.receive(call(&path, &[], "")).await);
    let inputs = scene.inputs(&id).await;
    assert_eq!(inputs["event"]["body"], Value::Null);
    assert_eq!(inputs["event"]["method"], "POST");
    assert!(!inputs.to_string().contains(path.trim_start_matches("/hooks/")));
}

#[tokio::test(flavor = "multi_thread")]
async fn declared_inputs_are_taken_from_the_body_and_checked() {
    let mut scene = Scene::new().await;
    let inputs = json!([
        {"name": "order", "type": "string", "required": true},
        {"name": "count", "type": "integer"},
    ]);
    scene.workflow = publish(&scene.services, &scene.owner, "Typed", &inputs).await;
    let config = WebhookConfig {
        methods: vec![HookMethod::Post, HookMethod::Get],
        ..WebhookConfig::default()
    };
    let path = scene.hook(config).await.path.unwrap();
    let json = [("content-type", "application/json")];
    let (id, _) = run(scene
        .receive(call(&path, &json, r#"{"order": "A1", "more": true}"#))
        .await);
    assert_eq!(scene.inputs(&id).await, json!({"order": "A1", "count": null}));
    let mut get = call(&path, &[], "");
    get.method = Method::GET;
    get.query = vec![("order".into(), "A2".into()), ("count".into(), "3".into())];
    let (id, _) = run(scene.receive(get).await);
    assert_eq!(scene.inputs(&id).await, json!({"order": "A2", "count": 3}));
    let refused = scene.receive(call(&path, &json, r#"{"count": 1}"#)).await;
    assert_eq!(code(refused), (422, "invalid_inputs".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_delivery_may_come_again_once_it_can_be_taken() {
    let scene = Scene::new().await;
    let new = rpc::NewWorkflow {
        name: Some("Draft".into()),
        graph: super::graph(&json!([])),
    };
    let draft = scene
        .services
        .workflows
        .create_draft(&scene.owner, new)
        .await
        .unwrap()
        .id;
    let new = NewTrigger {
        name: "Early".into(),
        enabled: None,
        webhook: Some(WebhookConfig::default()),
        schedule: None,
        secret: None,
    };
    let made = scene.services.triggers.create(&scene.owner, draft, new).await.unwrap();
    let path = made.path.unwrap();
    let early = || call(&path, &[("webhook-id", "m")], "{}");
    assert_eq!(code(scene.receive(early()).await), (409, "not_published".into()));
    let request = rpc::PublishRequest::default();
    scene
        .services
        .workflows
        .publish(&scene.owner, draft, request)
        .await
        .unwrap();
    assert!(!run(scene.receive(early()).await).1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_is_kept_with_its_secrets_left_out_and_runs_the_draft() {
    let scene = Scene::new().await;
    let path = scene.hook(WebhookConfig::default()).await.path.unwrap();
    for number in 0..25 {
        let body = format!("{{\"number\": {number}}}");
        let headers = [("content-type", "application/json"), ("authorization", "Bearer hush")];
        let reply = scene.receive(HookCall {
            test: true,
            ..call(&path, &headers, &body)
        });
        assert!(matches!(reply.await, Ok(HookReply::Captured { .. })));
    }
    assert!(scene.runs().await.is_empty());
    let kept = scene.deliveries(&path).await;
    assert_eq!(kept.len(), 20);
    let newest = scene
        .services
        .triggers
        .delivery(&scene.owner, kept[0].id)
        .await
        .unwrap();
    let event = newest.event.unwrap();
    assert_eq!(event["body"], json!({"number": 24}));
    assert!(!event.to_string().contains("hush"));
    let started = scene
        .services
        .triggers
        .try_delivery(&scene.owner, kept[0].id)
        .await
        .unwrap();
    let inputs = scene.inputs(&started.run_id.to_string()).await;
    assert_eq!(inputs["event"]["body"], json!({"number": 24}));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_organisation_finds_no_trigger_of_ours() {
    let scene = Scene::new().await;
    let made = scene.hook(WebhookConfig::default()).await;
    let path = made.path.unwrap();
    let mut other = scene.owner.clone();
    other.tenant = domain::id::TenantId::from_uuid(testkit::new_uuid());
    let (triggers, id) = (&scene.services.triggers, made.trigger.id);
    run(scene.receive(call(&path, &[("webhook-id", "m")], "{}")).await);
    let delivery = scene.deliveries(&path).await[0].id;
    let missing = [
        triggers.get(&other, id).await.map(drop),
        triggers.list(&other, scene.workflow).await.map(drop),
        triggers.update(&other, id, TriggerChange::default()).await.map(drop),
        triggers.rotate(&other, id, Rotation::Address).await.map(drop),
        triggers.deliveries(&other, id, &ListQuery::default()).await.map(drop),
        triggers.delivery(&other, delivery).await.map(drop),
        triggers.try_delivery(&other, delivery).await.map(drop),
        triggers.settings(&other, scene.workflow).await.map(drop),
        triggers.delete(&other, id).await,
    ];
    for outcome in missing {
        assert_eq!(outcome.unwrap_err().status, 404);
    }
    assert!(triggers.get(&scene.owner, id).await.is_ok());
}
