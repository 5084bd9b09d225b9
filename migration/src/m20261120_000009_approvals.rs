//! What people are asked by runs, and how they decided: kept in step with the journal by whoever writes it.

use crate::steps::SqlStep;

/// The step.
pub(crate) const STEP: SqlStep = SqlStep {
    name: "m20261120_000009_approvals",
    up: UP,
    down: DOWN,
};

const UP: &str = r"
CREATE TABLE approvals (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    run_id uuid NOT NULL,
    workflow_id uuid NOT NULL,
    step text NOT NULL,
    -- the question in one line, for searching; the whole of it is the request
    title text NOT NULL,
    request json NOT NULL,
    state text NOT NULL,
    requested_at timestamptz NOT NULL,
    due_at timestamptz,
    escalated_at timestamptz,
    -- when a person decided, or when it was over without one
    decided_at timestamptz,
    decided_by_user uuid,
    decided_by_key uuid,
    -- the address of the person or the name of the key, as they were called then
    decided_by text,
    answer json,
    comment text,
    CONSTRAINT approvals_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT approvals_once UNIQUE (tenant_id, run_id, step),
    CONSTRAINT approvals_state CHECK (state IN ('pending', 'approved', 'rejected', 'expired', 'cancelled'))
);
CREATE INDEX approvals_by_state ON approvals (tenant_id, state, id);

ALTER TABLE approvals ENABLE ROW LEVEL SECURITY;
ALTER TABLE approvals FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON approvals TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY engine ON approvals TO apex_engine USING (true) WITH CHECK (true);

GRANT SELECT ON approvals TO apex_app;
GRANT UPDATE (state, decided_at, decided_by_user, decided_by_key, decided_by, answer, comment) ON approvals TO apex_app;
GRANT SELECT, INSERT, DELETE ON approvals TO apex_engine;
GRANT UPDATE (title, request, state, requested_at, due_at, escalated_at, decided_at, decided_by_user, decided_by_key,
              decided_by, answer, comment) ON approvals TO apex_engine;
";

const DOWN: &str = r"
DROP TABLE approvals;
";
