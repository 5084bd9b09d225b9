//! Rules that every table keeps, read from the catalogue, so that a new table can't forget them.

use sea_orm::sqlx::{Row, query};
use testkit::{Seat, TestDb};

/// Rows of one text column; the rule is kept when there are none.
async fn offenders(sql: &'static str) -> Vec<String> {
    let db = TestDb::new().await;
    let rows = query(sql)
        .fetch_all(&mut db.connection(Seat::Owner).await)
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

macro_rules! tenant_tables {
    () => {
        "WITH tenant_tables AS (
            SELECT c.oid, c.relname::text AS name, c.relrowsecurity, c.relforcerowsecurity, a.attnum
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
            WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
        ) "
    };
}

#[tokio::test]
async fn every_tenant_table_forces_row_level_security() {
    let sql = concat!(
        tenant_tables!(),
        "SELECT name FROM tenant_tables t
         WHERE NOT relrowsecurity OR NOT relforcerowsecurity OR NOT EXISTS (
            SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polname = 'tenant_isolation' AND p.polpermissive
              AND p.polcmd = '*'
              AND pg_get_expr(p.polqual, p.polrelid) LIKE '(tenant_id = (NULLIF(current_setting(''app.tenant_id''%'
              AND pg_get_expr(p.polwithcheck, p.polrelid) = pg_get_expr(p.polqual, p.polrelid))"
    );
    assert_eq!(offenders(sql).await, [""; 0]);
}

#[tokio::test]
async fn every_primary_key_and_unique_index_leads_with_the_tenant() {
    let sql = concat!(
        tenant_tables!(),
        "SELECT i.indexrelid::regclass::text FROM tenant_tables t JOIN pg_index i ON i.indrelid = t.oid
         WHERE i.indisunique AND i.indkey[0] <> t.attnum
         UNION ALL
         SELECT name || ' has no primary key' FROM tenant_tables t
         WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)"
    );
    assert_eq!(offenders(sql).await, [""; 0]);
}

#[tokio::test]
async fn every_foreign_key_leads_with_the_tenant_on_both_sides() {
    let sql = concat!(
        tenant_tables!(),
        "SELECT k.conname::text FROM tenant_tables t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f'
         LEFT JOIN tenant_tables target ON target.oid = k.confrelid
         WHERE k.conkey[1] <> t.attnum
            -- the other side is a tenant's table, or the table of the tenants itself
            OR (target.oid IS NOT NULL AND k.confkey[1] <> target.attnum)
            OR (target.oid IS NULL AND k.confrelid <> 'tenants'::regclass)"
    );
    assert_eq!(offenders(sql).await, [""; 0]);
}

#[tokio::test]
async fn no_table_is_open_to_everybody_or_owned_by_a_working_role() {
    let sql = "
        SELECT c.relname::text FROM pg_class c LEFT JOIN LATERAL aclexplode(c.relacl) AS acl ON true
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S')
          AND (acl.grantee = 0 OR c.relowner IN ('apex_app'::regrole, 'apex_engine'::regrole))";
    assert_eq!(offenders(sql).await, [""; 0]);
}

#[tokio::test]
async fn the_working_roles_can_not_look_past_row_level_security() {
    let sql = "SELECT rolname::text FROM pg_roles
               WHERE rolname IN ('apex_app', 'apex_engine') AND (rolsuper OR rolbypassrls OR rolcreaterole)";
    assert_eq!(offenders(sql).await, [""; 0]);
}

#[tokio::test]
async fn the_engine_passes_tenants_on_its_own_tables_only() {
    let sql = "
        SELECT p.polrelid::regclass::text FROM pg_policy p
        WHERE pg_get_expr(p.polqual, p.polrelid) = 'true' AND NOT (
            p.polroles = ARRAY['apex_engine'::regrole::oid]
            AND (p.polrelid::regclass::text IN ('runs', 'step_events', 'run_queue', 'run_leases', 'idempotency_keys',
                                                'run_signals', 'outbox', 'dead_letters', 'hook_deliveries', 'approvals')
                 OR (p.polrelid::regclass::text IN ('workflows', 'workflow_versions', 'workflow_settings',
                                                    'tenant_settings', 'schedules') AND p.polcmd = 'r')))";
    assert_eq!(offenders(sql).await, [""; 0]);
}

#[tokio::test]
async fn a_partition_is_reached_through_its_table_alone() {
    let sql = "
        SELECT c.relname::text FROM pg_class c JOIN pg_class p ON p.oid IN (
            SELECT inhparent FROM pg_inherits WHERE inhrelid = c.oid)
        WHERE c.relispartition AND c.relkind = 'r' AND p.relkind = 'p' AND c.relnamespace = 'public'::regnamespace
          AND (c.relacl IS NOT NULL AND EXISTS (
                   SELECT FROM aclexplode(c.relacl) AS acl WHERE acl.grantee <> c.relowner)
               OR c.relowner <> p.relowner)";
    assert_eq!(offenders(sql).await, [""; 0]);
}

#[tokio::test]
async fn nothing_points_at_a_run_by_foreign_key() {
    let sql = "SELECT conname::text FROM pg_constraint
               WHERE contype = 'f' AND (confrelid IN ('runs'::regclass, 'step_events'::regclass)
                                        OR conrelid IN ('runs'::regclass, 'step_events'::regclass))";
    assert_eq!(offenders(sql).await, [""; 0]);
}

#[tokio::test]
async fn functions_that_work_as_the_owner_are_pinned_and_closed() {
    let sql = "
        SELECT p.proname::text FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
          AND (NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=public, pg_temp']
               OR EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS acl
                          WHERE acl.grantee NOT IN (p.proowner, 'apex_engine'::regrole)))";
    assert_eq!(offenders(sql).await, [""; 0]);
}

#[tokio::test]
async fn queue_and_leases_leave_room_and_are_vacuumed_early() {
    let sql = "
        SELECT relname::text FROM pg_class
        WHERE relname IN ('run_queue', 'run_leases')
          AND NOT reloptions @> ARRAY['fillfactor=70', 'autovacuum_vacuum_scale_factor=0',
                                      'autovacuum_vacuum_cost_delay=0']";
    assert_eq!(offenders(sql).await, [""; 0]);
}
