//! `slack`: answers in mock runs only, for now.

use async_trait::async_trait;
use domain::run::StepError;

use super::mock::mock_only;
use super::{Executor, StepContext, StepResult};

pub(super) struct Slack;

#[async_trait]
impl Executor for Slack {
    async fn run(&self, _context: StepContext) -> Result<StepResult, StepError> {
        Err(mock_only("Slack"))
    }
}
