//! The run store: claims, fences, parking, death and departure of workers.

use std::collections::HashMap;
use std::sync::Arc;

use domain::id::{RunId, WorkerId};
use domain::run::{EventKind, LogLevel, RunStatus};
use persistence::PgRunStore;
use persistence::runs::{Cancelled, Lane, NewRun};
use ports::{ClaimedRun, Lease, RunRef, RunStore, StoreError};
use sea_orm::sqlx::{Connection, Executor, Row, query};
use serde_json::json;
use testkit::{Seat, new_uuid};

use crate::world::{Org, TTL, at, event, succeeded, worker, world};

fn is_stale<T: std::fmt::Debug>(outcome: &Result<T, StoreError>) -> bool {
    matches!(outcome, Err(StoreError::StaleFence(_)))
}

async fn claimed(store: &PgRunStore, org: &Org) -> (RunRef, Lease) {
    let run = org.run(at(0)).await;
    let worker = worker(store, at(0)).await;
    let claimed = store.claim_run(worker, run, at(0)).await.unwrap().unwrap();
    (run, claimed.lease)
}

#[tokio::test]
async fn a_claim_gives_the_run_its_document_and_its_journal() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let run = org.run(at(0)).await;
    let worker = worker(&store, at(1)).await;
    let claimed = store.claim(worker, 5, at(1)).await.unwrap();
    let [
        ClaimedRun {
            lease,
            spec,
            events,
            crashes,
            cancel_requested,
            signals: _,
        },
    ] = &claimed[..]
    else {
        panic!("one run")
    };
    assert_eq!((lease.run, lease.worker, lease.fence), (run, worker, 1));
    assert_eq!(
        (spec.workflow, spec.version, spec.queued_at),
        (org.workflow, org.version, at(0))
    );
    assert_eq!(
        (spec.document.name.as_str(), &spec.inputs["nul"]),
        ("Fetch and summarise", &json!("\u{0}"))
    );
    assert_eq!((events.len(), *crashes, *cancel_requested), (1, 0, false));
}

#[tokio::test]
async fn eight_claimers_take_each_of_two_hundred_runs_once() {
    let (_db, org) = world().await;
    for _ in 0..200 {
        org.run(at(0)).await;
    }
    let store = Arc::new(org.database.run_store());
    let claim_all = || async {
        let worker = worker(&store, at(1)).await;
        let mut mine: Vec<RunId> = Vec::new();
        // an empty answer may mean that others hold all locks just now
        while store.next_due().await.unwrap().is_some() {
            mine.extend(
                store
                    .claim(worker, 7, at(1))
                    .await
                    .unwrap()
                    .iter()
                    .map(|run| run.lease.run.run),
            );
        }
        mine
    };
    let taken = futures::future::join_all((0..8).map(|_| claim_all())).await;
    let mut times = HashMap::new();
    for run in taken.into_iter().flatten() {
        *times.entry(run).or_insert(0) += 1;
    }
    assert_eq!(times.len(), 200);
    assert!(times.values().all(|times| *times == 1));
}

