//! Taking single runs out of a day that others still keep.

use crate::steps::SqlStep;

/// The step.
pub(crate) const STEP: SqlStep = SqlStep {
    name: "m20261120_000010_retention",
    up: UP,
    down: DOWN,
};

const UP: &str = r"
-- Deletes runs that have ended, with their journals, and gives those that are gone. The rules are arrays: an
-- organisation, one of its workflows (the nil id for all others), the least id that is kept. Rows of a partition are
-- touched directly: the rules name the organisations.
CREATE FUNCTION apex_trim_runs(tenants uuid[], workflows uuid[], kept_from uuid[], most integer)
RETURNS TABLE (tenant_id uuid, run_id uuid) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    old record;
    gone record;
    touched integer := 0;
BEGIN
    FOR old IN
        SELECT l.partition AS runs, 'step_events' || substr(l.partition, 5) AS events, l.day FROM apex_list_partitions() l
        WHERE l.parent = 'runs' AND l.day IS NOT NULL
          AND apex_least_id(l.day) < ANY (kept_from)
        ORDER BY l.day
    LOOP
        FOR gone IN EXECUTE format(
            'WITH rules AS (
                 SELECT * FROM unnest($1, $2, $3) AS r (tenant_id, workflow_id, kept_from)
             ), old AS (
                 SELECT r.tenant_id, r.id FROM %I r
                 WHERE r.status NOT IN (''queued'', ''running'', ''waiting'') AND r.id < (
                     SELECT rule.kept_from FROM rules rule
                     WHERE rule.tenant_id = r.tenant_id
                       AND rule.workflow_id IN (r.workflow_id, ''00000000-0000-0000-0000-000000000000'')
                     ORDER BY rule.workflow_id = r.workflow_id DESC LIMIT 1)
                 LIMIT $4
             ), events AS (
                 DELETE FROM %I e USING old WHERE e.tenant_id = old.tenant_id AND e.run_id = old.id
             )
             DELETE FROM %I r USING old WHERE r.tenant_id = old.tenant_id AND r.id = old.id
             RETURNING r.tenant_id, r.id', old.runs, old.events, old.runs)
            USING tenants, workflows, kept_from, most - touched
        LOOP
            touched := touched + 1;
            tenant_id := gone.tenant_id;
            run_id := gone.id;
            RETURN NEXT;
        END LOOP;
        EXIT WHEN touched >= most;
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION apex_trim_runs(uuid[], uuid[], uuid[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION apex_trim_runs(uuid[], uuid[], uuid[], integer) TO apex_engine;
";

const DOWN: &str = r"
DROP FUNCTION apex_trim_runs(uuid[], uuid[], uuid[], integer);
";
