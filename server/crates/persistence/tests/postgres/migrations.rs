//! Steps go forward, back and forward again, and two processes may start at once.

use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::sqlx::{Connection, Row, query};
use testkit::TestDb;

/// Everything that a step can make, as text.
const DUMP: &str = "
SELECT line FROM (
    SELECT 'column ' || attrelid::regclass || '.' || attname || ' ' || format_type(atttypid, atttypmod) || ' '
           || attnotnull || ' ' || coalesce(pg_get_expr(adbin, adrelid), '') || ' ' || coalesce(attacl::text, '')
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'table ' || relname || ' ' || relrowsecurity || relforcerowsecurity || ' ' || coalesce(reloptions::text, '')
           || ' ' || coalesce(relacl::text, '')
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
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
