//! `llm`: asks a language model.

use serde_json::{Map, Value, json};

use super::{Effect, Field, FieldKind, Group, Implied, NodeKind};
use super::{brief, example};
use crate::graph::{Backoff, Retry, RetryOn};

/// The model of a node fresh from the palette: built in, needs no key.
const DEFAULT_MODEL: &str = "demo-echo";
/// Models think longer than other services.
const TIMEOUT_MS: u64 = 120_000;

pub(super) static KIND: NodeKind = NodeKind {
    key: "llm",
    title: "LLM",
    description: "Ask a language model",
    help: "Sends the prompt to a model and waits for the whole answer. The models named `demo-…` are built in, answer at \
           once and need no key.\n\nThe output is `text`, `json` (when the answer is JSON) and `usage` with the tokens. \
           With a JSON Schema the answer has to match it.",
    icon: "sparkles",
    group: Group::Ai,
    effect: |_| Effect::Idempotent,
    fields: &[
        Field::new("model", "Model", FieldKind::Template).implied(Implied::Text(DEFAULT_MODEL)),
        Field::new("system", "System", FieldKind::LongTemplate)
            .exposed()
            .help("How the model should behave.")
            .placeholder("You answer in one sentence."),
        Field::new("prompt", "Prompt", FieldKind::LongTemplate)
            .required()
            .exposed()
            .help("What you ask. Values of earlier steps go in braces.")
            .placeholder("Summarise: {{ steps.fetch.body }}"),
        Field::new(
            "temperature",
            "Temperature",
            FieldKind::Slider {
                min: 0.0,
                max: 2.0,
                step: 0.1,
            },
        )
        .help("0 is matter of fact, higher is freer."),
        Field::new("maxTokens", "Longest answer", FieldKind::integer(1, 200_000))
            .help("In tokens, about four characters each."),
        Field::new("jsonSchema", "Answer as JSON", FieldKind::JsonSchema)
            .help("A JSON Schema that the answer has to match; then `json` holds it."),
    ],
    defaults,
    retry: Retry {
        max_attempts: 3,
        backoff: Backoff::Exponential,
        initial_ms: 1_000,
        max_ms: 30_000,
        jitter: true,
        on: RetryOn::USUAL,
    },
    timeout_ms: TIMEOUT_MS,
    summary: |config| brief::text(config, "model"),
    sample,
    ..NodeKind::BLANK
};

fn defaults() -> Map<String, Value> {
    let mut config = Map::new();
    config.insert("model".into(), json!(DEFAULT_MODEL));
    config.insert("prompt".into(), json!("Say hello."));
    config
}

fn sample(config: &Map<String, Value>) -> Value {
    let schema = config.get("jsonSchema").filter(|schema| !schema.is_null());
    let json = schema.map_or(Value::Null, example::of);
    let text = if schema.is_some() {
        json.to_string()
    } else {
        "This is a sample answer.".into()
    };
    json!({ "text": text, "json": json, "usage": { "inputTokens": 12, "outputTokens": 6, "totalTokens": 18 } })
}
