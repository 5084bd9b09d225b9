//! Runs and their journal by the day; queue, leases and timers for many tenants; signals, dead letters, the outbox and
//! the settings that claims heed.
//!
//! What stands is copied, forward and back. Partitions carry neither policies nor grants: they are reached through their
//! table alone.

use crate::steps::SqlStep;

/// The step.
pub(crate) const STEP: SqlStep = SqlStep {
    name: "m20261120_000005_engine",
    up: UP,
    down: DOWN,
};

const UP: &str = r"
-- What stands is read past row-level security, to be copied.
ALTER TABLE runs NO FORCE ROW LEVEL SECURITY;
ALTER TABLE step_events NO FORCE ROW LEVEL SECURITY;
ALTER TABLE run_queue NO FORCE ROW LEVEL SECURITY;
ALTER TABLE run_leases NO FORCE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_run;

-- A day of runs is a partition, so that forgetting a day is dropping a table. Nothing points at a run by foreign key,
-- and a run points at nothing: whoever accepts one has just read its version.
CREATE TABLE runs_new (
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
    parent_run_id uuid,
    -- the path of the step that started it, in the parent
    parent_step text,
    replay_of uuid,
    pool text NOT NULL DEFAULT 'default',
    -- the code of the error that it died of
    dead_cause text
) PARTITION BY RANGE (id);
CREATE TABLE runs_default PARTITION OF runs_new DEFAULT
    WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

CREATE TABLE step_events_new (
    tenant_id uuid NOT NULL,
    run_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    type text NOT NULL,
    step text,
    body json NOT NULL
) PARTITION BY RANGE (run_id);
CREATE TABLE step_events_default PARTITION OF step_events_new DEFAULT;

INSERT INTO runs_new (tenant_id, id, workflow_id, workflow_version_id, version, status, mode, trigger, inputs, output, error,
       queued_at, started_at, finished_at, created_by_user, created_by_key, request_id, last_seq, journal_bytes,
       cancel_requested_at, crashes)
SELECT tenant_id, id, workflow_id, workflow_version_id, version, status, mode, trigger, inputs, output, error,
       queued_at, started_at, finished_at, created_by_user, created_by_key, request_id, last_seq, journal_bytes,
       cancel_requested_at, crashes
FROM runs;
INSERT INTO step_events_new (tenant_id, run_id, seq, at, type, step, body)
SELECT tenant_id, run_id, seq, at, type, step, body FROM step_events;

