//! One organisation never sees or touches another one's rows, by no table and no role.

use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::sqlx::{AssertSqlSafe, Error, Executor, Row, query};
use testkit::{Seat, TestDb};

use crate::world::{Org, hash, world};

/// Every table of a tenant, and whether the engine works across tenants on it (`Some(false)`: it only reads).
const TABLES: &[(&str, Option<bool>)] = &[
    ("api_keys", None),
    ("approvals", Some(true)),
    ("dead_letters", Some(true)),
    ("hook_deliveries", Some(true)),
    ("idempotency_keys", Some(true)),
    ("memberships", None),
    ("outbox", Some(true)),
    ("run_leases", Some(true)),
    ("run_queue", Some(true)),
    ("run_signals", Some(true)),
    ("runs", Some(true)),
    ("schedules", Some(false)),
    ("step_events", Some(true)),
    ("tenant_settings", Some(false)),
    ("triggers", None),
    ("workflow_settings", Some(false)),
    ("workflow_versions", Some(false)),
    ("workflows", Some(false)),
];

const NOT_ALLOWED: &str = "42501";

async fn two_orgs() -> (TestDb, Org, Org) {
    let (db, ours) = world().await;
    let theirs = Org::new(&ours.database, "evil").await;
    let store = ours.database.run_store();
    ours.fill_every_table(&store).await;
    theirs.fill_every_table(&store).await;
    let mut app = db.connection(Seat::App).await;
    let mut engine = db.connection(Seat::Engine).await;
    for org in [&ours, &theirs] {
        become_tenant(&mut app, org).await;
        let (tenant, workflow) = (org.tenant.uuid(), org.workflow.uuid());
        for row in [
            format!("run_signals VALUES ('{tenant}', '{workflow}', '{workflow}', 'paid', NULL, '1', now())"),
            format!("outbox VALUES ('{tenant}', '{workflow}', 'error_workflow', '{{}}', now(), 0, now(), NULL)"),
            format!("dead_letters VALUES ('{tenant}', '{workflow}', '{workflow}', 'a', 'timeout', 'late', 3, now())"),
            format!("workflow_settings VALUES ('{tenant}', '{workflow}', 3)"),
            format!("tenant_settings VALUES ('{tenant}', 3)"),
        ] {
            run(&mut app, format!("INSERT INTO {row}")).await.unwrap();
        }
        // written by the engine alone
        let question = format!(
            "INSERT INTO approvals (tenant_id, id, run_id, workflow_id, step, title, request, state, requested_at)
             VALUES ('{tenant}', '{workflow}', '{workflow}', '{workflow}', 'ask', 'Go on?', '{{}}', 'pending', now())"
        );
        run(&mut engine, question).await.unwrap();
    }
    (db, ours, theirs)
}

async fn run(on: &mut PgConnection, sql: String) -> Result<u64, Error> {
    Ok(on.execute(AssertSqlSafe(sql)).await?.rows_affected())
}

async fn count(on: &mut PgConnection, sql: String) -> Result<i64, Error> {
    Ok(query(AssertSqlSafe(sql)).fetch_one(on).await?.get(0))
}

fn is_not_allowed<T: std::fmt::Debug>(outcome: &Result<T, Error>) -> bool {
    let Err(Error::Database(refusal)) = outcome else {
        return false;
    };
    refusal.code().as_deref() == Some(NOT_ALLOWED)
}

async fn become_tenant(on: &mut PgConnection, org: &Org) {
    let set = query("SELECT set_config('app.tenant_id', $1, false)").bind(org.tenant.uuid().to_string());
    set.execute(on).await.unwrap();
}

#[tokio::test]
async fn the_list_of_tables_is_complete() {
    let (db, _org) = world().await;
    let sql = "SELECT table_name::text FROM information_schema.columns
               WHERE table_schema = 'public' AND column_name = 'tenant_id'
                 AND table_name NOT IN (SELECT relname FROM pg_class WHERE relispartition)
               ORDER BY 1";
    let rows = query(sql)
        .fetch_all(&mut db.connection(Seat::Owner).await)
        .await
        .unwrap();
    let found: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let listed: Vec<&str> = TABLES.iter().map(|(table, _)| *table).collect();
    assert_eq!(found, listed);
}

#[tokio::test]
async fn a_tenant_sees_its_own_rows_only() {
    let (db, ours, theirs) = two_orgs().await;
    let mut app = db.connection(Seat::App).await;
    become_tenant(&mut app, &theirs).await;
    for (table, _) in TABLES {
        let all = count(&mut app, format!("SELECT count(*) FROM {table}")).await.unwrap();
        let foreign = format!(
            "SELECT count(*) FROM {table} WHERE tenant_id = '{}'",
            ours.tenant.uuid()
        );
        assert!(all > 0, "{table}: the test has no row of its own");
        assert_eq!(count(&mut app, foreign).await.unwrap(), 0, "{table} leaks");
    }
    assert_eq!(count(&mut app, "SELECT count(*) FROM tenants".into()).await.unwrap(), 1);
}

