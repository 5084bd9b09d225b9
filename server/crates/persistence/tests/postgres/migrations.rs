//! Steps go forward, back and forward again, and two processes may start at once.

use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::sqlx::{AssertSqlSafe, Connection, Executor, Row, query};
use testkit::TestDb;

/// Everything that a step can make, as text.
const DUMP: &str = "
SELECT line FROM (
    SELECT 'column ' || attrelid::regclass || '.' || attname || ' ' || format_type(atttypid, atttypmod) || ' '
           || attnotnull || ' ' || coalesce(pg_get_expr(adbin, adrelid), '') || ' ' || coalesce(attacl::text, '')
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'table ' || relname || ' ' || relrowsecurity || relforcerowsecurity || ' ' || coalesce(reloptions::text, '')
           || ' ' || coalesce(relacl::text, '')
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    UNION ALL
    SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'policy ' || tablename || ' ' || policyname || ' ' || roles::text || ' ' || cmd || ' ' || coalesce(qual, '')
           || ' ' || coalesce(with_check, '')
    FROM pg_policies WHERE schemaname = 'public'
    UNION ALL
    SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'schema ' || array_agg(acl ORDER BY acl::text)::text
    FROM pg_namespace, unnest(nspacl) AS acl WHERE nspname = 'public'
) AS lines (line) ORDER BY line";

