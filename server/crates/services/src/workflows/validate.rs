use domain::access::{Caller, Permission};
use domain::graph::check_value;
use rpc::{AppError, Validation};
use serde_json::Value;

use crate::authorize::require;

/// See [`rpc::service::WorkflowService::validate`].
pub(super) fn validate(caller: &Caller, graph: &Value) -> Result<Validation, AppError> {
    require(caller, Permission::WorkflowsRead)?;
    let checked = check_value(graph);
    Ok(Validation {
        valid: checked.is_valid(),
        problems: checked.problems,
    })
}
