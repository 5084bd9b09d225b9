//! Which provider answers for which model: by the prefix of the model's key, the longest that fits.

use std::sync::Arc;

use async_trait::async_trait;
use domain::run::ErrorClass;
use ports::{Completion, CompletionRequest, ModelError, ModelProvider};

use crate::DemoProvider;

/// Providers by the prefix of their models. Itself a provider.
#[derive(Clone, Default)]
pub struct Registry {
    routes: Vec<(String, Arc<dyn ModelProvider>)>,
}

impl Registry {
    /// What Apex ships: the demo models under `demo-`.
    #[must_use]
    pub fn builtin() -> Self {
        Self::default().with("demo-", Arc::new(DemoProvider))
    }

    /// The same registry with one more provider, for models whose key starts with `prefix`.
    #[must_use]
    pub fn with(mut self, prefix: impl Into<String>, provider: Arc<dyn ModelProvider>) -> Self {
        self.routes.push((prefix.into(), provider));
        self
    }

    fn provider(&self, model: &str) -> Option<&Arc<dyn ModelProvider>> {
        let fitting = self
            .routes
            .iter()
            .filter(|(prefix, _)| model.starts_with(prefix.as_str()));
        fitting
            .max_by_key(|(prefix, _)| prefix.len())
            .map(|(_, provider)| provider)
    }
}

#[async_trait]
impl ModelProvider for Registry {
    async fn complete(&self, request: CompletionRequest) -> Result<Completion, ModelError> {
        match self.provider(&request.model) {
            Some(provider) => provider.complete(request).await,
            None => Err(model_not_found(&request.model, &self.models())),
        }
    }

    fn models(&self) -> Vec<String> {
        self.routes.iter().flat_map(|(_, provider)| provider.models()).collect()
    }
}

/// No model of this name; says which there are.
pub(crate) fn model_not_found(model: &str, known: &[String]) -> ModelError {
    let model: String = model.chars().take(80).collect();
    ModelError {
        class: ErrorClass::Config,
        code: "model_not_found",
        message: format!("there is no model `{model}`; known are {}", known.join(", ")),
        retry_after_ms: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(model: &str) -> CompletionRequest {
        CompletionRequest {
            model: model.into(),
            prompt: "hello".into(),
            ..CompletionRequest::default()
        }
    }

    #[tokio::test]
    async fn the_longest_fitting_prefix_answers() {
        struct Other;
        #[async_trait]
        impl ModelProvider for Other {
            async fn complete(&self, _request: CompletionRequest) -> Result<Completion, ModelError> {
                Ok(Completion {
                    text: "other".into(),
                    usage: ports::Usage::default(),
                    finish_reason: "stop".into(),
                })
            }
            fn models(&self) -> Vec<String> {
                vec!["demo-echo-2".into()]
            }
        }
        let registry = Registry::builtin().with("demo-echo-2", Arc::new(Other));
        assert_eq!(registry.complete(request("demo-echo-2")).await.unwrap().text, "other");
        assert_eq!(registry.complete(request("demo-echo")).await.unwrap().text, "hello");
    }

    #[tokio::test]
    async fn an_unknown_model_is_answered_with_the_known_ones() {
        let error = Registry::builtin().complete(request("gpt-x")).await.unwrap_err();
        assert_eq!(error.code, "model_not_found");
        assert!(
            error.message.contains("`gpt-x`") && error.message.contains("demo-echo"),
            "{}",
            error.message
        );
        assert!(!error.class.is_retryable());
    }
}
