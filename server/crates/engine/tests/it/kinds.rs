//! What each kind does, through a whole engine.

use std::sync::Arc;

use async_trait::async_trait;
use domain::catalogue::{Catalogue, Field, FieldKind, NodeKind};
use domain::run::{ErrorClass, RunMode, RunState, RunStatus, StepError, StepPath, StepStatus};
use engine::{Executor, Executors, StepContext, StepResult};
use ports::OutboundError;
use serde_json::{Value, json};

use crate::world::{Echo, Net, Reply, World, http, transform, workflow};

/// Deeper than JSON may be anywhere in Apex.
const DEEP: &str = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]";

fn output(state: &RunState, step: &str) -> Value {
    state.steps[&step.parse::<StepPath>().unwrap()].output.clone()
}

fn failure(state: &RunState) -> StepError {
    let failed = state.steps.values().find(|step| step.status == StepStatus::Failed);
    failed
        .and_then(|step| step.error.clone())
        .unwrap_or_else(|| panic!("{state:?}"))
}

#[test]
fn every_kind_of_the_catalogue_has_an_executor() {
    let executors = Executors::builtin(Net::new(|_, _| Reply::Never), Arc::new(Echo));
    for kind in Catalogue::builtin().iter() {
        assert!(executors.get(kind.key).is_some(), "{} has none", kind.key);
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_kind_takes_one_entry_and_one_executor() {
    static SHOUT: NodeKind = NodeKind {
        key: "shout",
        title: "Shout",
        fields: &[Field::new("text", "Text", FieldKind::Template)],
        ..NodeKind::BLANK
    };
    struct Shout;
    #[async_trait]
    impl Executor for Shout {
        async fn run(&self, context: StepContext) -> Result<StepResult, StepError> {
            let text = context.config["text"].as_str().unwrap_or_default().to_uppercase();
            Ok(StepResult::output(json!({ "text": text })))
        }
    }
    let mut world = World::quiet();
    world.catalogue = world.catalogue.with(&SHOUT);
    world.executors = world.executors.with("shout", Shout);
    let node = json!({ "id": "loud", "type": "shout", "config": { "text": "{{ inputs.name }}!" } });
    let state = world
        .run(&workflow(&[node], &["start>loud"]), json!({ "name": "ada" }))
        .await;
    assert_eq!(state.output, json!({ "text": "ADA!" }));
}

#[tokio::test(start_paused = true)]
async fn data_flows_from_inputs_through_calls_to_the_answer() {
    let world = World::new(Net::new(|_, _| {
        Reply::Json(200, json!({ "items": [{ "title": "a" }, { "title": "b" }] }))
    }));
    let nodes = [
        http("fetch", "GET", "{{ inputs.url }}"),
        json!({ "id": "big", "type": "condition", "config": { "if": "steps.fetch.body.items | length > 1" } }),
        transform(
            "titles",
            json!({ "titles": "{{ steps.fetch.body.items | map(attribute='title') | list }}",
                                    "note": "{{ steps.fetch.status }} OK" }),
        ),
        transform("few", json!("few")),
        json!({ "id": "answer", "type": "respond",
                "config": { "status": 201, "headers": { "x": "y" }, "body": "{{ steps.titles }}" } }),
    ];
    let edges = [
        "start>fetch",
        "fetch>big",
        "big:true>titles",
        "big:false>few",
        "titles>answer",
    ];
    let state = world
        .run(&workflow(&nodes, &edges), json!({ "url": "https://example.com/list" }))
        .await;
    let body = json!({ "titles": ["a", "b"], "note": "200 OK" });
    assert_eq!(
        state.output,
        json!({ "status": 201, "headers": { "x": "y" }, "body": body })
    );
    assert_eq!(output(&state, "big"), json!({ "result": true }));
    assert_eq!(
        state.steps[&"few".parse::<StepPath>().unwrap()].status,
        StepStatus::Skipped
    );
    assert_eq!(
        state.steps[&"fetch".parse::<StepPath>().unwrap()].input["url"],
        "https://example.com/list"
    );
    assert_eq!(world.net.requests.lock().unwrap()[0].url, "https://example.com/list");
}

#[tokio::test(start_paused = true)]
async fn a_json_body_and_a_query_are_encoded_and_writes_carry_one_key() {
    let world = World::new(Net::new(|_, count| {
        if count < 3 {
            Reply::Json(503, json!({}))
        } else {
            Reply::Json(200, json!({}))
        }
    }));
    let mut node = http("send", "POST", "https://example.com/a");
    node["config"]["query"] = json!({ "q": "a b&c", "n": 2, "tags": "{{ inputs.tags }}", "none": "{{ inputs.none }}" });
    node["config"]["body"] = json!({ "name": "{{ inputs.name }}" });
    let state = world
        .run(
            &workflow(&[node], &["start>send"]),
            json!({ "name": "ada", "tags": ["x", "y"], "none": null }),
        )
        .await;
    assert_eq!(state.status, RunStatus::Succeeded, "{:?}", state.error);
    let requests = world.net.requests.lock().unwrap();
    assert_eq!(requests.len(), 3);
    assert_eq!(requests[0].url, "https://example.com/a?q=a+b%26c&n=2&tags=x&tags=y");
    assert_eq!(requests[0].body.as_deref(), Some(br#"{"name":"ada"}"#.as_slice()));
    assert!(
        requests[0]
            .headers
            .contains(&("content-type".into(), "application/json".into()))
    );
    let key = |index: usize| {
        requests[index]
            .headers
            .iter()
            .find(|(name, _)| name == "idempotency-key")
            .cloned()
    };
    assert_eq!(key(0).unwrap().1.len(), 64);
    assert_eq!((key(0), key(1)), (key(1), key(2)));
    assert_eq!(state.steps[&"send".parse::<StepPath>().unwrap()].attempts, 3);
}

#[tokio::test(start_paused = true)]
async fn classes_of_failed_calls_decide_whether_they_are_repeated() {
    let blocked = || Reply::Fails(OutboundError::Blocked("private address".into()));
    type Case = (fn() -> Reply, ErrorClass, &'static str, usize);
    let cases: [Case; 6] = [
        (
            || Reply::Json(404, json!({ "why": "gone" })),
            ErrorClass::Refused,
            "http_status",
            1,
        ),
        (
            || Reply::Json(429, json!({})),
            ErrorClass::RateLimited,
            "http_status",
            3,
        ),
        (|| Reply::Json(408, json!({})), ErrorClass::Timeout, "http_status", 3),
        (
            || Reply::Fails(OutboundError::Connect("refused".into())),
            ErrorClass::Connect,
            "connect_failed",
            3,
        ),
        (
            || Reply::Fails(OutboundError::TooLarge(9)),
            ErrorClass::Limit,
            "response_too_large",
            1,
        ),
        (|| Reply::Never, ErrorClass::Timeout, "timeout", 3),
    ];
    for (reply, class, code, attempts) in cases {
        let world = World::new(Net::new(move |_, _| reply()));
        let state = world
            .run(
                &workflow(&[http("a", "GET", "https://x.example/")], &["start>a"]),
                json!({}),
            )
            .await;
        let error = failure(&state);
        assert_eq!(
            (error.class, error.code.as_str(), world.net.count()),
            (class, code, attempts)
        );
    }
    let world = World::new(Net::new(move |_, _| blocked()));
    let state = world
        .run(
            &workflow(&[http("a", "GET", "https://x.example/")], &["start>a"]),
            json!({}),
        )
        .await;
    assert_eq!(failure(&state).message, "private address");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_shows_the_answer_and_honours_retry_after() {
    let world = World::new(Net::new(|_, count| match count {
        1 => Reply::With(503, vec![("retry-after", "7")], "busy"),
        _later => Reply::With(404, vec![("content-type", "text/plain")], "nothing here"),
    }));
    let state = world
        .run(
            &workflow(&[http("a", "GET", "https://x.example/")], &["start>a"]),
            json!({}),
        )
        .await;
    let error = failure(&state);
    assert_eq!(error.details, Some(json!({ "status": 404, "body": "nothing here" })));
    let spans = &state.steps[&"a".parse::<StepPath>().unwrap()].spans;
    assert!((spans[1].from - spans[0].to.unwrap()).num_milliseconds() >= 7_000);
}

#[tokio::test(start_paused = true)]
async fn a_body_is_parsed_when_it_is_json_and_kept_as_it_stands_otherwise() {
    let cases = [
        (
            Reply::With(
                200,
                vec![("content-type", "application/problem+json; charset=utf-8")],
                "[1]",
            ),
            json!([1]),
        ),
        (
            Reply::With(200, vec![("content-type", "text/plain")], "[1]"),
            json!("[1]"),
        ),
        (
            Reply::With(200, vec![("content-type", "application/json")], "{broken"),
            json!("{broken"),
        ),
        (Reply::With(200, vec![], "7"), json!(7)),
        (Reply::With(204, vec![], ""), Value::Null),
        (
            Reply::With(200, vec![("content-type", "application/json")], DEEP),
            json!(DEEP),
        ),
    ];
    for (reply, body) in cases {
        let reply = std::sync::Mutex::new(Some(reply));
        let world = World::new(Net::new(move |_, _| reply.lock().unwrap().take().unwrap()));
        let state = world
            .run(
                &workflow(&[http("a", "GET", "https://x.example/")], &["start>a"]),
                json!({}),
            )
            .await;
        assert_eq!(state.output["body"], body);
    }
}

#[tokio::test(start_paused = true)]
async fn a_switch_leaves_by_the_first_equal_case_or_the_default() {
    let node = json!({ "id": "s", "type": "switch", "config": { "value": "inputs.n",
        "cases": [{ "equals": 1, "port": "one" }, { "equals": "1", "port": "text" }], "default": "other" } });
    let document = workflow(
        &[
            node,
            transform("one", json!("one")),
            transform("text", json!("text")),
            transform("other", json!("other")),
        ],
        &["start>s", "s:one>one", "s:text>text", "s:other>other"],
    );
    for (n, port) in [(json!(1.0), "one"), (json!("1"), "text"), (json!(2), "other")] {
        let state = World::quiet().run(&document, json!({ "n": n })).await;
        assert_eq!(state.output, json!(port));
    }
}

#[tokio::test(start_paused = true)]
async fn a_loop_renders_its_body_with_item_index_and_outer_steps() {
    let body = json!({ "nodes": [transform("t", json!("{{ index }}-{{ item }}-{{ steps.first.x }}"))], "edges": [] });
    let each = json!({ "id": "each", "type": "for_each",
                       "config": { "items": "{{ inputs.list }}", "concurrency": 2, "body": body } });
    let document = workflow(
        &[transform("first", json!({ "x": "y" })), each],
        &["start>first", "first>each"],
    );
    let state = World::quiet().run(&document, json!({ "list": ["a", "b", "c"] })).await;
    assert_eq!(state.output, json!({ "results": ["0-a-y", "1-b-y", "2-c-y"] }));

    let wrong = World::quiet().run(&document, json!({ "list": "abc" })).await;
    assert_eq!(failure(&wrong).message, "/config/items: is to be a list");
}

#[tokio::test(start_paused = true)]
async fn a_merge_gives_the_outputs_that_arrived_by_id() {
    let merge = json!({ "id": "m", "type": "merge", "config": { "mode": "all" } });
    let document = workflow(
        &[transform("a", json!(1)), transform("b", json!(2)), merge],
        &["start>a", "start>b", "a>m", "b>m"],
    );
    let state = World::quiet().run(&document, json!({})).await;
    assert_eq!(state.output, json!({ "a": 1, "b": 2 }));
}

#[tokio::test(start_paused = true)]
async fn a_model_answers_text_json_and_usage() {
    let llm = |schema: Value| {
        json!({ "id": "ask", "type": "llm", "retry": { "maxAttempts": 1 },
                "config": { "model": "echo", "prompt": "{{ inputs.p }}", "jsonSchema": schema } })
    };
    let world = World::quiet();
    let plain = workflow(&[llm(Value::Null)], &["start>ask"]);
    let state = world.run(&plain, json!({ "p": "hello" })).await;
    let usage = json!({ "inputTokens": 2, "outputTokens": 3, "totalTokens": 5 });
    assert_eq!(state.output, json!({ "text": "hello", "json": null, "usage": usage }));

    let schema = workflow(&[llm(json!({ "type": "object" }))], &["start>ask"]);
    let state = world.run(&schema, json!({ "p": "{\"a\": 1}" })).await;
    assert_eq!(state.output["json"], json!({ "a": 1 }));
    let state = world.run(&schema, json!({ "p": "hello" })).await;
    assert_eq!(failure(&state).code, "answer_not_json");
}

#[tokio::test(start_paused = true)]
async fn a_log_step_writes_a_line() {
    let log =
        json!({ "id": "say", "type": "log", "config": { "level": "warn", "message": "hello {{ inputs.name }}" } });
    let state = World::quiet()
        .run(&workflow(&[log], &["start>say"]), json!({ "name": "ada" }))
        .await;
    assert_eq!(state.output, json!({ "level": "warn", "message": "hello ada" }));
    assert_eq!(state.logs[0].message, "hello ada");
    assert_eq!(state.logs[0].step, Some("say".parse().unwrap()));
}

#[tokio::test(start_paused = true)]
async fn a_mock_run_calls_nobody_and_answers_with_mock_or_sample() {
    let world = World::new(Net::new(|_, _| panic!("a mock run went out")));
    let slack = json!({ "id": "tell", "type": "slack", "config": { "channel": "#{{ inputs.c }}", "text": "x" } });
    let mut fetch = http("fetch", "POST", "https://x.example/{{ inputs.c }}");
    fetch["mock"] = json!({ "output": { "status": 299 } });
    let document = workflow(&[slack.clone(), fetch], &["start>tell", "tell>fetch"]);
    let state = world.run_as(&document, json!({ "c": "ops" }), RunMode::Mock).await;
    assert_eq!(state.output, json!({ "status": 299 }));
    assert_eq!(output(&state, "tell")["channel"], "#ops");
    assert_eq!(
        state.steps[&"fetch".parse::<StepPath>().unwrap()].input["url"],
        "https://x.example/ops"
    );

    let broken = world.run_as(&document, json!({}), RunMode::Mock).await;
    assert_eq!(
        failure(&broken).class,
        ErrorClass::Expression,
        "expression errors show in mock runs"
    );

    let live = World::quiet()
        .run(&workflow(&[slack], &["start>tell"]), json!({ "c": "ops" }))
        .await;
    assert_eq!(failure(&live).code, "mock_only");
}

#[tokio::test(start_paused = true)]
async fn an_expression_error_names_the_setting_and_the_path() {
    let node = transform("t", json!({ "deep": ["{{ inputs.missing.thing }}"] }));
    let state = World::quiet()
        .run(&workflow(&[node], &["start>t"]), json!({ "a": 1 }))
        .await;
    let error = failure(&state);
    assert_eq!(error.code, "expression_undefined");
    assert!(
        error.message.starts_with("/config/output/deep/0: `inputs.missing"),
        "{}",
        error.message
    );
    assert_eq!(error.details, Some(json!({ "path": "/config/output/deep/0" })));
    assert!(
        state
            .error
            .unwrap()
            .message
            .starts_with("Step `t` failed after 1 attempt: /config/output/deep/0")
    );
}

#[tokio::test(start_paused = true)]
async fn text_with_blocks_goes_through_the_sandbox() {
    let world = World::quiet();
    let node = transform("t", json!("{% for x in inputs.list %}{{ x }}{% endfor %}"));
    let state = world
        .run(&workflow(&[node], &["start>t"]), json!({ "list": [1] }))
        .await;
    assert_eq!(state.output, json!("from the sandbox"));
    assert_eq!(world.sandbox.0.load(std::sync::atomic::Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn an_output_past_its_limit_fails_the_step() {
    let large = "x".repeat(domain::limits::MAX_OUTPUT_BYTES / 2);
    let node = transform("t", json!(["{{ inputs.x }}", "{{ inputs.x }}", "{{ inputs.x }}"]));
    let state = World::quiet()
        .run(&workflow(&[node], &["start>t"]), json!({ "x": large }))
        .await;
    assert_eq!(failure(&state).code, "output_too_large");
}

#[tokio::test(start_paused = true)]
async fn a_step_that_panics_fails_and_the_worker_lives() {
    struct Bomb;
    #[async_trait]
    impl Executor for Bomb {
        async fn run(&self, _context: StepContext) -> Result<StepResult, StepError> {
            panic!("boom")
        }
    }
    let mut world = World::quiet();
    world.executors = world.executors.with("http", Bomb);
    let state = world
        .run(
            &workflow(&[http("a", "GET", "https://x.example/")], &["start>a"]),
            json!({}),
        )
        .await;
    assert_eq!(failure(&state).code, "step_panicked");
}
