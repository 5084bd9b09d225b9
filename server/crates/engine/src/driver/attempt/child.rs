//! Starts the workflow that a step asks for.

use std::time::Duration;

use domain::id::RunId;
use domain::problem::Problem;
use domain::run::{ErrorClass, StepError};
use ports::{ChildAnswer, ChildRefused, ChildRun};
use serde_json::json;

use super::RunScope;
use crate::core::Attempt;
use crate::exec::{ChildOrder, StepResult};

/// Pause before a store that is away is asked again.
const PAUSE: Duration = Duration::from_millis(500);

/// What an executor's work has come to.
pub(super) enum Came {
    Result(StepResult),
    /// The child runs, since now or since an attempt before.
    Child {
        run: RunId,
        wait: bool,
    },
}

/// Asks the store until it answers or the attempt's time is up: asking again starts nothing twice.
pub(super) async fn start_child(scope: &RunScope, attempt: &Attempt, order: ChildOrder) -> Result<Came, StepError> {
    let child = ChildRun {
        step: attempt.path.clone(),
        workflow: order.workflow,
        version: order.version,
        inputs: scope.redactor.value(order.inputs),
        mode: attempt.mode,
        at: scope.now(),
    };
    let ports = &scope.shared.ports;
    loop {
        match ports.store.start_child(&scope.lease, child.clone()).await {
            Ok(ChildAnswer::Started(run)) => {
                scope.shared.hint();
                return Ok(Came::Child { run, wait: order.wait });
            }
            Ok(ChildAnswer::Refused(refused)) => return Err(refusal(&refused)),
            // a lease that is lost shows at the next commit
            Err(error) => tracing::warn!(%error, "could not start a sub-workflow; trying again"),
        }
        ports.clock.sleep(PAUSE).await;
    }
}

fn refusal(refused: &ChildRefused) -> StepError {
    let config = |code: &str| StepError::new(ErrorClass::Config, code, refused.to_string());
    match refused {
        ChildRefused::UnknownWorkflow => config("unknown_workflow"),
        ChildRefused::NotPublished => config("not_published"),
        ChildRefused::UnknownVersion => config("unknown_version"),
        ChildRefused::BadInputs(problems) => bad_inputs(problems),
        ChildRefused::TooDeep(_) => StepError::new(ErrorClass::Limit, "sub_workflow_too_deep", refused.to_string()),
    }
}

fn bad_inputs(problems: &[Problem]) -> StepError {
    let first = problems
        .first()
        .map(|problem| format!(": {} {}", problem.path, problem.message));
    let message = format!("the inputs don't fit the sub-workflow{}", first.unwrap_or_default());
    StepError::new(ErrorClass::Config, "invalid_inputs", message).details(json!({ "problems": problems }))
}
