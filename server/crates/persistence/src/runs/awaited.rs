//! What a step waits for.

use chrono::{DateTime, Utc};
use domain::id::RunId;
use domain::run::{EventKind, RunEvent, StepPath};

use crate::journal::EventRow;
use crate::statement::fetch_one;
use crate::{DbError, TenantTx};

/// Where a step stands that may wait for a signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Awaited {
    /// It waits.
    Signal {
        /// For the signal of this name.
        name: String,
        /// Until then; none waits for ever.
        until: Option<DateTime<Utc>>,
    },
    /// It does not wait for a signal: not yet, not any more, or it never does.
    Nothing,
}

// the newest of these says where the step stands
const NEWEST: &str = "
SELECT seq, at, body::text AS body FROM step_events
WHERE tenant_id = $1 AND run_id = $2 AND step = $3
  AND type IN ('signal_awaited', 'step_started', 'step_succeeded', 'step_failed', 'step_retried', 'step_skipped',
               'step_cancelled')
ORDER BY seq DESC LIMIT 1";

/// What the step of this run waits for now.
pub async fn awaited(tx: &TenantTx, run: RunId, step: &StepPath) -> Result<Awaited, DbError> {
    let values = [tx.key(), run.uuid().into(), step.to_string().into()];
    let row = fetch_one::<_, EventRow>(tx.conn(), NEWEST, values).await?;
    let event = row.map(RunEvent::try_from).transpose()?;
    Ok(match event.map(|event| event.kind) {
        Some(EventKind::SignalAwaited { name, until, .. }) => Awaited::Signal { name, until },
        Some(_another) => Awaited::Nothing,
        None => Awaited::Nothing,
    })
}
