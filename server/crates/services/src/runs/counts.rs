use chrono::TimeDelta;
use domain::access::{Caller, Permission};
use domain::run::RunStatus;
use persistence::{approvals, dead_letters, runs};
use rpc::{AppError, RunCounts};

use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::RunService::counts`].
pub(super) async fn counts(context: &Context, caller: &Caller) -> Result<RunCounts, AppError> {
    require(caller, Permission::RunsRead)?;
    let now = context.clock.now();
    let since = now - TimeDelta::hours(24);
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let by_status = runs::counts(&tx, since).await.map_err(from_db)?;
    let median_ms = runs::median_duration_ms(&tx, since).await.map_err(from_db)?;
    let dead_letters = dead_letters::count_open(&tx).await.map_err(from_db)?;
    let approvals = approvals::count_pending(&tx, now).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    let mut counts = RunCounts {
        median_ms,
        dead_letters,
        approvals,
        ..RunCounts::default()
    };
    for (status, count) in by_status {
        match status {
            RunStatus::Queued | RunStatus::Running | RunStatus::Waiting => counts.active += count,
            RunStatus::Succeeded => counts.succeeded += count,
            RunStatus::Failed | RunStatus::Dead => counts.failed += count,
            RunStatus::Cancelled => {}
        }
    }
    Ok(counts)
}