#[tokio::test]
async fn without_a_tenant_nothing_is_seen() {
    let (db, ..) = two_orgs().await;
    let mut app = db.connection(Seat::App).await;
    for (table, _) in TABLES.iter().chain(&[("tenants", None)]) {
        let seen = count(&mut app, format!("SELECT count(*) FROM {table}")).await.unwrap();
        assert_eq!(seen, 0, "{table} is open to nobody in particular");
    }
    // what a pooled connection looks like after a tenant's transaction
    app.execute("BEGIN; SELECT set_config('app.tenant_id', gen_random_uuid()::text, true); COMMIT")
        .await
        .unwrap();
    for (table, _) in TABLES {
        assert_eq!(
            count(&mut app, format!("SELECT count(*) FROM {table}")).await.unwrap(),
            0,
            "{table}"
        );
    }
}

#[tokio::test]
async fn a_tenant_writes_its_own_rows_only() {
    let (db, ours, theirs) = two_orgs().await;
    let mut app = db.connection(Seat::App).await;
    become_tenant(&mut app, &theirs).await;
    for (table, _) in TABLES {
        let foreign = ours.tenant.uuid();
        let insert = format!(
            "INSERT INTO {table} SELECT (json_populate_record(x, json_build_object('tenant_id', '{foreign}'))).*
             FROM {table} x LIMIT 1"
        );
        assert!(
            is_not_allowed(&run(&mut app, insert).await),
            "{table}: a row for somebody else got in"
        );
        let delete = run(&mut app, format!("DELETE FROM {table} WHERE tenant_id = '{foreign}'")).await;
        assert!(
            matches!(delete, Ok(0)) || is_not_allowed(&delete),
            "{table}: {delete:?}"
        );
        let give_away = run(&mut app, format!("UPDATE {table} SET tenant_id = '{foreign}'")).await;
        assert!(is_not_allowed(&give_away), "{table}: {give_away:?}");
    }
    let rename = format!(
        "UPDATE workflows SET name = 'stolen' WHERE tenant_id = '{}'",
        ours.tenant.uuid()
    );
    assert_eq!(run(&mut app, rename).await.unwrap(), 0);
}

#[tokio::test]
async fn the_engine_works_on_its_tables_only() {
    let (db, ours, theirs) = two_orgs().await;
    let mut engine = db.connection(Seat::Engine).await;
    for (table, access) in TABLES {
        let tenants = count(&mut engine, format!("SELECT count(DISTINCT tenant_id) FROM {table}")).await;
        match access {
            Some(_) => assert_eq!(tenants.unwrap(), 2, "{table}: the engine works across tenants"),
            None => assert!(is_not_allowed(&tenants), "{table}: {tenants:?}"),
        }
        if *access == Some(false) || access.is_none() {
            let write = run(&mut engine, format!("DELETE FROM {table}")).await;
            assert!(is_not_allowed(&write), "{table}: {write:?}");
        }
        let give_away = run(
            &mut engine,
            format!("UPDATE {table} SET tenant_id = '{}'", theirs.tenant.uuid()),
        )
        .await;
        assert!(is_not_allowed(&give_away), "{table}: {give_away:?}");
    }
    for table in ["tenants", "users", "login_links", "web_sessions"] {
        let read = count(&mut engine, format!("SELECT count(*) FROM {table}")).await;
        assert!(is_not_allowed(&read), "{table}: {read:?}");
    }
    drop(ours);
}

#[tokio::test]
async fn the_app_can_not_become_somebody_else() {
    let (db, _org) = world().await;
    let mut app = db.connection(Seat::App).await;
    for sql in [
        "SET ROLE apex_engine",
        "SET ROLE apex_migrator",
        "ALTER TABLE runs DISABLE ROW LEVEL SECURITY",
    ] {
        assert!(is_not_allowed(&run(&mut app, sql.into()).await), "{sql}");
    }
    assert!(run(&mut app, "TRUNCATE runs".into()).await.is_err());
}

#[tokio::test]
async fn a_persons_id_opens_that_persons_places_only() {
    let (db, ours, theirs) = two_orgs().await;
    let mut app = db.connection(Seat::App).await;
    let set = query("SELECT set_config('app.user_id', $1, false)").bind(ours.user.uuid().to_string());
    set.execute(&mut app).await.unwrap();
    let foreign = format!(
        "SELECT count(*) FROM memberships WHERE user_id = '{}'",
        theirs.user.uuid()
    );
    assert_eq!(
        count(&mut app, "SELECT count(*) FROM memberships".into())
            .await
            .unwrap(),
        1
    );
    assert_eq!(count(&mut app, foreign).await.unwrap(), 0);
    assert_eq!(count(&mut app, "SELECT count(*) FROM tenants".into()).await.unwrap(), 1);
    assert_eq!(
        run(&mut app, "UPDATE memberships SET role = 'viewer'".into())
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn a_keys_hash_opens_that_keys_row_only() {
    let (db, ours, _theirs) = two_orgs().await;
    let mut app = db.connection(Seat::App).await;
    let set = query("SELECT set_config('app.key_hash', encode($1, 'hex'), false)").bind(hash(ours.tenant).to_vec());
    set.execute(&mut app).await.unwrap();
    let tenants = format!(
        "SELECT count(*) FROM api_keys WHERE tenant_id = '{}'",
        ours.tenant.uuid()
    );
    assert_eq!(
        count(&mut app, "SELECT count(*) FROM api_keys".into()).await.unwrap(),
        1
    );
    assert_eq!(count(&mut app, tenants).await.unwrap(), 1);
    assert_eq!(
        run(&mut app, "UPDATE api_keys SET revoked_at = NULL".into())
            .await
            .unwrap(),
        0
    );
}
