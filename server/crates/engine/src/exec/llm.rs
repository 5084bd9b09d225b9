//! `llm`: one completion, whole.

use std::sync::Arc;

use async_trait::async_trait;
use domain::run::{ErrorClass, StepError};
use ports::{CompletionRequest, ModelError, ModelProvider};
use serde_json::{Map, Value, json};

use super::setting::{integer, number, text, unusable};
use super::{Executor, StepContext, StepResult};

pub(super) struct Llm {
    models: Arc<dyn ModelProvider>,
}

impl Llm {
    pub(super) fn new(models: Arc<dyn ModelProvider>) -> Self {
        Self { models }
    }
}

#[async_trait]
impl Executor for Llm {
    async fn run(&self, context: StepContext) -> Result<StepResult, StepError> {
        let request = request(&context)?;
        let wants_json = request.json_schema.is_some();
        let completion = self.models.complete(request).await.map_err(model_failed)?;
        let json = read_json(&completion.text, wants_json)?;
        let usage = completion.usage;
        Ok(StepResult::output(json!({
            "text": completion.text,
            "json": json,
            "usage": {
                "inputTokens": usage.input_tokens,
                "outputTokens": usage.output_tokens,
                "totalTokens": usage.input_tokens + usage.output_tokens,
            },
        })))
    }

    /// Providers fail one by one: `provider/model` names it, any other name stands for itself.
    fn target(&self, config: &Map<String, Value>) -> Option<String> {
        let model = config.get("model")?.as_str()?.trim();
        let provider = model.split_once('/').map_or(model, |(provider, _)| provider);
        Some(format!("the model provider `{provider}`"))
    }
}

fn request(context: &StepContext) -> Result<CompletionRequest, StepError> {
    let config = &context.config;
    Ok(CompletionRequest {
        model: text(config, "model")?,
        system: text(config, "system")?,
        prompt: prompt(config.get("prompt")),
        temperature: number(config, "temperature", 0.0, 2.0)?,
        max_tokens: integer(config, "maxTokens", 1, u64::from(u32::MAX))?.and_then(|most| u32::try_from(most).ok()),
        json_schema: schema(config.get("jsonSchema"))?,
        idempotency_key: Some(context.idempotency_key.clone()),
    })
}

/// A prompt that is exactly one expression may render to a list or an object: the model gets it as JSON.
fn prompt(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    }
}

/// The schema as an object; it may stand in the settings as text.
fn schema(value: Option<&Value>) -> Result<Option<Value>, StepError> {
    let wrong = || unusable("jsonSchema", "is to be a JSON Schema");
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => serde_json::from_str(text).map(Some).map_err(|_| wrong()),
        Some(value @ (Value::Object(_) | Value::Bool(_))) => Ok(Some(value.clone())),
        Some(Value::Number(_) | Value::Array(_)) => Err(wrong()),
    }
}

/// The answer as JSON. Without a schema, text that is no JSON object or list gives null.
fn read_json(text: &str, wanted: bool) -> Result<Value, StepError> {
    match serde_json::from_str::<Value>(text.trim()) {
        Ok(value) if wanted || value.is_object() || value.is_array() => Ok(value),
        Ok(_) => Ok(Value::Null),
        // a model may do better the next time
        Err(_) if wanted => {
            let message = "the model's answer is not JSON, though `jsonSchema` asks for it";
            Err(StepError::new(ErrorClass::Upstream, "answer_not_json", message))
        }
        Err(_) => Ok(Value::Null),
    }
}

fn model_failed(error: ModelError) -> StepError {
    StepError {
        retry_after_ms: error.retry_after_ms,
        ..StepError::new(error.class, error.code, error.message)
    }
}
