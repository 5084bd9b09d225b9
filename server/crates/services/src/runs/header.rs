//! A run's row as people see it.

use persistence::runs::RunHeader as Row;
use rpc::RunHeader;

pub(super) fn header(row: Row) -> RunHeader {
    let (parent_run_id, parent_step) = row.parent.unzip();
    let duration = row
        .started_at
        .zip(row.finished_at)
        .map(|(from, to)| (to - from).num_milliseconds());
    RunHeader {
        id: row.id,
        workflow_id: row.workflow,
        workflow_name: row.workflow_name,
        workflow_version_id: row.version,
        version: row.version_number,
        status: row.status,
        mode: row.mode,
        trigger: row.trigger.as_str().to_owned(),
        replay_of: row.replay_of,
        parent_run_id,
        parent_step,
        queued_at: row.queued_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
        duration_ms: duration.and_then(|ms| u64::try_from(ms).ok()),
        error: row.error,
    }
}