#[tokio::test]
async fn lanes_go_first_and_then_the_one_accepted_first() {
    let (_db, org) = world().await;
    let mut expected = Vec::new();
    for (lane, second) in [
        (Lane::Bulk, 0),
        (Lane::Normal, 1),
        (Lane::Normal, 2),
        (Lane::Interactive, 3),
    ] {
        let run = NewRun {
            lane,
            ..org.new_run(at(second))
        };
        expected.push((lane.number(), second, run.id));
        org.accept(run).await;
    }
    expected.sort_unstable();
    let store = org.database.run_store();
    let worker = worker(&store, at(9)).await;
    let claimed = store.claim(worker, 10, at(9)).await.unwrap();
    let order: Vec<RunId> = claimed.iter().map(|run| run.lease.run.run).collect();
    assert_eq!(order, expected.into_iter().map(|(.., run)| run).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_claim_takes_no_more_than_it_can_read() {
    let (db, org) = world().await;
    for second in 0..4 {
        org.run(at(second)).await;
    }
    let large = query("UPDATE runs SET journal_bytes = $1").bind(40_i64 * 1024 * 1024);
    large.execute(&mut db.connection(Seat::Engine).await).await.unwrap();
    let store = org.database.run_store();
    let worker = worker(&store, at(9)).await;
    assert_eq!(store.claim(worker, 10, at(9)).await.unwrap().len(), 2);
    assert_eq!(
        store.next_due().await.unwrap(),
        Some(at(2)),
        "the others keep their place"
    );
    assert_eq!(store.claim(worker, 10, at(9)).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_run_knows_how_large_its_journal_is() {
    let (db, org) = world().await;
    let store = org.database.run_store();
    let (_, lease) = claimed(&store, &org).await;
    let first = [event(2, EventKind::RunStarted), event(3, EventKind::CancelRequested)];
    store.append(&lease, &first).await.unwrap();
    store.append(&lease, &first).await.unwrap();
    store.finish(&lease, &[succeeded(4)]).await.unwrap();
    let sizes = "SELECT journal_bytes, (SELECT sum(octet_length(body::text)) FROM step_events WHERE seq > 1) FROM runs";
    let row = query(sizes)
        .fetch_one(&mut db.connection(Seat::Engine).await)
        .await
        .unwrap();
    assert_eq!(row.get::<i64, _>(0), row.get::<i64, _>(1));
}

#[tokio::test]
async fn a_run_that_is_put_aside_counts_a_crash() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = claimed(&store, &org).await;
    store.put_aside(&lease, at(30)).await.unwrap();
    assert_eq!(org.header(run.run).await.status, RunStatus::Waiting);
    assert_eq!(store.next_due().await.unwrap(), Some(at(30)));
    assert!(is_stale(&store.put_aside(&lease, at(30)).await), "it counts once");
    let worker = worker(&store, at(30)).await;
    let again = store.claim_run(worker, run, at(30)).await.unwrap().unwrap();
    assert_eq!((again.crashes, again.events.len()), (1, 1));
}

#[tokio::test]
async fn a_worker_that_never_said_that_it_lives_claims_nothing() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    org.run(at(0)).await;
    assert!(
        store
            .claim(WorkerId::from_uuid(new_uuid()), 5, at(1))
            .await
            .unwrap()
            .is_empty()
    );
    let late = worker(&store, at(0)).await;
    assert!(
        store.claim(late, 5, at(15)).await.unwrap().is_empty(),
        "its time is over"
    );
    assert_eq!(store.next_due().await.unwrap(), Some(at(0)));
}

#[tokio::test]
async fn a_run_goes_from_claim_to_end_and_its_row_follows_its_journal() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = claimed(&store, &org).await;
    let step = "fetch".parse().unwrap();
    let log = EventKind::Log {
        step: None,
        level: LogLevel::Info,
        message: "nul \u{0}".into(),
    };
    let first = [
        event(2, EventKind::RunStarted),
        event(3, EventKind::StepSkipped { step }),
        event(4, log),
    ];
    store.append(&lease, &first).await.unwrap();
    let header = org.header(run.run).await;
    assert_eq!(
        (header.status, header.started_at, header.last_seq),
        (RunStatus::Running, Some(at(2)), 4)
    );
    store.finish(&lease, &[succeeded(5)]).await.unwrap();
    let header = org.header(run.run).await;
    assert_eq!(
        (header.status, header.finished_at, header.last_seq),
        (RunStatus::Succeeded, Some(at(5)), 5)
    );
    let tx = org.begin().await;
    let record = persistence::runs::get(&tx, run.run).await.unwrap().unwrap();
    assert_eq!(record.output, json!({"note": "done \u{0}"}));
    let journal = org.events(run.run).await;
    assert_eq!(journal[1..4], first);
    assert_eq!(
        journal.iter().map(|event| event.seq).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5]
    );
    assert_eq!(store.next_due().await.unwrap(), None);
    assert!(is_stale(
        &store.append(&lease, &[event(6, EventKind::RunResumed)]).await
    ));
}

