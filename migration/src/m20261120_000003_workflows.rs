//! Workflows with their drafts, and their published versions, which never change.

use crate::steps::SqlStep;

/// The step.
pub(crate) const STEP: SqlStep = SqlStep {
    name: "m20261120_000003_workflows",
    up: UP,
    down: DOWN,
};

const UP: &str = r"
-- Documents are json, not jsonb: an export reads as its author wrote it, and text may hold U+0000.
CREATE TABLE workflows (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    description text,
    draft json NOT NULL,
    -- as content_hash of a version: equal documents have equal hashes
    draft_hash bytea NOT NULL,
    draft_revision bigint NOT NULL DEFAULT 1,
    draft_updated_at timestamptz NOT NULL,
    origin text NOT NULL,
    latest_version integer,
    latest_version_id uuid,
    created_by uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    archived_at timestamptz,
    CONSTRAINT workflows_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT workflows_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE,
    CONSTRAINT workflows_origin CHECK (origin IN ('studio', 'api', 'cli', 'demo')),
    CONSTRAINT workflows_draft_hash_form CHECK (octet_length(draft_hash) = 32),
    CONSTRAINT workflows_name_form CHECK (length(name) BETWEEN 1 AND 200)
);
CREATE INDEX workflows_by_change ON workflows (tenant_id, updated_at DESC, id);

CREATE TABLE workflow_versions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    workflow_id uuid NOT NULL,
    -- none: a draft as it stood when somebody ran it
    version integer,
    document json NOT NULL,
    content_hash bytea NOT NULL,
    message text,
    created_by uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT workflow_versions_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT workflow_versions_number UNIQUE (tenant_id, workflow_id, version),
    CONSTRAINT workflow_versions_workflow FOREIGN KEY (tenant_id, workflow_id)
        REFERENCES workflows (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT workflow_versions_hash_form CHECK (octet_length(content_hash) = 32)
);

CREATE FUNCTION refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER workflow_versions_immutable BEFORE UPDATE ON workflow_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_update();

ALTER TABLE workflows ENABLE ROW LEVEL SECURITY;
ALTER TABLE workflows FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON workflows TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

ALTER TABLE workflow_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE workflow_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON workflow_versions TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
-- a claim reads the document with its run
CREATE POLICY engine_reads ON workflow_versions FOR SELECT TO apex_engine USING (true);

GRANT SELECT, INSERT ON workflows TO apex_app;
GRANT UPDATE (name, description, draft, draft_hash, draft_revision, draft_updated_at, latest_version,
              latest_version_id, updated_at, archived_at) ON workflows TO apex_app;
GRANT SELECT, INSERT ON workflow_versions TO apex_app;
GRANT SELECT ON workflow_versions TO apex_engine;
";

const DOWN: &str = r"
DROP TABLE workflow_versions;
DROP TABLE workflows;
DROP FUNCTION refuse_update();
";
