//! Accepting, listing, counting and cancelling runs.

use std::collections::HashSet;

use domain::id::{RunId, WorkflowVersionId};
use domain::run::{EventKind, RunStatus, StepPath};
use persistence::runs::{self, Accepted, Cancelled, Idempotency, NewRun, RunFilter};
use persistence::{PageRequest, workflows};
use ports::RunStore;
use sea_orm::sqlx::{Connection, Row, query};
use serde_json::{Value, json};
use testkit::{Seat, TestDb, new_uuid};

use crate::world::{FIRST_PAGE, Org, TTL, at, event, succeeded, worker, world};

fn once(key: &str, hash: u8) -> Option<Idempotency> {
    Some(Idempotency {
        scope: "runs".into(),
        key: key.into(),
        request_hash: [hash; 32],
        expires_at: at(100),
    })
}

#[tokio::test]
async fn an_accepted_run_has_its_row_its_first_event_and_a_place_in_the_queue() {
    let (_db, org) = world().await;
    let run = org.run(at(3)).await.run;
    let tx = org.begin().await;
    let record = runs::get(&tx, run).await.unwrap().unwrap();
    assert_eq!(record.inputs, json!({"url": "http://x.test", "nul": "\u{0}"}));
    assert_eq!(record.output, Value::Null);
    let header = record.header;
    assert_eq!(
        (header.status, header.last_seq, header.queued_at),
        (RunStatus::Queued, 1, at(3))
    );
    assert_eq!(
        (header.workflow_name.as_str(), header.version_number),
        ("Fetch and summarise", Some(1))
    );
    let events = runs::events(&tx, run, 0, 10).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(
        (events[0].seq, events[0].at, &events[0].kind),
        (1, at(3), &EventKind::RunQueued)
    );
    assert_eq!(org.database.run_store().next_due().await.unwrap(), Some(at(3)));
}

#[tokio::test]
async fn a_run_that_is_not_committed_never_was() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    runs::accept(&tx, org.new_run(at(0))).await.unwrap();
    drop(tx);
    assert_eq!(org.database.run_store().next_due().await.unwrap(), None);
}

#[tokio::test]
async fn an_unknown_version_accepts_nothing() {
    let (_db, org) = world().await;
    let other = Org::new(&org.database, "evil").await;
    let unknown = NewRun {
        version: WorkflowVersionId::from_uuid(new_uuid()),
        ..org.new_run(at(0))
    };
    assert_eq!(org.accept(unknown).await, Accepted::VersionNotFound);
    let foreign = NewRun {
        version: other.version,
        idempotency: once("k", 1),
        ..org.new_run(at(0))
    };
    assert_eq!(org.accept(foreign).await, Accepted::VersionNotFound);
    assert_eq!(org.database.run_store().next_due().await.unwrap(), None);
}

