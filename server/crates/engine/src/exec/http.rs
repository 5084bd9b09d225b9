//! `http`: calls another system through the egress guard.
//!
//! The output is `{status, headers, body}`. A JSON body is parsed, an empty one is null, text stands as it is, and bytes
//! that are no UTF-8 text give `{"base64": "…"}`. Header names are lower case; values of a repeated name are joined by
//! ", ". Writes carry an `Idempotency-Key` (unless the author set one) that is the same for every attempt.

mod answer;
mod request;

use std::sync::Arc;

use async_trait::async_trait;
use domain::run::StepError;
use ports::Outbound;
use serde_json::{Map, Value};

use super::{Executor, StepContext, StepResult};

pub(super) struct Http {
    outbound: Arc<dyn Outbound>,
}

impl Http {
    pub(super) fn new(outbound: Arc<dyn Outbound>) -> Self {
        Self { outbound }
    }
}

#[async_trait]
impl Executor for Http {
    async fn run(&self, context: StepContext) -> Result<StepResult, StepError> {
        let request = request::build(&context)?;
        let response = self
            .outbound
            .send(request)
            .await
            .map_err(|error| answer::not_sent(&error))?;
        answer::read(&response, context.now).map(StepResult::output)
    }

    fn target(&self, config: &Map<String, Value>) -> Option<String> {
        request::host(config)
    }
}
