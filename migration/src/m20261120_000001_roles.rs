//! The roles that the pools work as: neither owner, nor superuser, nor able to look past row-level security.

use async_trait::async_trait;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// The step.
pub(crate) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m20261120_000001_roles"
    }
}

#[async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UP).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(drop)
    }
}

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

-- The migrating user opens the pools as well, which then SET ROLE. A superuser needs no grant; since Postgres 16
-- being a member no longer implies the right to SET ROLE.
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
            EXECUTE format('GRANT %I TO %I', wanted, current_user);
        END IF;
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA public TO apex_app, apex_engine;
";

const DOWN: &str = r"
-- The roles stay: they belong to the whole cluster, and other databases may lean on them.
REVOKE USAGE ON SCHEMA public FROM apex_app, apex_engine;
";
