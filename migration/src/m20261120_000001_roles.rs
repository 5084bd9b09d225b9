//! The roles that the pools work as: neither owner, nor superuser, nor able to look past row-level security.

use crate::steps::SqlStep;

/// The step.
pub(crate) const STEP: SqlStep = SqlStep {
    name: "m20261120_000001_roles",
    up: UP,
    down: DOWN,
};

const UP: &str = r"
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['apex_app', 'apex_engine'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                -- another database of this cluster made it just now
                NULL;
            END;
        END IF;
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = wanted AND (rolsuper OR rolbypassrls)) THEN
            RAISE EXCEPTION 'role % must be neither a superuser nor BYPASSRLS', wanted;
        END IF;
    END LOOP;
END $$;

-- Where the migrating user opens the pools as well, these SET ROLE, for which it has to be a member. A superuser needs
-- no grant; since Postgres 16 being a member no longer implies the right to SET ROLE. Where the roles were made by
-- somebody else (the private Postgres does so), the pools log in as the roles themselves and no grant is needed.
DO $$
DECLARE
    wanted text;
    held boolean;
BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        RETURN;
    END IF;
    FOREACH wanted IN ARRAY ARRAY['apex_app', 'apex_engine'] LOOP
        IF current_setting('server_version_num')::integer >= 160000 THEN
            EXECUTE 'SELECT pg_has_role(current_user, $1, ''SET'')' INTO held USING wanted;
        ELSE
            held := pg_has_role(current_user, wanted, 'MEMBER');
        END IF;
        IF NOT held THEN
            BEGIN
                EXECUTE format('GRANT %I TO %I', wanted, current_user);
            EXCEPTION WHEN insufficient_privilege THEN
                RAISE NOTICE '% can not become %: connect as that role', current_user, wanted;
            END;
        END IF;
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA public TO apex_app, apex_engine;
";

const DOWN: &str = r"
-- The roles stay: they belong to the whole cluster, and other databases may lean on them.
REVOKE USAGE ON SCHEMA public FROM apex_app, apex_engine;
";