#[tokio::test]
async fn a_stale_fence_changes_nothing() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, old) = claimed(&store, &org).await;
    store.release(&old, &[]).await.unwrap();
    let other = worker(&store, at(1)).await;
    let new = store.claim_run(other, run, at(1)).await.unwrap().unwrap().lease;
    assert_eq!(new.fence, 2);
    let started = [event(2, EventKind::RunStarted)];
    let impostor = Lease {
        worker: new.worker,
        ..old
    };
    for lease in [&old, &impostor] {
        assert!(is_stale(&store.append(lease, &started).await));
        assert!(is_stale(&store.park(lease, &started, at(9)).await));
        assert!(is_stale(&store.release(lease, &started).await));
        assert!(is_stale(&store.finish(lease, &[succeeded(2)]).await));
    }
    let header = org.header(run.run).await;
    assert_eq!((header.status, header.last_seq), (RunStatus::Queued, 1));
    assert_eq!(org.events(run.run).await.len(), 1);
    store.append(&new, &started).await.unwrap();
}

#[tokio::test]
async fn the_journal_has_no_gaps_and_no_second_version_of_an_event() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = claimed(&store, &org).await;
    let refused = |outcome: Result<(), StoreError>| matches!(outcome, Err(StoreError::Unavailable(_)));
    assert!(
        refused(store.append(&lease, &[event(3, EventKind::RunStarted)]).await),
        "a gap"
    );
    let torn = [event(2, EventKind::RunStarted), event(4, EventKind::RunResumed)];
    assert!(refused(store.append(&lease, &torn).await), "a gap inside the batch");
    assert!(
        refused(store.finish(&lease, &[succeeded(7)]).await),
        "a gap before the end"
    );
    store.append(&lease, &[event(2, EventKind::RunStarted)]).await.unwrap();
    store
        .append(&lease, &[event(2, EventKind::RunStarted)])
        .await
        .expect("the answer got lost, the same batch again");
    assert!(
        refused(store.append(&lease, &[event(2, EventKind::RunResumed)]).await),
        "another event in its place"
    );
    assert_eq!(org.events(run.run).await.len(), 2);
    store
        .finish(&lease, &[succeeded(3)])
        .await
        .expect("the lease is still held after all of that");
}

#[tokio::test]
async fn a_parked_run_is_claimed_when_it_is_due_and_not_before() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = claimed(&store, &org).await;
    let events = [
        event(2, EventKind::RunStarted),
        event(3, EventKind::RunParked { until: at(60) }),
    ];
    store.park(&lease, &events, at(60)).await.unwrap();
    assert_eq!(org.header(run.run).await.status, RunStatus::Waiting);
    assert_eq!(store.next_due().await.unwrap(), Some(at(60)));
    let early = worker(&store, at(59)).await;
    assert!(store.claim(early, 5, at(59)).await.unwrap().is_empty());
    let claimed = store.claim(early, 5, at(60)).await.unwrap();
    assert_eq!(
        (claimed[0].lease.fence, claimed[0].events.len(), claimed[0].crashes),
        (2, 3, 0)
    );
}

#[tokio::test]
async fn a_released_run_keeps_its_place_and_counts_no_crash() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = claimed(&store, &org).await;
    store.release(&lease, &[event(2, EventKind::RunStarted)]).await.unwrap();
    let next = worker(&store, at(1)).await;
    let claimed = store.claim(next, 5, at(1)).await.unwrap();
    assert_eq!(
        (claimed[0].lease.run, claimed[0].events.len(), claimed[0].crashes),
        (run, 2, 0)
    );
}

