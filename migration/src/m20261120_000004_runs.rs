//! Runs, their journal, the queue, the leases, the workers and the idempotency keys.

use crate::steps::SqlStep;

/// The step.
pub(crate) const STEP: SqlStep = SqlStep {
    name: "m20261120_000004_runs",
    up: UP,
    down: DOWN,
};

const UP: &str = r"
-- Ids are UUIDv7, so that both tables can be range-partitioned by them later.
CREATE TABLE runs (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    workflow_id uuid NOT NULL,
    workflow_version_id uuid NOT NULL,
    version integer,
    status text NOT NULL,
    mode text NOT NULL,
    trigger text NOT NULL,
    inputs json NOT NULL,
    output json,
    error json,
    queued_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    created_by_user uuid,
    created_by_key uuid,
    request_id text,
    last_seq bigint NOT NULL,
    -- of the bodies in the journal: a claim takes only as much as it can read
    journal_bytes bigint NOT NULL DEFAULT 0,
    cancel_requested_at timestamptz,
    crashes integer NOT NULL DEFAULT 0,
    CONSTRAINT runs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT runs_version FOREIGN KEY (tenant_id, workflow_version_id) REFERENCES workflow_versions (tenant_id, id),
    CONSTRAINT runs_workflow FOREIGN KEY (tenant_id, workflow_id) REFERENCES workflows (tenant_id, id),
    CONSTRAINT runs_status CHECK (status IN ('queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled', 'dead')),
    CONSTRAINT runs_mode CHECK (mode IN ('live', 'mock')),
    CONSTRAINT runs_trigger CHECK (trigger IN ('manual', 'api', 'cli', 'schedule', 'webhook', 'retry'))
);
CREATE INDEX runs_by_status ON runs (tenant_id, status, id);
CREATE INDEX runs_by_workflow ON runs (tenant_id, workflow_id, id);

-- The journal: only ever appended to.
CREATE TABLE step_events (
    tenant_id uuid NOT NULL,
    run_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    type text NOT NULL,
    step text,
    body json NOT NULL,
    CONSTRAINT step_events_pkey PRIMARY KEY (tenant_id, run_id, seq),
    CONSTRAINT step_events_run FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, id) ON DELETE CASCADE
);

-- Runs that nobody holds. Short-lived rows: vacuum early and without pauses, leave room in the pages.
CREATE TABLE run_queue (
    tenant_id uuid NOT NULL,
    run_id uuid NOT NULL,
    region text NOT NULL,
    lane smallint NOT NULL,
    ready_at timestamptz NOT NULL,
    vt bigint NOT NULL DEFAULT 0,
    fence bigint NOT NULL,
    CONSTRAINT run_queue_pkey PRIMARY KEY (tenant_id, run_id),
    CONSTRAINT run_queue_run FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT run_queue_lane CHECK (lane BETWEEN 0 AND 2)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
CREATE INDEX run_queue_ready ON run_queue (region, lane, ready_at, run_id);

-- Runs that a worker holds.
CREATE TABLE run_leases (
    tenant_id uuid NOT NULL,
    run_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    fence bigint NOT NULL,
    region text NOT NULL,
    lane smallint NOT NULL,
    vt bigint NOT NULL,
    claimed_at timestamptz NOT NULL,
    CONSTRAINT run_leases_pkey PRIMARY KEY (tenant_id, run_id),
    CONSTRAINT run_leases_run FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
CREATE INDEX run_leases_by_worker ON run_leases (worker_id);

-- One row a process. A worker that was declared dead stays so until it comes back under a new id.
CREATE TABLE workers (
    id uuid NOT NULL,
    region text NOT NULL,
    started_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    reaped_at timestamptz,
    CONSTRAINT workers_pkey PRIMARY KEY (id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0);

CREATE TABLE idempotency_keys (
    tenant_id uuid NOT NULL,
    scope text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    run_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (tenant_id, scope, key),
    CONSTRAINT idempotency_keys_run FOREIGN KEY (tenant_id, run_id)
        REFERENCES runs (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT idempotency_keys_key_form CHECK (octet_length(key) BETWEEN 1 AND 255),
    CONSTRAINT idempotency_keys_scope_form CHECK (octet_length(scope) <= 64),
    CONSTRAINT idempotency_keys_hash_form CHECK (octet_length(request_hash) = 32)
);
CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);
CREATE INDEX idempotency_keys_by_run ON idempotency_keys (tenant_id, run_id);

ALTER TABLE runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE runs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON runs TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY engine ON runs TO apex_engine USING (true) WITH CHECK (true);

ALTER TABLE step_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE step_events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON step_events TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY engine ON step_events TO apex_engine USING (true) WITH CHECK (true);

ALTER TABLE run_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_queue FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON run_queue TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY engine ON run_queue TO apex_engine USING (true) WITH CHECK (true);

ALTER TABLE run_leases ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_leases FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON run_leases TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY engine ON run_leases TO apex_engine USING (true) WITH CHECK (true);

ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON idempotency_keys TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY engine ON idempotency_keys TO apex_engine USING (true) WITH CHECK (true);

GRANT SELECT, INSERT ON runs TO apex_app;
GRANT UPDATE (status, output, error, finished_at, last_seq, cancel_requested_at) ON runs TO apex_app;
GRANT SELECT, INSERT ON step_events TO apex_app;
-- locking a row takes the right to update a column of it
GRANT SELECT, INSERT, UPDATE (vt), DELETE ON run_queue TO apex_app;
GRANT SELECT ON run_leases TO apex_app;
GRANT SELECT, INSERT, UPDATE ON idempotency_keys TO apex_app;

GRANT SELECT ON runs TO apex_engine;
GRANT UPDATE (status, output, error, started_at, finished_at, last_seq, journal_bytes, crashes) ON runs TO apex_engine;
GRANT SELECT, INSERT ON step_events TO apex_engine;
-- locking a row takes the right to update a column of it
GRANT SELECT, INSERT, UPDATE (vt), DELETE ON run_queue TO apex_engine;
GRANT SELECT, INSERT, UPDATE (vt), DELETE ON run_leases TO apex_engine;
GRANT SELECT, INSERT, UPDATE, DELETE ON workers TO apex_engine;
GRANT SELECT, DELETE ON idempotency_keys TO apex_engine;
";

const DOWN: &str = r"
DROP TABLE idempotency_keys;
DROP TABLE workers;
DROP TABLE run_leases;
DROP TABLE run_queue;
DROP TABLE step_events;
DROP TABLE runs;
";
