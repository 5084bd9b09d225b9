//! Failure analysis, for our own pages.

use crate::json::Json;
use leptos::prelude::*;

use crate::{AppError, FailureQuery, FailureReport};

/// Top causes by workflow, node and code.
#[server(prefix = "/rpc", endpoint = "failures/report", input = Json, output = Json)]
pub async fn report_failures(query: FailureQuery) -> Result<FailureReport, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.failures.report(&caller, &query).await)
}
