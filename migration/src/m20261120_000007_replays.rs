//! Which run replays which, and dead letters in the order in which they came.

use crate::steps::SqlStep;

/// The step.
pub(crate) const STEP: SqlStep = SqlStep {
    name: "m20261120_000007_replays",
    up: UP,
    down: DOWN,
};

const UP: &str = r"
CREATE INDEX runs_by_replay ON runs (tenant_id, replay_of, id) WHERE replay_of IS NOT NULL;
CREATE INDEX dead_letters_by_time ON dead_letters (tenant_id, state, at, run_id);

-- a replay is accepted like any run, and gets what it keeps in the same transaction
GRANT UPDATE (replay_of, journal_bytes) ON runs TO apex_app;
";

const DOWN: &str = r"
REVOKE UPDATE (replay_of, journal_bytes) ON runs FROM apex_app;
DROP INDEX dead_letters_by_time;
DROP INDEX runs_by_replay;
";