async fn dump(url: &str) -> Vec<String> {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let rows = query(DUMP).fetch_all(&mut connection).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn up_down_up_gives_the_same_schema() {
    let db = TestDb::new().await;
    let url = db.bare("steps").await;
    let steps = migration::migrate_up(&url).await.unwrap().applied;
    let first = dump(&url).await;
    assert!(first.len() > 100);

    let all = u32::try_from(steps.len()).unwrap();
    let reverted = migration::migrate_down(&url, all).await.unwrap().reverted;
    assert_eq!(reverted, steps.iter().rev().cloned().collect::<Vec<_>>());
    let left: Vec<_> = dump(&url)
        .await
        .into_iter()
        .filter(|line| !line.contains("seaql_migrations"))
        .collect();
    assert!(
        left.iter().all(|line| line.starts_with("schema")),
        "left behind: {left:#?}"
    );
    assert!(!left.concat().contains("apex_app"), "left behind: {left:#?}");

    migration::migrate_up(&url).await.unwrap();
    assert_eq!(dump(&url).await, first);
}

#[tokio::test]
async fn each_single_step_can_be_taken_back_and_taken_again() {
    let db = TestDb::new().await;
    let url = db.bare("single").await;
    let steps = migration::migrate_up(&url).await.unwrap().applied;
    let whole = dump(&url).await;
    for back in 1..=steps.len() {
        migration::migrate_down(&url, u32::try_from(back).unwrap())
            .await
            .unwrap();
        let status = migration::status(&url).await.unwrap();
        assert_eq!(status.iter().filter(|step| step.applied).count(), steps.len() - back);
        assert_eq!(migration::migrate_up(&url).await.unwrap().applied.len(), back);
        assert_eq!(dump(&url).await, whole);
    }
}

#[tokio::test]
async fn of_two_processes_one_migrates_and_the_other_waits() {
    let db = TestDb::new().await;
    let url = db.bare("race").await;
    let before = migration::status(&url).await.unwrap();
    assert!(before.iter().all(|step| !step.applied));
    let (one, two) = tokio::join!(migration::migrate_up(&url), migration::migrate_up(&url));
    let mut applied = [one.unwrap().applied.len(), two.unwrap().applied.len()];
    applied.sort_unstable();
    assert_eq!(applied, [0, before.len()]);
}

/// Rows as the fourth step had them, and what is left of them after the fifth.
#[tokio::test]
async fn runs_survive_the_way_to_partitions_and_back() {
    let db = TestDb::new().await;
    let url = db.bare("data").await;
    let steps = migration::migrate_up(&url).await.unwrap().applied;
    let back = u32::try_from(steps.len() - 4).unwrap();
    migration::migrate_down(&url, back).await.unwrap();
    fill_the_fourth(&url).await;
    let before = figures(&url).await;
    assert_eq!(before, ["run 3", "event 3", "queued 1", "leased 1", "key 1"]);

    migration::migrate_up(&url).await.unwrap();
    assert_eq!(figures(&url).await, before);
    let mut owner = PgConnection::connect(&url).await.unwrap();
    let parts = "SELECT partition || ' ' || (SELECT count(*) FROM pg_class WHERE relname = partition) AS line
                 FROM apex_list_partitions() WHERE parent = 'runs' AND partition IN ('runs_p20240101', 'runs_p20240102')
                 ORDER BY 1";
    let rows = query(parts).fetch_all(&mut owner).await.unwrap();
    assert_eq!(rows.len(), 2, "the days of old runs are partitions, too");

    migration::migrate_down(&url, back).await.unwrap();
    assert_eq!(figures(&url).await, before);
}

/// Three runs of two days, one queued, one held, one with a key.
async fn fill_the_fourth(url: &str) {
    let mut owner = PgConnection::connect(url).await.unwrap();
    let sql = "
    INSERT INTO tenants VALUES ('00000000-0000-7000-8000-000000000001', 'acme', 'Acme', 'free', 'local', now());
    INSERT INTO workflows (tenant_id, id, name, draft, draft_hash, draft_updated_at, origin, created_at, updated_at)
    SELECT id, id, 'w', '{}', sha256(''), now(), 'api', now(), now() FROM tenants;
    INSERT INTO workflow_versions (tenant_id, id, workflow_id, version, document, content_hash, created_at)
    SELECT id, id, id, 1, '{}', sha256(''), now() FROM tenants;
    CREATE TEMP TABLE ids AS SELECT (ARRAY['018cc251-f400-7000-8000-000000000001', '018cc251-f401-7000-8000-000000000002',
                                           '018cc778-5000-7000-8000-000000000003'])[n]::uuid AS id, n
    FROM generate_series(1, 3) AS n;
    INSERT INTO runs (tenant_id, id, workflow_id, workflow_version_id, version, status, mode, trigger, inputs,
                      queued_at, last_seq)
    SELECT t.id, i.id, t.id, t.id, 1, 'queued', 'live', 'api', '{\"nul\":\"\\u0000\"}', now(), 1 FROM tenants t, ids i;
    INSERT INTO step_events SELECT t.id, i.id, 1, now(), 'run_queued', NULL, '{\"type\":\"run_queued\"}'
    FROM tenants t, ids i;
    INSERT INTO run_queue SELECT t.id, i.id, 'local', 1, now(), 0, 0 FROM tenants t, ids i WHERE n = 1;
    INSERT INTO run_leases SELECT t.id, i.id, t.id, 1, 'local', 1, 0, now() FROM tenants t, ids i WHERE n = 2;
    INSERT INTO idempotency_keys SELECT t.id, 'runs', 'k', sha256(''), i.id, now() FROM tenants t, ids i WHERE n = 3";
    past_row_security(&mut owner, sql).await;
}

async fn figures(url: &str) -> Vec<String> {
    let mut owner = PgConnection::connect(url).await.unwrap();
    let sql = "
    CREATE TEMP TABLE figures AS
    SELECT 1 AS place, 'run ' || count(*) AS line FROM runs UNION ALL
    SELECT 2, 'event ' || count(*) FROM step_events UNION ALL
    SELECT 3, 'queued ' || count(*) FROM run_queue UNION ALL
    SELECT 4, 'leased ' || count(*) FROM run_leases UNION ALL
    SELECT 5, 'key ' || count(*) FROM idempotency_keys";
    past_row_security(&mut owner, sql).await;
    let rows = query("SELECT line FROM figures ORDER BY place")
        .fetch_all(&mut owner)
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// The owner is held by the policies, too; for these statements it lets itself through.
async fn past_row_security(owner: &mut PgConnection, sql: &'static str) {
    const TABLES: [&str; 8] = [
        "tenants",
        "workflows",
        "workflow_versions",
        "runs",
        "step_events",
        "run_queue",
        "run_leases",
        "idempotency_keys",
    ];
    let force = |word: &str| {
        TABLES
            .map(|table| format!("ALTER TABLE {table} {word} FORCE ROW LEVEL SECURITY;"))
            .concat()
    };
    let script = format!("BEGIN; {} {sql}; {} COMMIT", force("NO"), force(""));
    owner.execute(AssertSqlSafe(script)).await.unwrap();
}
