//! People, organisations, who belongs where, API keys, sign-in links and browser sessions.

use crate::steps::SqlStep;

/// The step.
pub(crate) const STEP: SqlStep = SqlStep {
    name: "m20261120_000002_accounts",
    up: UP,
    down: DOWN,
};

const UP: &str = r"
-- People belong to no tenant. Nothing references them by foreign key, so that tenants can move to cells of their own.
CREATE TABLE users (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email UNIQUE (email),
    CONSTRAINT users_email_form CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 320),
    CONSTRAINT users_name_form CHECK (length(name) <= 200)
);

-- Organisations: the tenants themselves.
CREATE TABLE tenants (
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    plan text NOT NULL DEFAULT 'free',
    region text NOT NULL DEFAULT 'local',
    created_at timestamptz NOT NULL,
    CONSTRAINT tenants_pkey PRIMARY KEY (id),
    CONSTRAINT tenants_slug UNIQUE (slug),
    CONSTRAINT tenants_slug_form CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    CONSTRAINT tenants_name_form CHECK (length(name) BETWEEN 1 AND 200)
);

CREATE TABLE memberships (
    tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT memberships_pkey PRIMARY KEY (tenant_id, user_id),
    CONSTRAINT memberships_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE,
    CONSTRAINT memberships_role CHECK (role IN ('owner', 'admin', 'developer', 'viewer'))
);
CREATE INDEX memberships_by_user ON memberships (user_id);

CREATE TABLE api_keys (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    key_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_by uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    CONSTRAINT api_keys_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT api_keys_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE,
    CONSTRAINT api_keys_hash_form CHECK (octet_length(key_hash) = 32),
    CONSTRAINT api_keys_name_form CHECK (length(name) BETWEEN 1 AND 200)
);
-- not unique: a unique index would not lead with the tenant, and two equal hashes of 32 random bytes don't happen
CREATE INDEX api_keys_by_hash ON api_keys (key_hash);

CREATE TABLE login_links (
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT login_links_pkey PRIMARY KEY (token_hash),
    CONSTRAINT login_links_hash_form CHECK (octet_length(token_hash) = 32)
);
CREATE INDEX login_links_by_expiry ON login_links (expires_at);

CREATE TABLE web_sessions (
    id_hash bytea NOT NULL,
    data json NOT NULL,
    user_id uuid,
    expires_at timestamptz NOT NULL,
    CONSTRAINT web_sessions_pkey PRIMARY KEY (id_hash),
    CONSTRAINT web_sessions_hash_form CHECK (octet_length(id_hash) = 32)
);
CREATE INDEX web_sessions_by_user ON web_sessions (user_id);
CREATE INDEX web_sessions_by_expiry ON web_sessions (expires_at);

ALTER TABLE memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON memberships TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
-- sign-in: a person sees where they belong
CREATE POLICY own_memberships ON memberships FOR SELECT TO apex_app
    USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON tenants TO apex_app
    USING (id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY own_tenants ON tenants FOR SELECT TO apex_app
    USING (EXISTS (SELECT FROM memberships
                   WHERE memberships.tenant_id = tenants.id
                     AND memberships.user_id = nullif(current_setting('app.user_id', true), '')::uuid));
-- the command line names an organisation by its slug
CREATE POLICY tenant_by_slug ON tenants FOR SELECT TO apex_app
    USING (slug = nullif(current_setting('app.tenant_slug', true), ''));

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON api_keys TO apex_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
-- sign-in: whoever shows a key sees that key's row
CREATE POLICY key_by_hash ON api_keys FOR SELECT TO apex_app
    USING (key_hash = decode(nullif(current_setting('app.key_hash', true), ''), 'hex'));

GRANT SELECT, INSERT, UPDATE (name) ON users TO apex_app;
GRANT SELECT, INSERT, UPDATE (name) ON tenants TO apex_app;
GRANT SELECT, INSERT, UPDATE (role), DELETE ON memberships TO apex_app;
GRANT SELECT, INSERT, UPDATE (revoked_at, last_used_at) ON api_keys TO apex_app;
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON login_links TO apex_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON web_sessions TO apex_app;
";

const DOWN: &str = r"
DROP TABLE web_sessions;
DROP TABLE login_links;
DROP TABLE api_keys;
DROP POLICY own_tenants ON tenants;
DROP TABLE memberships;
DROP TABLE tenants;
DROP TABLE users;
";