#[tokio::test]
async fn a_dead_workers_runs_are_taken_back_and_the_crash_is_counted() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = claimed(&store, &org).await;
    assert_eq!(store.reap(at(14)).await.unwrap(), 0);
    assert_eq!(store.reap(at(15)).await.unwrap(), 1);
    assert_eq!(store.reap(at(16)).await.unwrap(), 0);
    assert!(is_stale(
        &store.append(&lease, &[event(2, EventKind::RunStarted)]).await
    ));
    assert!(
        !store.heartbeat(lease.worker, at(16), TTL).await.unwrap().alive,
        "the dead stay dead"
    );
    assert!(store.claim(lease.worker, 5, at(16)).await.unwrap().is_empty());
    let next = worker(&store, at(17)).await;
    let claimed = store.claim_run(next, run, at(17)).await.unwrap().unwrap();
    assert_eq!((claimed.lease.fence, claimed.crashes), (2, 1));
    assert_eq!(org.header(run.run).await.crashes, 1);
}

#[tokio::test]
async fn a_living_worker_keeps_its_runs() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (_run, lease) = claimed(&store, &org).await;
    assert!(store.heartbeat(lease.worker, at(10), TTL).await.unwrap().alive);
    assert_eq!(store.reap(at(20)).await.unwrap(), 0);
    store.append(&lease, &[event(2, EventKind::RunStarted)]).await.unwrap();
}

#[tokio::test]
async fn a_worker_that_leaves_gives_its_runs_back_without_a_crash() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = claimed(&store, &org).await;
    store.leave(lease.worker).await.unwrap();
    assert!(is_stale(
        &store.append(&lease, &[event(2, EventKind::RunStarted)]).await
    ));
    assert_eq!(store.reap(at(100)).await.unwrap(), 0);
    let next = worker(&store, at(1)).await;
    let claimed = store.claim_run(next, run, at(1)).await.unwrap().unwrap();
    assert_eq!((claimed.crashes, claimed.lease.fence), (0, 2));
}

#[tokio::test]
async fn a_wish_to_cancel_reaches_the_next_claimer() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = claimed(&store, &org).await;
    assert_eq!(org.cancel(run.run, at(1)).await, Cancelled::Flagged);
    store.release(&lease, &[]).await.unwrap();
    let next = worker(&store, at(1)).await;
    assert!(
        store
            .claim_run(next, run, at(1))
            .await
            .unwrap()
            .unwrap()
            .cancel_requested
    );
}

#[tokio::test]
async fn one_claimer_or_the_canceller_gets_the_run_never_both() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    for _ in 0..20 {
        let run = org.run(at(0)).await;
        let worker = worker(&store, at(0)).await;
        let (claim, cancel) = tokio::join!(store.claim_run(worker, run, at(0)), org.cancel(run.run, at(1)));
        let is_claimed = claim.unwrap().is_some();
        assert_eq!(matches!(cancel, Cancelled::Flagged), is_claimed, "{cancel:?}");
        assert_eq!(matches!(cancel, Cancelled::Ended { .. }), !is_claimed);
    }
}

#[tokio::test]
async fn a_run_that_can_not_be_read_is_ended_and_the_others_go_on() {
    let (db, org) = world().await;
    let (good, bad) = (org.run(at(1)).await, org.run(at(0)).await);
    let store = org.database.run_store();
    let worker = worker(&store, at(2)).await;
    let lease = store.claim_run(worker, bad, at(2)).await.unwrap().unwrap().lease;
    let begun = [event(2, EventKind::RunStarted)];
    store.release(&lease, &begun).await.unwrap();
    let mut owner = db.connection(Seat::Owner).await;
    owner
        .execute("ALTER TABLE step_events NO FORCE ROW LEVEL SECURITY")
        .await
        .unwrap();
    let spoil = "UPDATE step_events SET body = '{\"type\":\"from_the_future\"}' WHERE run_id = $1";
    query(spoil).bind(bad.run.uuid()).execute(&mut owner).await.unwrap();
    owner
        .execute("ALTER TABLE step_events FORCE ROW LEVEL SECURITY")
        .await
        .unwrap();
    let claimed = store.claim(worker, 5, at(2)).await.unwrap();
    assert_eq!(claimed.iter().map(|run| run.lease.run).collect::<Vec<_>>(), [good]);
    let header = org.header(bad.run).await;
    assert_eq!(
        (header.status, header.error.unwrap().code.as_str()),
        (RunStatus::Dead, "run_unreadable")
    );
}

