//! From what callers send, or the database holds, to a workflow and its problems.

use domain::catalogue::Catalogue;
use domain::graph::{Workflow, check_text, check_value, parse_text, parse_value, validate};
use domain::limits::MAX_NAME_CHARS;
use domain::problem::Problem;
use rpc::AppError;
use serde_json::Value;

/// A document of the right shape with what validation says of it.
pub(super) struct Document {
    pub(super) workflow: Workflow,
    pub(super) problems: Vec<Problem>,
}

impl Document {
    /// Whether it can be published.
    pub(super) fn is_valid(&self) -> bool {
        !self.problems.iter().any(Problem::is_error)
    }

    /// 422 with all problems.
    pub(super) fn refuse(self, prefix: &str) -> AppError {
        refuse(self.problems, prefix)
    }
}

pub(super) fn refuse(problems: Vec<Problem>, prefix: &str) -> AppError {
    let count = problems.iter().filter(|problem| problem.is_error()).count();
    let message = match count {
        1 => "The workflow has a problem that must be solved first.".to_owned(),
        many => format!("The workflow has {many} problems that must be solved first."),
    };
    let problems = problems.into_iter().map(|problem| problem.under(prefix)).collect();
    AppError::invalid("invalid_workflow", &message, problems)
}

/// Reads a JSON value at `prefix` of the request. 422 when it has not the shape of a workflow, with the faults of
/// meaning too, so that nothing comes to light only later. `name`, when given,
/// replaces the document's own.
pub(super) fn read(graph: &Value, name: Option<&str>, prefix: &str) -> Result<Document, AppError> {
    let mut workflow = parse_value(graph).map_err(|_| refuse(check_value(graph).problems, prefix))?;
    if let Some(name) = name {
        workflow.name = checked_name(name)?;
    }
    Ok(judge(workflow))
}

/// Reads the text of a file.
pub(super) fn read_text(text: &str) -> Result<Document, AppError> {
    parse_text(text)
        .map(judge)
        .map_err(|_| refuse(check_text(text).problems, ""))
}

/// Validates.
pub(super) fn judge(workflow: Workflow) -> Document {
    let problems = validate(&workflow, Catalogue::builtin());
    Document { workflow, problems }
}

/// Reads a draft that was stored before.
pub(super) fn stored(draft: Value) -> Result<Workflow, AppError> {
    serde_json::from_value(draft).map_err(|error| {
        tracing::error!(%error, "a stored draft can't be read");
        AppError::internal()
    })
}

fn checked_name(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 || length > MAX_NAME_CHARS || name.contains(char::is_control) {
        let message = format!("a name has 1 to {MAX_NAME_CHARS} characters, without line breaks");
        let problem = Problem::error("/name", "bad_name", message);
        return Err(AppError::invalid(
            "invalid_workflow",
            "The name can't be used.",
            vec![problem],
        ));
    }
    Ok(name.to_owned())
}

/// A document as the database keeps it.
pub(super) fn to_value(workflow: &Workflow) -> Result<Value, AppError> {
    serde_json::to_value(workflow).map_err(|error| {
        tracing::error!(%error, "a workflow can't be written as JSON");
        AppError::internal()
    })
}
