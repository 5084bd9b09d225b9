//! What a worker says of itself: which pools it serves, how much it can do and does.

use crate::steps::SqlStep;

/// The step.
pub(crate) const STEP: SqlStep = SqlStep {
    name: "m20261120_000008_workers",
    up: UP,
    down: DOWN,
};

const UP: &str = r"
ALTER TABLE workers
    ADD COLUMN pools text[] NOT NULL DEFAULT '{default}',
    ADD COLUMN slots integer NOT NULL DEFAULT 0,
    ADD COLUMN active integer NOT NULL DEFAULT 0,
    ADD COLUMN host text NOT NULL DEFAULT '',
    ADD COLUMN version text NOT NULL DEFAULT '';
";

const DOWN: &str = r"
ALTER TABLE workers
    DROP COLUMN pools,
    DROP COLUMN slots,
    DROP COLUMN active,
    DROP COLUMN host,
    DROP COLUMN version;
";
