//! Triggers of workflows: webhooks with what was delivered to them, schedules with when they are due.

use crate::steps::SqlStep;

/// The step.
pub(crate) const STEP: SqlStep = SqlStep {
    name: "m20261120_000006_triggers",
    up: UP,
    down: DOWN,
};

const UP: &str = r"
CREATE TABLE triggers (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    workflow_id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    config json NOT NULL,
    enabled boolean NOT NULL,
    -- a webhook's address ends in a token: only its keyed hash is kept
    token_hash bytea,
    token_hint text,
    -- what a caller proves itself with, sealed; after a change the old one holds for a while
    secret bytea,
    previous_secret bytea,
    previous_until timestamptz,
    created_by uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT triggers_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT triggers_workflow FOREIGN KEY (tenant_id, workflow_id)
        REFERENCES workflows (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT triggers_kind CHECK (kind IN ('webhook', 'schedule')),
    CONSTRAINT triggers_name_form CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT triggers_token_form CHECK ((kind = 'webhook') = (token_hash IS NOT NULL)),
    CONSTRAINT triggers_hash_form CHECK (octet_length(token_hash) = 32)
);
CREATE INDEX triggers_by_workflow ON triggers (tenant_id, workflow_id, id);
-- not unique: a unique index would not lead with the tenant, and two equal hashes of 32 random bytes don't happen
CREATE INDEX triggers_by_token ON triggers (token_hash);

-- What came to a webhook. A delivery that starts a run is kept until it would no longer be known again; of the others
-- (tests, refused ones) the newest of each hook.
CREATE TABLE hook_deliveries (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    trigger_id uuid NOT NULL,
    -- SHA-256 of what the delivery is known by; none where nothing tells two apart
    dedupe_key bytea,
    delivery_id text,
    kind text NOT NULL,
    run_id uuid,
    refused text,
    repeats integer NOT NULL DEFAULT 0,
    event json,
    received_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT hook_deliveries_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT hook_deliveries_trigger FOREIGN KEY (tenant_id, trigger_id)
        REFERENCES triggers (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT hook_deliveries_kind CHECK (kind IN ('run', 'test', 'refused')),
    CONSTRAINT hook_deliveries_key_form CHECK (octet_length(dedupe_key) = 32),
    CONSTRAINT hook_deliveries_id_form CHECK (length(delivery_id) <= 255)
);
-- exactly one of any number of equal deliveries starts a run
CREATE UNIQUE INDEX hook_deliveries_once ON hook_deliveries (tenant_id, trigger_id, dedupe_key);
CREATE INDEX hook_deliveries_newest ON hook_deliveries (tenant_id, trigger_id, id DESC);
CREATE INDEX hook_deliveries_by_expiry ON hook_deliveries (expires_at);

-- When a schedule is due. The row is locked by whoever starts its run, and moved on in the same transaction.
CREATE TABLE schedules (
    tenant_id uuid NOT NULL,
    trigger_id uuid NOT NULL,
    next_at timestamptz,
    last_at timestamptz,
    last_run_id uuid,
    last_outcome text,
    CONSTRAINT schedules_pkey PRIMARY KEY (tenant_id, trigger_id),
    CONSTRAINT schedules_trigger FOREIGN KEY (tenant_id, trigger_id)
        REFERENCES triggers (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX schedules_due ON schedules (next_at) WHERE next_at IS NOT NULL;

ALTER TABLE triggers ENABLE ROW LEVEL SECURITY;
ALTER TABLE triggers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON triggers TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
-- whoever shows a hook's token sees that hook's row
CREATE POLICY hook_by_token ON triggers FOR SELECT TO apex_app
    USING (token_hash = decode(nullif(current_setting('app.hook_hash', true), ''), 'hex'));

ALTER TABLE hook_deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE hook_deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON hook_deliveries TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
-- sweeping crosses tenants
CREATE POLICY engine ON hook_deliveries TO apex_engine USING (true) WITH CHECK (true);

ALTER TABLE schedules ENABLE ROW LEVEL SECURITY;
ALTER TABLE schedules FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON schedules TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
-- looking for what is due crosses tenants; starting it does not
CREATE POLICY engine_reads ON schedules FOR SELECT TO apex_engine USING (true);

GRANT SELECT, INSERT, DELETE ON triggers TO apex_app;
GRANT UPDATE (name, config, enabled, token_hash, token_hint, secret, previous_secret, previous_until, updated_at)
    ON triggers TO apex_app;
GRANT SELECT, INSERT, DELETE ON hook_deliveries TO apex_app;
GRANT UPDATE (run_id, repeats, delivery_id, received_at, expires_at, id) ON hook_deliveries TO apex_app;
GRANT SELECT, INSERT, DELETE ON schedules TO apex_app;
GRANT UPDATE (next_at, last_at, last_run_id, last_outcome) ON schedules TO apex_app;
GRANT SELECT, DELETE ON hook_deliveries TO apex_engine;
GRANT SELECT ON schedules TO apex_engine;
-- what the outbox asks for is done and struck out in one transaction of its organisation
GRANT UPDATE (attempts, next_at, last_error), DELETE ON outbox TO apex_app;
";

const DOWN: &str = r"
REVOKE UPDATE (attempts, next_at, last_error), DELETE ON outbox FROM apex_app;
DROP TABLE schedules;
DROP TABLE hook_deliveries;
DROP TABLE triggers;
";