CREATE TABLE run_queue_new (
    tenant_id uuid NOT NULL,
    run_id uuid NOT NULL,
    workflow_id uuid NOT NULL,
    region text NOT NULL,
    pool text NOT NULL DEFAULT 'default',
    lane smallint NOT NULL,
    ready_at timestamptz NOT NULL,
    -- waits for ready_at: it stands in the index of timers until then, and out of the way of those that are ready
    parked boolean NOT NULL DEFAULT false,
    -- its organisation or workflow has a cap: it is claimed under a lock, one claim at a time
    capped boolean NOT NULL DEFAULT false,
    vt bigint NOT NULL DEFAULT 0,
    fence bigint NOT NULL,
    -- signals that its last holder had read: more than these wake it
    signals_seen integer NOT NULL DEFAULT 0,
    CONSTRAINT run_queue_lane_range CHECK (lane BETWEEN 0 AND 2)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
INSERT INTO run_queue_new (tenant_id, run_id, workflow_id, region, lane, ready_at, parked, fence)
SELECT q.tenant_id, q.run_id, r.workflow_id, q.region, q.lane, q.ready_at, q.ready_at > now(), q.fence
FROM run_queue q JOIN runs_new r ON r.tenant_id = q.tenant_id AND r.id = q.run_id;

CREATE TABLE run_leases_new (
    tenant_id uuid NOT NULL,
    run_id uuid NOT NULL,
    workflow_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    fence bigint NOT NULL,
    region text NOT NULL,
    pool text NOT NULL DEFAULT 'default',
    lane smallint NOT NULL,
    vt bigint NOT NULL,
    claimed_at timestamptz NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
INSERT INTO run_leases_new (tenant_id, run_id, workflow_id, worker_id, fence, region, lane, vt, claimed_at)
SELECT l.tenant_id, l.run_id, r.workflow_id, l.worker_id, l.fence, l.region, l.lane, l.vt, l.claimed_at
FROM run_leases l JOIN runs_new r ON r.tenant_id = l.tenant_id AND r.id = l.run_id;

DROP TABLE run_leases;
DROP TABLE run_queue;
DROP TABLE step_events;
DROP TABLE runs;
ALTER TABLE runs_new RENAME TO runs;
ALTER TABLE step_events_new RENAME TO step_events;
ALTER TABLE run_queue_new RENAME TO run_queue;
ALTER TABLE run_leases_new RENAME TO run_leases;

ALTER TABLE runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (tenant_id, id),
    ADD CONSTRAINT runs_status CHECK (status IN ('queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled',
                                                 'dead')),
    ADD CONSTRAINT runs_mode CHECK (mode IN ('live', 'mock')),
    ADD CONSTRAINT runs_trigger CHECK (trigger IN ('manual', 'api', 'cli', 'schedule', 'webhook', 'retry', 'error',
                                                   'sub_workflow', 'replay')),
    ADD CONSTRAINT runs_parent CHECK ((parent_run_id IS NULL) = (parent_step IS NULL)),
    ADD CONSTRAINT runs_pool_form CHECK (length(pool) BETWEEN 1 AND 64);
CREATE INDEX runs_by_status ON runs (tenant_id, status, id);
CREATE INDEX runs_by_workflow ON runs (tenant_id, workflow_id, id);
CREATE INDEX runs_by_parent ON runs (tenant_id, parent_run_id, parent_step) WHERE parent_run_id IS NOT NULL;

ALTER TABLE step_events ADD CONSTRAINT step_events_pkey PRIMARY KEY (tenant_id, run_id, seq);

ALTER TABLE run_queue
    ADD CONSTRAINT run_queue_pkey PRIMARY KEY (tenant_id, run_id),
    ADD CONSTRAINT run_queue_pool_form CHECK (length(pool) BETWEEN 1 AND 64);
CREATE INDEX run_queue_ready ON run_queue (region, pool, lane, vt, run_id) WHERE NOT parked AND NOT capped;
CREATE INDEX run_queue_capped ON run_queue (region, pool, tenant_id, workflow_id, lane, vt, run_id)
    WHERE capped AND NOT parked;
CREATE INDEX run_queue_timers ON run_queue (region, ready_at) WHERE parked;

ALTER TABLE run_leases ADD CONSTRAINT run_leases_pkey PRIMARY KEY (tenant_id, run_id);
CREATE INDEX run_leases_by_worker ON run_leases (worker_id);

-- Words from outside for a run; they stand until it ends.
CREATE TABLE run_signals (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    run_id uuid NOT NULL,
    name text NOT NULL,
    step text,
    payload json NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT run_signals_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT run_signals_name_form CHECK (length(name) BETWEEN 1 AND 200)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX run_signals_by_run ON run_signals (tenant_id, run_id);

-- What is to be done after a commit.
CREATE TABLE outbox (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    body json NOT NULL,
    at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL,
    last_error text,
    CONSTRAINT outbox_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT outbox_kind_form CHECK (length(kind) BETWEEN 1 AND 64)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX outbox_by_due ON outbox (next_at);

CREATE TABLE dead_letters (
    tenant_id uuid NOT NULL,
    run_id uuid NOT NULL,
    workflow_id uuid NOT NULL,
    step text,
    code text NOT NULL,
    message text NOT NULL,
    attempts integer NOT NULL,
    at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'open',
    replayed_by uuid,
    decided_at timestamptz,
    decided_by uuid,
    CONSTRAINT dead_letters_pkey PRIMARY KEY (tenant_id, run_id),
    CONSTRAINT dead_letters_state CHECK (state IN ('open', 'replayed', 'discarded'))
);
CREATE INDEX dead_letters_by_state ON dead_letters (tenant_id, state, run_id);

CREATE TABLE workflow_settings (
    tenant_id uuid NOT NULL,
    workflow_id uuid NOT NULL,
    max_concurrent_runs integer,
    error_workflow_id uuid,
    pool text,
    lane smallint,
    retention_days integer,
    CONSTRAINT workflow_settings_pkey PRIMARY KEY (tenant_id, workflow_id),
    CONSTRAINT workflow_settings_workflow FOREIGN KEY (tenant_id, workflow_id)
        REFERENCES workflows (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT workflow_settings_cap CHECK (max_concurrent_runs >= 1),
    CONSTRAINT workflow_settings_pool_form CHECK (length(pool) BETWEEN 1 AND 64),
    CONSTRAINT workflow_settings_lane_range CHECK (lane BETWEEN 0 AND 2),
    CONSTRAINT workflow_settings_retention CHECK (retention_days >= 1)
);

CREATE TABLE tenant_settings (
    tenant_id uuid NOT NULL,
    max_concurrent_runs integer,
    weight integer NOT NULL DEFAULT 1,
    pool text,
    retention_days integer,
    CONSTRAINT tenant_settings_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT tenant_settings_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE,
    CONSTRAINT tenant_settings_cap CHECK (max_concurrent_runs >= 1),
    CONSTRAINT tenant_settings_weight CHECK (weight BETWEEN 1 AND 1000),
    CONSTRAINT tenant_settings_pool_form CHECK (length(pool) BETWEEN 1 AND 64),
    CONSTRAINT tenant_settings_retention CHECK (retention_days >= 1)
);

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

ALTER TABLE run_signals ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_signals FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON run_signals TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY engine ON run_signals TO apex_engine USING (true) WITH CHECK (true);

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON outbox TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY engine ON outbox TO apex_engine USING (true) WITH CHECK (true);

ALTER TABLE dead_letters ENABLE ROW LEVEL SECURITY;
ALTER TABLE dead_letters FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON dead_letters TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY engine ON dead_letters TO apex_engine USING (true) WITH CHECK (true);

ALTER TABLE workflow_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE workflow_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON workflow_settings TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY engine_reads ON workflow_settings FOR SELECT TO apex_engine USING (true);

ALTER TABLE tenant_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON tenant_settings TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY engine_reads ON tenant_settings FOR SELECT TO apex_engine USING (true);

-- a sub-workflow is started by the engine, which must know the version to take
CREATE POLICY engine_reads ON workflows FOR SELECT TO apex_engine USING (true);

GRANT SELECT, INSERT ON runs TO apex_app;
GRANT UPDATE (status, output, error, finished_at, last_seq, cancel_requested_at) ON runs TO apex_app;
GRANT SELECT, INSERT ON step_events TO apex_app;
-- locking a row takes the right to update a column of it; a signal makes a parked run ready
GRANT SELECT, INSERT, UPDATE (vt, ready_at, parked), DELETE ON run_queue TO apex_app;
-- a run may begin in the transaction that accepts it
GRANT SELECT, INSERT ON run_leases TO apex_app;
GRANT SELECT ON workers TO apex_app;
GRANT SELECT, INSERT ON run_signals TO apex_app;
GRANT SELECT, INSERT ON outbox TO apex_app;
GRANT SELECT, INSERT ON dead_letters TO apex_app;
GRANT UPDATE (state, replayed_by, decided_at, decided_by) ON dead_letters TO apex_app;
GRANT SELECT, INSERT, UPDATE (max_concurrent_runs, error_workflow_id, pool, lane, retention_days)
    ON workflow_settings TO apex_app;
GRANT SELECT, INSERT, UPDATE (max_concurrent_runs, weight, pool, retention_days) ON tenant_settings TO apex_app;

GRANT SELECT, INSERT ON runs TO apex_engine;
GRANT UPDATE (status, output, error, started_at, finished_at, last_seq, journal_bytes, crashes, cancel_requested_at,
              dead_cause) ON runs TO apex_engine;
GRANT SELECT, INSERT ON step_events TO apex_engine;
GRANT SELECT, INSERT, UPDATE (vt, ready_at, parked, capped), DELETE ON run_queue TO apex_engine;
GRANT SELECT, INSERT, UPDATE (vt), DELETE ON run_leases TO apex_engine;
GRANT SELECT, INSERT, DELETE ON run_signals TO apex_engine;
GRANT SELECT, INSERT, UPDATE (attempts, next_at, last_error), DELETE ON outbox TO apex_engine;
GRANT SELECT, INSERT, DELETE ON dead_letters TO apex_engine;
GRANT SELECT ON workflow_settings, tenant_settings TO apex_engine;
GRANT SELECT (tenant_id, id, latest_version_id, archived_at) ON workflows TO apex_engine;

-- The least id of a day: a UUIDv7 begins with its milliseconds.
CREATE FUNCTION apex_least_id(day date) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT (lpad(to_hex((extract(epoch FROM day) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

CREATE FUNCTION apex_day_of(id uuid) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT date '1970-01-01'
        + (('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 86400000)::integer
$$;

-- One day of one table, with the rows of that day that stand in the default partition.
CREATE FUNCTION apex_make_partition(parent text, key text, day date) RETURNS boolean LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    made text := format('%s_p%s', parent, to_char(day, 'YYYYMMDD'));
BEGIN
    IF to_regclass(made) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS) WITH (%s)', made, parent,
        CASE parent WHEN 'runs'
            THEN 'fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05'
            ELSE 'autovacuum_analyze_scale_factor = 0.05' END);
    EXECUTE format('LOCK TABLE ONLY %I IN ACCESS EXCLUSIVE MODE', parent || '_default');
    EXECUTE format('WITH moved AS (DELETE FROM %I WHERE %I >= $1 AND %I < $2 RETURNING *) INSERT INTO %I SELECT * FROM moved',
        parent || '_default', key, key, made) USING apex_least_id(day), apex_least_id(day + 1);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        parent, made, apex_least_id(day), apex_least_id(day + 1));
    RETURN true;
END $$;

-- Makes the days from today on, and those of which rows stand in a default partition. Gives the number of tables made.
CREATE FUNCTION apex_make_partitions(ahead_days integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    today date := (now() AT TIME ZONE 'UTC')::date;
    last date := today + least(greatest(ahead_days, 0), 366);
    day date;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(6224910357013172514);
    FOR day IN
        SELECT today + step FROM generate_series(0, last - today) AS step
        UNION SELECT apex_day_of(id) FROM runs_default
        UNION SELECT apex_day_of(run_id) FROM step_events_default
        ORDER BY 1
    LOOP
        CONTINUE WHEN day < date '2020-01-01' OR day > last;
        made := made + apex_make_partition('runs', 'id', day)::integer
                     + apex_make_partition('step_events', 'run_id', day)::integer;
    END LOOP;
    RETURN made;
END $$;

CREATE FUNCTION apex_list_partitions() RETURNS TABLE (parent text, partition text, day date, rows bigint, bytes bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.relname::text, c.relname::text,
           CASE WHEN c.relname ~ '_p[0-9]{8}$' THEN to_date(right(c.relname, 8), 'YYYYMMDD') END,
           greatest(c.reltuples, 0)::bigint, pg_total_relation_size(c.oid)
    FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_class c ON c.oid = i.inhrelid
    WHERE p.oid IN ('runs'::regclass, 'step_events'::regclass)
    ORDER BY 1, 3 NULLS LAST
$$;

-- Drops the days that ended before that time, and gives the names of the tables dropped. A day with runs that have not
-- ended keeps those, and is dropped once they have.
CREATE FUNCTION apex_drop_partitions(older_than timestamptz) RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    old record;
    is_busy boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(6224910357013172514);
    FOR old IN
        SELECT l.partition AS runs, 'step_events' || substr(l.partition, 5) AS events FROM apex_list_partitions() l
        WHERE l.parent = 'runs' AND l.day + 1 <= (older_than AT TIME ZONE 'UTC')::date
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE status IN (''queued'', ''running'', ''waiting''))', old.runs)
            INTO is_busy;
        IF is_busy THEN
            EXECUTE format('DELETE FROM %I e WHERE EXISTS (SELECT FROM %I r WHERE r.tenant_id = e.tenant_id
                AND r.id = e.run_id AND r.status NOT IN (''queued'', ''running'', ''waiting''))', old.events, old.runs);
            EXECUTE format('DELETE FROM %I WHERE status NOT IN (''queued'', ''running'', ''waiting'')', old.runs);
        ELSE
            EXECUTE format('DROP TABLE IF EXISTS %I', old.events);
            EXECUTE format('DROP TABLE %I', old.runs);
            RETURN NEXT old.runs;
            RETURN NEXT old.events;
        END IF;
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION apex_least_id(date), apex_day_of(uuid), apex_make_partition(text, text, date),
    apex_make_partitions(integer), apex_list_partitions(), apex_drop_partitions(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION apex_make_partitions(integer), apex_list_partitions(), apex_drop_partitions(timestamptz)
    TO apex_engine;

SELECT apex_make_partitions(3);
";

const DOWN: &str = r"
DROP FUNCTION apex_drop_partitions(timestamptz);
DROP FUNCTION apex_list_partitions();
DROP FUNCTION apex_make_partitions(integer);
DROP FUNCTION apex_make_partition(text, text, date);
DROP FUNCTION apex_day_of(uuid);
DROP FUNCTION apex_least_id(date);
DROP TABLE tenant_settings;
DROP TABLE workflow_settings;
DROP TABLE dead_letters;
DROP TABLE outbox;
DROP TABLE run_signals;
DROP POLICY engine_reads ON workflows;
REVOKE SELECT (tenant_id, id, latest_version_id, archived_at) ON workflows FROM apex_engine;
REVOKE SELECT ON workers FROM apex_app;

ALTER TABLE runs NO FORCE ROW LEVEL SECURITY;
ALTER TABLE step_events NO FORCE ROW LEVEL SECURITY;
ALTER TABLE run_queue NO FORCE ROW LEVEL SECURITY;
ALTER TABLE run_leases NO FORCE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys NO FORCE ROW LEVEL SECURITY;
-- foreign keys are checked as the owner
ALTER TABLE workflows NO FORCE ROW LEVEL SECURITY;
ALTER TABLE workflow_versions NO FORCE ROW LEVEL SECURITY;

CREATE TABLE runs_old (
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
    crashes integer NOT NULL DEFAULT 0
);
INSERT INTO runs_old (tenant_id, id, workflow_id, workflow_version_id, version, status, mode, trigger, inputs, output, error,
       queued_at, started_at, finished_at, created_by_user, created_by_key, request_id, last_seq, journal_bytes,
       cancel_requested_at, crashes)
SELECT tenant_id, id, workflow_id, workflow_version_id, version, status, mode, CASE WHEN trigger IN ('error', 'sub_workflow', 'replay') THEN 'retry' ELSE trigger END, inputs, output, error,
       queued_at, started_at, finished_at, created_by_user, created_by_key, request_id, last_seq, journal_bytes,
       cancel_requested_at, crashes
FROM runs;
CREATE TABLE step_events_old (
    tenant_id uuid NOT NULL,
    run_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    type text NOT NULL,
    step text,
    body json NOT NULL
);
INSERT INTO step_events_old SELECT e.tenant_id, e.run_id, e.seq, e.at, e.type, e.step, e.body FROM step_events e
WHERE EXISTS (SELECT FROM runs r WHERE r.tenant_id = e.tenant_id AND r.id = e.run_id);
CREATE TABLE run_queue_old (
    tenant_id uuid NOT NULL,
    run_id uuid NOT NULL,
    region text NOT NULL,
    lane smallint NOT NULL,
    ready_at timestamptz NOT NULL,
    vt bigint NOT NULL DEFAULT 0,
    fence bigint NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
INSERT INTO run_queue_old SELECT tenant_id, run_id, region, lane, ready_at, 0, fence FROM run_queue;
CREATE TABLE run_leases_old (
    tenant_id uuid NOT NULL,
    run_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    fence bigint NOT NULL,
    region text NOT NULL,
    lane smallint NOT NULL,
    vt bigint NOT NULL,
    claimed_at timestamptz NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
INSERT INTO run_leases_old SELECT tenant_id, run_id, worker_id, fence, region, lane, 0, claimed_at FROM run_leases;

DROP TABLE run_leases;
DROP TABLE run_queue;
DROP TABLE step_events;
DROP TABLE runs;
ALTER TABLE runs_old RENAME TO runs;
ALTER TABLE step_events_old RENAME TO step_events;
ALTER TABLE run_queue_old RENAME TO run_queue;
ALTER TABLE run_leases_old RENAME TO run_leases;

ALTER TABLE runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (tenant_id, id),
    ADD CONSTRAINT runs_version FOREIGN KEY (tenant_id, workflow_version_id) REFERENCES workflow_versions (tenant_id, id),
    ADD CONSTRAINT runs_workflow FOREIGN KEY (tenant_id, workflow_id) REFERENCES workflows (tenant_id, id),
    ADD CONSTRAINT runs_status CHECK (status IN ('queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled', 'dead')),
    ADD CONSTRAINT runs_mode CHECK (mode IN ('live', 'mock')),
    ADD CONSTRAINT runs_trigger CHECK (trigger IN ('manual', 'api', 'cli', 'schedule', 'webhook', 'retry'));
CREATE INDEX runs_by_status ON runs (tenant_id, status, id);
CREATE INDEX runs_by_workflow ON runs (tenant_id, workflow_id, id);
ALTER TABLE step_events
    ADD CONSTRAINT step_events_pkey PRIMARY KEY (tenant_id, run_id, seq),
    ADD CONSTRAINT step_events_run FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE run_queue
    ADD CONSTRAINT run_queue_pkey PRIMARY KEY (tenant_id, run_id),
    ADD CONSTRAINT run_queue_run FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, id) ON DELETE CASCADE,
    ADD CONSTRAINT run_queue_lane CHECK (lane BETWEEN 0 AND 2);
CREATE INDEX run_queue_ready ON run_queue (region, lane, ready_at, run_id);
ALTER TABLE run_leases
    ADD CONSTRAINT run_leases_pkey PRIMARY KEY (tenant_id, run_id),
    ADD CONSTRAINT run_leases_run FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, id) ON DELETE CASCADE;
CREATE INDEX run_leases_by_worker ON run_leases (worker_id);
-- the keys of runs that were dropped by their day
DELETE FROM idempotency_keys k WHERE NOT EXISTS (
    SELECT FROM runs r WHERE r.tenant_id = k.tenant_id AND r.id = k.run_id);
ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_run FOREIGN KEY (tenant_id, run_id)
    REFERENCES runs (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE workflows FORCE ROW LEVEL SECURITY;
ALTER TABLE workflow_versions FORCE ROW LEVEL SECURITY;

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

GRANT SELECT, INSERT ON runs TO apex_app;
GRANT UPDATE (status, output, error, finished_at, last_seq, cancel_requested_at) ON runs TO apex_app;
GRANT SELECT, INSERT ON step_events TO apex_app;
GRANT SELECT, INSERT, UPDATE (vt), DELETE ON run_queue TO apex_app;
GRANT SELECT ON run_leases TO apex_app;
GRANT SELECT ON runs TO apex_engine;
GRANT UPDATE (status, output, error, started_at, finished_at, last_seq, journal_bytes, crashes) ON runs TO apex_engine;
GRANT SELECT, INSERT ON step_events TO apex_engine;
GRANT SELECT, INSERT, UPDATE (vt), DELETE ON run_queue TO apex_engine;
GRANT SELECT, INSERT, UPDATE (vt), DELETE ON run_leases TO apex_engine;
";
