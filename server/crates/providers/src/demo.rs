//! The built-in models: no key, no network, the same answer every time.
//!
//! They exist so that a workflow can be drawn, run and tested before anybody has a vendor's key, and so that every kind
//! of failure can be had on purpose. Their answers are plain functions of the request; don't make them clever.
//!
//! Usage is counted by one rule: a token is four characters, rounded up, for the prompt (system and user together) and
//! for the answer. `max_tokens` cuts the answer at that many tokens, and then the finish reason is `length`.

mod check;
mod json;
mod model;
mod summary;
mod tokens;

use std::time::Duration;

use async_trait::async_trait;
use ports::{Completion, CompletionRequest, ModelError, ModelProvider, Usage};

use self::model::DemoModel;
use crate::registry::model_not_found;

/// How long `demo-slow` thinks.
const SLOW: Duration = Duration::from_secs(2);
/// What `demo-fixed` and `demo-text` say.
const FIXED: &str = "This is a fixed answer of the demo model.";
/// Sentences of a summary.
const SENTENCES: usize = 2;

/// The models named `demo-…`.
#[derive(Debug, Clone, Copy, Default)]
pub struct DemoProvider;

#[async_trait]
impl ModelProvider for DemoProvider {
    async fn complete(&self, request: CompletionRequest) -> Result<Completion, ModelError> {
        let model = DemoModel::find(&request.model).ok_or_else(|| model_not_found(&request.model, &self.models()))?;
        check::parameters(&request)?;
        if let Some(error) = model.failure() {
            return Err(error);
        }
        if model == DemoModel::Slow {
            tokio::time::sleep(SLOW).await;
        }
        Ok(answer(model, &request))
    }

    fn models(&self) -> Vec<String> {
        DemoModel::ALL.iter().map(|model| model.key().to_owned()).collect()
    }
}

fn answer(model: DemoModel, request: &CompletionRequest) -> Completion {
    let plain = match model {
        DemoModel::Fixed | DemoModel::Text => FIXED.to_owned(),
        DemoModel::Summary | DemoModel::Json => summary::first_sentences(&request.prompt, SENTENCES),
        DemoModel::Echo | DemoModel::Slow | DemoModel::Error429 | DemoModel::Error500 | DemoModel::ErrorTimeout => {
            request.prompt.clone()
        }
    };
    let text = match (&request.json_schema, model == DemoModel::Json) {
        (Some(schema), _) => json::satisfying(schema, &plain).to_string(),
        (None, true) => serde_json::json!({ "answer": plain }).to_string(),
        (None, false) => plain,
    };
    let (text, is_cut) = tokens::cut(text, request.max_tokens);
    let usage = Usage {
        input_tokens: tokens::count(&request.system) + tokens::count(&request.prompt),
        output_tokens: tokens::count(&text),
    };
    let finish_reason = if is_cut { "length" } else { "stop" };
    Completion {
        text,
        usage,
        finish_reason: finish_reason.into(),
    }
}

#[cfg(test)]
mod tests {
    use domain::run::ErrorClass;
    use serde_json::{Value, json};

    use super::*;

    fn ask(model: &str, prompt: &str) -> CompletionRequest {
        CompletionRequest {
            model: model.into(),
            prompt: prompt.into(),
            ..CompletionRequest::default()
        }
    }

    #[tokio::test]
    async fn echo_gives_the_prompt_back_and_counts_tokens() {
        let request = CompletionRequest {
            system: "Be brief.".into(),
            ..ask("demo-echo", "Say hello")
        };
        let completion = DemoProvider.complete(request).await.unwrap();
        assert_eq!(completion.text, "Say hello");
        assert_eq!(
            completion.usage,
            Usage {
                input_tokens: 3 + 3,
                output_tokens: 3
            }
        );
        assert_eq!(completion.finish_reason, "stop");
    }

    #[tokio::test]
    async fn the_answer_is_cut_at_max_tokens() {
        let request = CompletionRequest {
            max_tokens: Some(2),
            ..ask("demo-echo", "ääääbbbbcccc")
        };
        let completion = DemoProvider.complete(request).await.unwrap();
        assert_eq!(
            (completion.text.as_str(), completion.finish_reason.as_str()),
            ("ääääbbbb", "length")
        );
        assert_eq!(completion.usage.output_tokens, 2);
    }

    #[tokio::test]
    async fn a_schema_makes_every_model_answer_json_that_fits() {
        let schema = json!({"type": "object", "properties": {"title": {"type": "string"}, "score": {"type": "integer", "minimum": 3}}});
        for model in ["demo-json", "demo-echo", "demo-fixed", "demo-summary"] {
            let request = CompletionRequest {
                json_schema: Some(schema.clone()),
                ..ask(model, "One. Two. Three.")
            };
            let completion = DemoProvider.complete(request).await.unwrap();
            let value: Value = serde_json::from_str(&completion.text).unwrap();
            assert!(value["title"].is_string());
            assert_eq!(value["score"], 3);
        }
    }

    #[tokio::test]
    async fn a_summary_is_the_first_sentences() {
        let completion = DemoProvider
            .complete(ask("demo-summary", "One is 1.5. Two? Three!"))
            .await
            .unwrap();
        assert_eq!(completion.text, "One is 1.5. Two?");
    }

    #[tokio::test]
    async fn failures_can_be_had_on_purpose() {
        let cases = [
            ("demo-error-429", ErrorClass::RateLimited, "rate_limited", Some(1_000)),
            ("demo-error-500", ErrorClass::Upstream, "upstream_error", None),
            ("demo-error-timeout", ErrorClass::Timeout, "timeout", None),
        ];
        for (model, class, code, retry_after) in cases {
            let error = DemoProvider.complete(ask(model, "x")).await.unwrap_err();
            assert_eq!(
                (error.class, error.code, error.retry_after_ms),
                (class, code, retry_after)
            );
        }
    }

    #[tokio::test]
    async fn parameters_out_of_bounds_are_refused() {
        let hot = CompletionRequest {
            temperature: Some(2.1),
            ..ask("demo-echo", "x")
        };
        let none = CompletionRequest {
            max_tokens: Some(0),
            ..ask("demo-echo", "x")
        };
        for (request, name) in [(hot, "temperature"), (none, "max_tokens")] {
            let error = DemoProvider.complete(request).await.unwrap_err();
            assert_eq!(error.code, "bad_parameter");
            assert!(error.message.contains(name) && !error.class.is_retryable());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn slow_takes_two_seconds() {
        let began = tokio::time::Instant::now();
        DemoProvider.complete(ask("demo-slow", "x")).await.unwrap();
        assert_eq!(began.elapsed(), SLOW);
    }

    #[tokio::test]
    async fn an_unknown_demo_model_names_the_known_ones() {
        let error = DemoProvider.complete(ask("demo-nothing", "x")).await.unwrap_err();
        assert_eq!(error.code, "model_not_found");
        assert!(DemoProvider.models().iter().all(|model| error.message.contains(model)));
    }
}