#[tokio::test]
async fn runs_of_a_claim_whose_answer_got_lost_are_given_back() {
    let (db, org) = world().await;
    let store = org.database.run_store();
    let (kept, lost) = (org.run(at(0)).await, org.run(at(0)).await);
    let worker = worker(&store, at(1)).await;
    let lease = store.claim_run(worker, kept, at(1)).await.unwrap().unwrap().lease;
    // taken for the worker by a store that this one knows nothing of: as if the answer had got lost
    let options = persistence::DatabaseOptions {
        engine_url: Some(db.url(Seat::Engine)),
        ..persistence::DatabaseOptions::new(db.url(Seat::App))
    };
    let elsewhere = persistence::Database::connect(options).await.unwrap().run_store();
    assert!(elsewhere.claim_run(worker, lost, at(1)).await.unwrap().is_some());
    let mut owner = db.connection(Seat::Owner).await;
    let lock = "BEGIN; LOCK TABLE run_queue IN ACCESS EXCLUSIVE MODE";
    owner.execute(lock).await.unwrap();
    let mut claim = store.claim(worker, 5, at(1));
    assert!(futures::poll!(&mut claim).is_pending(), "it waits for the lock");
    drop(claim);
    owner.execute("COMMIT").await.unwrap();

    assert!(store.heartbeat(worker, at(3), TTL).await.unwrap().alive);
    store
        .append(&lease, &[event(2, EventKind::RunStarted)])
        .await
        .expect("the known lease stays");
    let again = store.claim(worker, 5, at(3)).await.unwrap();
    assert_eq!(
        (again[0].lease.run, again[0].lease.fence, again[0].crashes),
        (lost, 2, 0)
    );
}

#[tokio::test]
async fn a_region_claims_its_own_runs_only() {
    let (db, org) = world().await;
    org.run(at(0)).await;
    let options = persistence::DatabaseOptions {
        engine_url: Some(db.url(Seat::Engine)),
        region: "elsewhere".into(),
        ..persistence::DatabaseOptions::new(db.url(Seat::App))
    };
    let elsewhere = persistence::Database::connect(options).await.unwrap().run_store();
    let worker = worker(&elsewhere, at(1)).await;
    assert!(elsewhere.claim(worker, 5, at(1)).await.unwrap().is_empty());
    assert_eq!(elsewhere.next_due().await.unwrap(), None);
}

#[tokio::test]
async fn killed_connections_are_an_outage_and_then_forgotten() {
    let (db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = claimed(&store, &org).await;
    let mut engine = db.connection(Seat::Engine).await;
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE usename = current_user AND pid <> pg_backend_pid() AND datname = current_database()";
    engine.execute(kill).await.unwrap();
    engine.close().await.unwrap();
    let started = [event(2, EventKind::RunStarted)];
    let mut outages = 0;
    // each broken connection is noticed once, then the pool opens a new one
    while let Err(error) = store.append(&lease, &started).await {
        assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
        outages += 1;
        assert!(outages <= 4, "the pool never recovers");
    }
    assert_eq!(org.events(run.run).await.len(), 2);
}

#[tokio::test]
async fn a_closed_database_is_unavailable() {
    let (_db, org) = world().await;
    org.database.close().await;
    assert!(org.database.ping().await.unwrap_err().is_unavailable());
    let begun = org.database.tenant(org.tenant).begin().await;
    assert!(begun.unwrap_err().is_unavailable());
    assert!(matches!(
        org.database.run_store().next_due().await,
        Err(StoreError::Unavailable(_))
    ));
}
