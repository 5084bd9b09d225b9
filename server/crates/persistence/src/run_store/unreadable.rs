//! The end of a run whose stored rows can't be read.

use chrono::{DateTime, Utc};
use domain::run::{EventKind, RunError, RunEvent, RunStatus};
use ports::{Lease, StoreError};

use super::PgRunStore;
use super::deliveries::Known;
use super::write::Then;
use crate::DbError;

impl PgRunStore {
    /// Ends the run as dead, because claiming it again would fail again, for ever.
    pub(super) async fn end_unreadable(
        &self,
        lease: &Lease,
        known: Known,
        last_seq: i64,
        error: &DbError,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        tracing::error!(run = %lease.run.run, tenant = %lease.run.tenant, error = error as &dyn std::error::Error,
            "a run can't be read and was ended");
        let cause = RunError {
            code: "run_unreadable".into(),
            message: "Apex can't read the stored workflow or journal of this run. Start it again.".into(),
            step_id: None,
            attempts: 0,
        };
        let kind = EventKind::RunFinished {
            status: RunStatus::Dead,
            output: serde_json::Value::Null,
            error: Some(cause),
        };
        let events = [RunEvent {
            seq: last_seq + 1,
            at: now,
            kind,
        }];
        match self.give_up(lease, known, &events, Then::Finish).await {
            // somebody else has it now, and will see the same
            Ok(()) | Err(StoreError::StaleFence(_)) => Ok(()),
            Err(error @ StoreError::Unavailable(_)) => Err(error),
        }
    }
}
