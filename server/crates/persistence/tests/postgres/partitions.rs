//! Days of runs: made ahead, filled from the default partition, dropped when they are over.

use domain::run::RunStatus;
use ports::RunStore;
use sea_orm::sqlx::{AssertSqlSafe, Row, query};
use testkit::{Seat, TestDb};

use crate::world::{at, succeeded, worker, world};

async fn ask(db: &TestDb, seat: Seat, sql: &str) -> Result<Vec<String>, sea_orm::sqlx::Error> {
    let rows = query(AssertSqlSafe(sql.to_owned()))
        .fetch_all(&mut db.connection(seat).await)
        .await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

const OF_RUNS: &str = "SELECT partition FROM apex_list_partitions() WHERE parent = 'runs'";

#[tokio::test]
async fn rows_of_the_default_partition_move_into_their_day() {
    let (db, org) = world().await;
    let run = org.run(at(0)).await;
    let place = format!(
        "SELECT tableoid::regclass::text FROM runs WHERE id = '{}'",
        run.run.uuid()
    );
    assert_eq!(ask(&db, Seat::Engine, &place).await.unwrap(), ["runs_default"]);
    ask(&db, Seat::Engine, "SELECT apex_make_partitions(5)::text")
        .await
        .unwrap();
    assert_eq!(ask(&db, Seat::Engine, &place).await.unwrap(), ["runs_p20260101"]);
    let events = format!(
        "SELECT tableoid::regclass::text FROM step_events WHERE run_id = '{}'",
        run.run.uuid()
    );
    assert_eq!(
        ask(&db, Seat::Engine, &events).await.unwrap(),
        ["step_events_p20260101"]
    );
    // and everything goes on
    let store = org.database.run_store();
    let worker = worker(&store, at(1)).await;
    let lease = store.claim_run(worker, run, at(1)).await.unwrap().unwrap().lease;
    store.finish(&lease, &[succeeded(2)]).await.unwrap();
    assert_eq!(org.header(run.run).await.status, RunStatus::Succeeded);
    assert_eq!(org.events(run.run).await.len(), 2);
    let again = ask(&db, Seat::Engine, "SELECT apex_make_partitions(5)::text")
        .await
        .unwrap();
    assert_eq!(again, ["0"]);
}

#[tokio::test]
async fn a_day_that_is_over_is_dropped_but_not_what_still_runs() {
    let (db, org) = world().await;
    let (ended, waiting) = (org.run(at(0)).await, org.run(at(1)).await);
    let next_day = org.run(at(86_400)).await;
    ask(&db, Seat::Engine, "SELECT apex_make_partitions(0)::text")
        .await
        .unwrap();
    let store = org.database.run_store();
    let worker = worker(&store, at(86_401)).await;
    for run in [ended, next_day] {
        let lease = store.claim_run(worker, run, at(86_402)).await.unwrap().unwrap().lease;
        store.finish(&lease, &[succeeded(2)]).await.unwrap();
    }
    let drop = "SELECT apex_drop_partitions('2026-01-04')";
    let dropped = ask(&db, Seat::Engine, drop).await.unwrap();
    assert_eq!(dropped, ["runs_p20260102", "step_events_p20260102"]);
    let left = ask(&db, Seat::Engine, "SELECT id::text FROM runs").await.unwrap();
    assert_eq!(left, [waiting.run.uuid().to_string()]);
    let events = ask(&db, Seat::Engine, "SELECT run_id::text FROM step_events")
        .await
        .unwrap();
    assert_eq!(events, left);
    // it ends, and its day with it
    let lease = store
        .claim_run(worker, waiting, at(86_403))
        .await
        .unwrap()
        .unwrap()
        .lease;
    store.finish(&lease, &[succeeded(2)]).await.unwrap();
    let dropped = ask(&db, Seat::Engine, drop).await.unwrap();
    assert_eq!(dropped, ["runs_p20260101", "step_events_p20260101"]);
    assert!(
        !ask(&db, Seat::Engine, OF_RUNS).await.unwrap().is_empty(),
        "days to come stay"
    );
}

#[tokio::test]
async fn only_the_engine_makes_and_drops_days() {
    let (db, _org) = world().await;
    for call in [
        "apex_make_partitions(1)::text",
        "apex_drop_partitions(now())",
        "partition FROM apex_list_partitions()",
    ] {
        let refused = ask(&db, Seat::App, &format!("SELECT {call}")).await;
        assert!(refused.is_err(), "{call}");
    }
    let inner = "SELECT apex_make_partition('runs', 'id', current_date)::text";
    assert!(ask(&db, Seat::Engine, inner).await.is_err());
    assert!(
        ask(&db, Seat::Engine, "SELECT id::text FROM runs_default")
            .await
            .is_err()
    );
}
