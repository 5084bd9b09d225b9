//! What the end of a run brings about: its parent hears of it, its letter is written, its error workflow is asked for.

use domain::run::{EventKind, RunError, RunEvent, RunMode, RunStatus};
use persistence::PgRunStore;
use ports::{ChildAnswer, ChildRefused, ChildRun, ChildVersion, ClaimedRun, Lease, RunRef, RunStore};
use sea_orm::sqlx::{AssertSqlSafe, Row, query};
use serde_json::json;
use testkit::{Seat, TestDb};

use crate::world::{Org, TTL, at, event, succeeded, worker, world};

fn child_of(org: &Org, step: &str) -> ChildRun {
    ChildRun {
        step: step.parse().unwrap(),
        workflow: org.workflow,
        version: ChildVersion::Latest,
        inputs: json!({}),
        mode: RunMode::Live,
        at: at(5),
    }
}

async fn started(store: &PgRunStore, lease: &Lease, child: ChildRun) -> RunRef {
    let run = match store.start_child(lease, child).await.unwrap() {
        ChildAnswer::Started(run) => Some(run),
        ChildAnswer::Refused(_) => None,
    };
    RunRef {
        tenant: lease.run.tenant,
        run: run.unwrap(),
    }
}

fn ended(seq: i64, status: RunStatus) -> RunEvent {
    let error = RunError {
        code: "timeout".into(),
        message: "late \u{0}".into(),
        step_id: Some("fetch".parse().unwrap()),
        attempts: 3,
    };
    event(
        seq,
        EventKind::RunFinished {
            status,
            output: json!(null),
            error: Some(error),
        },
    )
}

async fn count(db: &TestDb, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    let mut engine = db.connection(Seat::Engine).await;
    let row = query(AssertSqlSafe(sql)).fetch_one(&mut engine).await.unwrap();
    row.get(0)
}

/// A held parent with a child, and the child held as well.
async fn family(org: &Org, store: &PgRunStore) -> (Lease, ClaimedRun) {
    let holder = worker(store, at(0)).await;
    let parent = org.run(at(1)).await;
    let parent = store.claim_run(holder, parent, at(2)).await.unwrap().unwrap().lease;
    store.append(&parent, &[event(2, EventKind::RunStarted)]).await.unwrap();
    let child = started(store, &parent, child_of(org, "each.0.sub")).await;
    let child = store.claim_run(holder, child, at(6)).await.unwrap().unwrap();
    (parent, child)
}

#[tokio::test]
async fn a_step_has_one_child_however_often_it_is_started() {
    let (db, org) = world().await;
    let store = org.database.run_store();
    let (parent, child) = family(&org, &store).await;
    assert_eq!(
        started(&store, &parent, child_of(&org, "each.0.sub")).await,
        child.lease.run
    );
    assert_ne!(
        started(&store, &parent, child_of(&org, "each.1.sub")).await,
        child.lease.run
    );
    assert_eq!(count(&db, "runs").await, 3);
    let stale = Lease { fence: 9, ..parent };
    assert!(store.start_child(&stale, child_of(&org, "each.2.sub")).await.is_err());
    let unknown = ChildRun {
        version: ChildVersion::Number(77),
        ..child_of(&org, "each.3.sub")
    };
    assert_eq!(
        store.start_child(&parent, unknown).await.unwrap(),
        ChildAnswer::Refused(ChildRefused::UnknownVersion)
    );
}

#[tokio::test]
async fn a_parked_parent_wakes_when_its_child_ends() {
    let (db, org) = world().await;
    let store = org.database.run_store();
    let (parent, child) = family(&org, &store).await;
    let park = [event(3, EventKind::RunParked { until: at(9_000) })];
    store.park(&parent, &park, at(9_000)).await.unwrap();
    assert!(store.claim(parent.worker, 5, at(7)).await.unwrap().is_empty());
    store.finish(&child.lease, &[succeeded(2)]).await.unwrap();
    let woken = store.claim(parent.worker, 5, at(8)).await.unwrap();
    assert_eq!(woken[0].lease.run, parent.run);
    let [signal] = woken[0].signals.as_slice() else {
        panic!("{:?}", woken[0].signals)
    };
    assert_eq!(signal.name, "sub_workflow");
    assert_eq!(signal.step, Some("each.0.sub".parse().unwrap()));
    let said = &signal.payload;
    assert_eq!(
        (said["runId"].as_str(), said["status"].as_str(), &said["error"]),
        (
            Some(child.lease.run.run.to_string().as_str()),
            Some("succeeded"),
            &json!(null)
        )
    );
    assert_eq!(said["output"], json!({"note": "done \u{0}"}));
    // it has read what was said: the next wait is a wait
    let lease = woken[0].lease;
    let park = [event(4, EventKind::RunParked { until: at(9_000) })];
    store.park(&lease, &park, at(9_000)).await.unwrap();
    store.reap(at(9)).await.unwrap();
    assert!(store.claim(lease.worker, 5, at(10)).await.unwrap().is_empty());
    // and what was said goes with the run
    let lease = store.claim_run(lease.worker, lease.run, at(9_000)).await.unwrap();
    assert!(lease.is_none(), "its worker has not been heard since");
    let late = worker(&store, at(9_000)).await;
    let lease = store
        .claim_run(late, parent.run, at(9_000))
        .await
        .unwrap()
        .unwrap()
        .lease;
    store.finish(&lease, &[succeeded(5)]).await.unwrap();
    assert_eq!(count(&db, "run_signals").await, 0);
}