#[tokio::test]
async fn a_version_of_a_workflow_that_was_put_away_is_not_run() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    assert!(workflows::archive(&tx, org.workflow, at(1)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(org.accept(org.new_run(at(2))).await, Accepted::VersionNotFound);
    assert_eq!(org.database.run_store().next_due().await.unwrap(), None);
}

#[tokio::test]
async fn twenty_equal_requests_at_once_start_one_run() {
    let (_db, org) = world().await;
    let request = || async {
        org.accept(NewRun {
            idempotency: once("k", 1),
            ..org.new_run(at(0))
        })
        .await
    };
    let answers = futures::future::join_all((0..20).map(|_| request())).await;
    let fresh: Vec<RunId> = answers
        .iter()
        .filter_map(|answer| {
            if let Accepted::Fresh(run) = answer {
                Some(*run)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(fresh.len(), 1);
    let repeated = answers
        .iter()
        .filter(|answer| **answer == Accepted::Repeated(fresh[0]))
        .count();
    assert_eq!(repeated, 19);
    let tx = org.begin().await;
    assert_eq!(
        runs::list(&tx, &RunFilter::default(), FIRST_PAGE).await.unwrap().total,
        1
    );
}

#[tokio::test]
async fn a_key_means_one_request_in_one_scope_of_one_tenant_for_its_time() {
    let (_db, org) = world().await;
    let other = Org::new(&org.database, "evil").await;
    let first = NewRun {
        idempotency: once("k", 1),
        ..org.new_run(at(0))
    };
    let id = first.id;
    assert_eq!(org.accept(first).await, Accepted::Fresh(id));
    let again = NewRun {
        idempotency: once("k", 1),
        ..org.new_run(at(99))
    };
    assert_eq!(org.accept(again).await, Accepted::Repeated(id));
    let different = NewRun {
        idempotency: once("k", 2),
        ..org.new_run(at(99))
    };
    assert_eq!(org.accept(different).await, Accepted::KeyConflict);
    let mut elsewhere = NewRun {
        idempotency: once("k", 2),
        ..org.new_run(at(99))
    };
    if let Some(once) = &mut elsewhere.idempotency {
        once.scope = "imports".into();
    }
    assert!(matches!(org.accept(elsewhere).await, Accepted::Fresh(_)));
    let foreign = NewRun {
        idempotency: once("k", 2),
        ..other.new_run(at(99))
    };
    assert!(matches!(other.accept(foreign).await, Accepted::Fresh(_)));
    let expired = NewRun {
        idempotency: once("k", 2),
        ..org.new_run(at(100))
    };
    assert!(matches!(org.accept(expired).await, Accepted::Fresh(_)));
}

#[tokio::test]
async fn a_list_is_newest_first_and_filtered() {
    let (_db, org) = world().await;
    let mut ids = Vec::new();
    for second in 0..5 {
        ids.push(org.run(at(second)).await.run);
    }
    org.cancel(ids[1], at(9)).await;
    let tx = org.begin().await;
    let found = async |filter: RunFilter, page: PageRequest| {
        let page = runs::list(&tx, &filter, page).await.unwrap();
        (page.items.into_iter().map(|run| run.id).collect::<Vec<_>>(), page.total)
    };
    let everything = RunFilter::default();
    let all = found(everything.clone(), FIRST_PAGE).await;
    assert_eq!(all, (ids.iter().rev().copied().collect(), 5));
    assert_eq!(
        found(everything, PageRequest { page: 2, page_size: 2 }).await,
        (vec![ids[2], ids[1]], 5)
    );
    let cancelled = RunFilter {
        statuses: vec![RunStatus::Cancelled],
        ..RunFilter::default()
    };
    assert_eq!(found(cancelled, FIRST_PAGE).await, (vec![ids[1]], 1));
    let of_workflow = RunFilter {
        workflow: Some(org.workflow),
        ..RunFilter::default()
    };
    assert_eq!(
        found(of_workflow, PageRequest { page: 1, page_size: 2 }).await,
        (vec![ids[4], ids[3]], 5)
    );
    let by_id = RunFilter {
        q: Some(ids[3].to_string()),
        ..RunFilter::default()
    };
    assert_eq!(found(by_id, FIRST_PAGE).await, (vec![ids[3]], 1));
    let by_name = RunFilter {
        q: Some("SUMMAR".into()),
        ..RunFilter::default()
    };
    assert_eq!(found(by_name, FIRST_PAGE).await.1, 5);
    let by_nothing = RunFilter {
        q: Some("nothing".into()),
        ..RunFilter::default()
    };
    assert_eq!(found(by_nothing, FIRST_PAGE).await.1, 0);
}

#[tokio::test]
async fn counts_name_every_status_and_look_back_only_so_far() {
    let (_db, org) = world().await;
    let runs = [org.run(at(0)).await, org.run(at(10)).await, org.run(at(20)).await];
    org.cancel(runs[2].run, at(21)).await;
    let tx = org.begin().await;
    let counts = runs::counts(&tx, at(10)).await.unwrap();
    assert_eq!(counts.len(), RunStatus::ALL.len());
    let nonzero: HashSet<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    assert_eq!(
        nonzero,
        HashSet::from([(RunStatus::Queued, 1), (RunStatus::Cancelled, 1)])
    );
}

#[tokio::test]
async fn a_queued_run_is_cancelled_at_once_and_only_once() {
    let (_db, org) = world().await;
    let run = org.run(at(0)).await.run;
    let Cancelled::Ended { events } = org.cancel(run, at(5)).await else {
        panic!("nobody held it")
    };
    assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(org.events(run).await[1..], events);
    let header = org.header(run).await;
    assert_eq!(
        (header.status, header.finished_at, header.last_seq),
        (RunStatus::Cancelled, Some(at(5)), 3)
    );
    assert_eq!(
        org.cancel(run, at(6)).await,
        Cancelled::AlreadyFinal(RunStatus::Cancelled)
    );
    assert_eq!(org.events(run).await.len(), 3);
    let store = org.database.run_store();
    let worker = worker(&store, at(7)).await;
    assert!(store.claim(worker, 10, at(7)).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_parked_run_is_cancelled_with_its_unfinished_steps() {
    let (_db, org) = world().await;
    let run = org.run(at(0)).await;
    let store = org.database.run_store();
    let worker = worker(&store, at(0)).await;
    let lease = store.claim_run(worker, run, at(0)).await.unwrap().unwrap().lease;
    let step: StepPath = "nap".parse().unwrap();
    let events = [
        event(2, EventKind::RunStarted),
        event(
            3,
            EventKind::StepWaiting {
                step: step.clone(),
                until: at(3_600),
            },
        ),
        event(4, EventKind::RunParked { until: at(3_600) }),
    ];
    store.park(&lease, &events, at(3_600)).await.unwrap();
    assert_eq!(org.header(run.run).await.status, RunStatus::Waiting);
    let Cancelled::Ended { events } = org.cancel(run.run, at(5)).await else {
        panic!("nobody held it")
    };
    let kinds: Vec<_> = events.into_iter().map(|event| event.kind).collect();
    assert_eq!(
        kinds[..2],
        [EventKind::CancelRequested, EventKind::StepCancelled { step }]
    );
    assert!(matches!(
        kinds[2],
        EventKind::RunFinished {
            status: RunStatus::Cancelled,
            ..
        }
    ));
    assert_eq!(store.next_due().await.unwrap(), None);
}

#[tokio::test]
async fn a_held_run_is_flagged_and_its_worker_hears_of_it() {
    let (_db, org) = world().await;
    let run = org.run(at(0)).await;
    let store = org.database.run_store();
    let worker = worker(&store, at(0)).await;
    let lease = store.claim_run(worker, run, at(0)).await.unwrap().unwrap().lease;
    assert!(store.heartbeat(worker, at(1), TTL).await.unwrap().cancel.is_empty());
    assert_eq!(org.cancel(run.run, at(2)).await, Cancelled::Flagged);
    assert_eq!(org.cancel(run.run, at(3)).await, Cancelled::Flagged);
    assert_eq!(org.header(run.run).await.cancel_requested_at, Some(at(2)));
    assert_eq!(store.heartbeat(worker, at(4), TTL).await.unwrap().cancel, [run.run]);
    assert_eq!(org.events(run.run).await.len(), 1, "only the holder writes the journal");
    store.finish(&lease, &[succeeded(2)]).await.unwrap();
    assert_eq!(
        org.cancel(run.run, at(5)).await,
        Cancelled::AlreadyFinal(RunStatus::Succeeded)
    );
}

#[tokio::test]
async fn a_run_that_parks_after_its_cancel_is_ready_at_once() {
    let (_db, org) = world().await;
    let run = org.run(at(0)).await;
    let store = org.database.run_store();
    let worker = worker(&store, at(0)).await;
    let lease = store.claim_run(worker, run, at(0)).await.unwrap().unwrap().lease;
    assert_eq!(org.cancel(run.run, at(2)).await, Cancelled::Flagged);
    let parked = event(2, EventKind::RunParked { until: at(3_600) });
    store.park(&lease, &[parked], at(3_600)).await.unwrap();
    let claimed = store.claim(worker, 1, at(3)).await.unwrap();
    assert!(claimed[0].cancel_requested);
}

/// Returns once so many of this database's sessions wait for a lock.
async fn until_waiting(db: &TestDb, sessions: i64) {
    let mut eye = db.connection(Seat::Owner).await;
    loop {
        let waiting = query(
            // what another role's session waits for is hidden in pg_stat_activity, its locks are not
            "SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
             WHERE datname = current_database() AND NOT granted",
        );
        let waiting: i64 = waiting.fetch_one(&mut eye).await.unwrap().get(0);
        if waiting >= sessions {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_run_that_parks_while_it_is_being_cancelled_ends() {
    let (db, org) = world().await;
    let run = org.run(at(0)).await;
    let store = org.database.run_store();
    let worker = worker(&store, at(0)).await;
    let lease = store.claim_run(worker, run, at(0)).await.unwrap().unwrap().lease;
    // holds both up at the run's row: the park first, then the cancel, which has seen no place in the queue by then
    let mut barrier = db.connection(Seat::Engine).await;
    let mut held = barrier.begin().await.unwrap();
    let lock = query("SELECT FROM runs WHERE id = $1 FOR UPDATE").bind(run.run.uuid());
    lock.execute(&mut *held).await.unwrap();
    let parked = [event(2, EventKind::RunParked { until: at(3_600) })];
    let park = store.park(&lease, &parked, at(3_600));
    let cancel = async {
        until_waiting(&db, 1).await;
        org.cancel(run.run, at(2)).await
    };
    let release = async {
        until_waiting(&db, 2).await;
        held.commit().await.unwrap();
    };
    let (parked, cancelled, ()) = tokio::join!(park, cancel, release);
    parked.unwrap();
    assert!(matches!(cancelled, Cancelled::Ended { .. }), "{cancelled:?}");
    assert_eq!(org.header(run.run).await.status, RunStatus::Cancelled);
    assert_eq!(store.next_due().await.unwrap(), None);
}

#[tokio::test]
async fn another_tenants_run_is_not_found() {
    let (_db, org) = world().await;
    let other = Org::new(&org.database, "evil").await;
    let run = org.run(at(0)).await.run;
    assert_eq!(other.cancel(run, at(1)).await, Cancelled::NotFound);
    assert_eq!(other.events(run).await, []);
    let tx = other.begin().await;
    assert_eq!(runs::get(&tx, run).await.unwrap(), None);
    assert_eq!(org.header(run).await.status, RunStatus::Queued);
}

#[tokio::test]
async fn the_median_is_of_runs_that_have_ended() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    for _ in 0..2 {
        let run = org.run(at(0)).await;
        let worker = worker(&store, at(0)).await;
        let lease = store.claim_run(worker, run, at(0)).await.unwrap().unwrap().lease;
        store
            .finish(&lease, &[event(2, EventKind::RunStarted), succeeded(3)])
            .await
            .unwrap();
    }
    org.run(at(1)).await;
    let tx = org.begin().await;
    assert_eq!(runs::median_duration_ms(&tx, at(0)).await.unwrap(), Some(1_000));
    assert_eq!(runs::median_duration_ms(&tx, at(1)).await.unwrap(), None);
}
