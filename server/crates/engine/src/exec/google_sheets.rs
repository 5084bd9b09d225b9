//! `google_sheets`: answers in mock runs only, for now.

use async_trait::async_trait;
use domain::run::StepError;

use super::mock::mock_only;
use super::{Executor, StepContext, StepResult};

pub(super) struct GoogleSheets;

#[async_trait]
impl Executor for GoogleSheets {
    async fn run(&self, _context: StepContext) -> Result<StepResult, StepError> {
        Err(mock_only("Google Sheets"))
    }
}