#[tokio::test]
async fn a_child_that_ends_before_its_parent_parks_is_not_missed() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (parent, child) = family(&org, &store).await;
    store.finish(&child.lease, &[succeeded(2)]).await.unwrap();
    // the holder hears of it with its heartbeat, until it has read it
    let beat = store.heartbeat(parent.worker, at(7), TTL).await.unwrap();
    assert_eq!(beat.signalled, [parent.run.run]);
    let park = [event(3, EventKind::RunParked { until: at(9_000) })];
    store.park(&parent, &park, at(9_000)).await.unwrap();
    let woken = store.claim(parent.worker, 5, at(8)).await.unwrap();
    assert_eq!((woken[0].lease.run, woken[0].signals.len()), (parent.run, 1));
    let beat = store.heartbeat(parent.worker, at(9), TTL).await.unwrap();
    assert!(beat.signalled.is_empty());
    assert_eq!(store.signals(&woken[0].lease).await.unwrap(), woken[0].signals);
}

#[tokio::test]
async fn children_that_nobody_waits_for_are_asked_to_end() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (parent, child) = family(&org, &store).await;
    let other = started(&store, &parent, child_of(&org, "each.1.sub")).await;
    let step = "each.0.sub".parse().unwrap();
    store.cancel_children(&parent, Some(&step), at(7)).await.unwrap();
    assert!(org.header(child.lease.run.run).await.cancel_requested_at.is_some());
    assert!(org.header(other.run).await.cancel_requested_at.is_none());
    store.cancel_children(&parent, None, at(8)).await.unwrap();
    let other = store.claim_run(parent.worker, other, at(8)).await.unwrap().unwrap();
    assert!(other.cancel_requested);
}

#[tokio::test]
async fn a_workflow_that_calls_itself_comes_to_an_end() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let holder = worker(&store, at(0)).await;
    let mut run = org.run(at(1)).await;
    let mut depth = 0;
    let refused = loop {
        let lease = store.claim_run(holder, run, at(6)).await.unwrap().unwrap().lease;
        match store.start_child(&lease, child_of(&org, "again")).await.unwrap() {
            ChildAnswer::Started(child) => run.run = child,
            ChildAnswer::Refused(refused) => break refused,
        }
        depth += 1;
        assert!(depth < 100);
    };
    assert!(matches!(refused, ChildRefused::TooDeep(_)));
}

#[tokio::test]
async fn a_dead_run_leaves_a_letter_and_asks_for_its_error_workflow() {
    let (db, org) = world().await;
    let store = org.database.run_store();
    let holder = worker(&store, at(0)).await;
    let mut app = db.connection(Seat::App).await;
    let set = query("SELECT set_config('app.tenant_id', $1, false)").bind(org.tenant.uuid().to_string());
    set.execute(&mut app).await.unwrap();
    let settings =
        query("INSERT INTO workflow_settings (tenant_id, workflow_id, error_workflow_id) VALUES ($1, $2, $2)");
    let settings = settings.bind(org.tenant.uuid()).bind(org.workflow.uuid());
    settings.execute(&mut app).await.unwrap();
    for (second, status) in [(1, RunStatus::Dead), (2, RunStatus::Failed), (3, RunStatus::Cancelled)] {
        let run = org.run(at(second)).await;
        let lease = store.claim_run(holder, run, at(4)).await.unwrap().unwrap().lease;
        store.finish(&lease, &[ended(2, status)]).await.unwrap();
    }
    let letters = "SELECT d.code, d.step, d.message, d.attempts, d.state, r.dead_cause FROM dead_letters d
                   JOIN runs r ON r.tenant_id = d.tenant_id AND r.id = d.run_id";
    let letters = query(letters)
        .fetch_all(&mut db.connection(Seat::Engine).await)
        .await
        .unwrap();
    let [letter] = letters.as_slice() else {
        panic!("{} letters", letters.len())
    };
    let text = |column: usize| letter.get::<String, _>(column);
    assert_eq!(
        (text(0), text(1), text(4), text(5)),
        ("timeout".into(), "fetch".into(), "open".into(), "timeout".into())
    );
    assert_eq!((text(2), letter.get::<i32, _>(3)), ("late \u{fffd}".into(), 3));
    assert_eq!(
        count(
            &db,
            "outbox WHERE kind = 'error_workflow' AND body ->> 'runId' LIKE 'run_%'"
        )
        .await,
        2
    );
}
