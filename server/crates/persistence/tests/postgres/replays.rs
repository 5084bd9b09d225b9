//! Accepting replays, and asking for the end of many runs at once.

use domain::id::RunId;
use domain::run::{EventKind, RunEvent, RunStatus};
use persistence::runs::{self, Accepted, ActiveFilter, Cancelled, Idempotency, NewRun, Trigger};
use persistence::workflows;
use ports::RunStore;
use serde_json::{Value, json};
use testkit::new_uuid;

use crate::world::{Org, at, event, worker, world};

fn kept(seq: i64, step: &str, output: Value) -> RunEvent {
    event(
        seq,
        EventKind::StepSucceeded {
            step: step.parse().unwrap(),
            attempt: 1,
            duration_ms: 7,
            output,
            port: "out".into(),
        },
    )
}

fn replay(org: &Org) -> NewRun {
    NewRun {
        trigger: Trigger::Replay,
        ..org.new_run(at(50))
    }
}

#[tokio::test]
async fn a_replay_begins_with_what_was_kept_and_is_claimed_with_it() {
    let (_db, org) = world().await;
    let old = org.run(at(0)).await.run;
    let new = replay(&org);
    let id = new.id;
    // more than one statement takes
    let large = json!("x".repeat(700_000));
    let events = vec![
        kept(2, "a", json!({"n": 1})),
        kept(3, "b", large.clone()),
        kept(4, "c", large),
        kept(5, "d", json!("nul \u{0}")),
    ];
    let tx = org.begin().await;
    let accepted = runs::accept_replay(&tx, new, old, &events).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(accepted, Accepted::Fresh(id));
    let header = org.header(id).await;
    assert_eq!(
        (header.status, header.last_seq, header.trigger, header.replay_of),
        (RunStatus::Queued, 5, Trigger::Replay, Some(old))
    );
    let journal = org.events(id).await;
    assert_eq!(journal[0].kind, EventKind::RunQueued);
    assert_eq!(journal[1..], events);
    let tx = org.begin().await;
    assert_eq!(runs::replays_of(&tx, old, 10).await.unwrap(), [id]);
    drop(tx);
    let store = org.database.run_store();
    let worker = worker(&store, at(60)).await;
    let claimed = store.claim(worker, 10, at(60)).await.unwrap();
    let claimed = claimed.iter().find(|run| run.lease.run.run == id).unwrap();
    assert_eq!(claimed.events, journal);
}

#[tokio::test]
async fn the_same_key_gives_one_replay() {
    let (_db, org) = world().await;
    let old = org.run(at(0)).await.run;
    let ask = |hash: u8| {
        let run = NewRun {
            idempotency: Some(Idempotency {
                scope: "replays".into(),
                key: "k".into(),
                request_hash: [hash; 32],
                expires_at: at(1_000),
            }),
            ..replay(&org)
        };
        let org = &org;
        async move {
            let tx = org.begin().await;
            let accepted = runs::accept_replay(&tx, run, old, &[kept(2, "a", json!(1))])
                .await
                .unwrap();
            tx.commit().await.unwrap();
            accepted
        }
    };
    let answers = futures::future::join_all((0..8).map(|_| ask(1))).await;
    let fresh = answers
        .iter()
        .filter(|answer| matches!(answer, Accepted::Fresh(_)))
        .count();
    assert_eq!(fresh, 1);
    assert_eq!(ask(2).await, Accepted::KeyConflict);
    let tx = org.begin().await;
    assert_eq!(runs::replays_of(&tx, old, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_replay_of_a_workflow_that_was_put_away_is_not_accepted() {
    let (_db, org) = world().await;
    let old = org.run(at(0)).await.run;
    let tx = org.begin().await;
    workflows::archive(&tx, org.workflow, at(1)).await.unwrap();
    let accepted = runs::accept_replay(&tx, replay(&org), old, &[]).await.unwrap();
    assert_eq!(accepted, Accepted::VersionNotFound);
    assert!(runs::replays_of(&tx, old, 10).await.unwrap().is_empty());
}

async fn cancel_many(org: &Org, ids: &[RunId]) -> std::collections::HashMap<RunId, Option<Cancelled>> {
    let tx = org.begin().await;
    let answers = runs::request_cancel_many(&tx, ids, at(90)).await.unwrap();
    tx.commit().await.unwrap();
    answers
}

#[tokio::test]
async fn every_run_of_a_batch_is_answered_by_what_it_is() {
    let (_db, org) = world().await;
    let other = Org::new(&org.database, "evil").await;
    let store = org.database.run_store();
    let (queued, held, parked) = (org.run(at(0)).await, org.run(at(1)).await, org.run(at(2)).await);
    let foreign = other.run(at(3)).await;
    let worker = worker(&store, at(10)).await;
    store.claim_run(worker, held, at(10)).await.unwrap().unwrap();
    let lease = store.claim_run(worker, parked, at(10)).await.unwrap().unwrap().lease;
    let park = [
        event(2, EventKind::RunStarted),
        event(3, EventKind::RunParked { until: at(9_000) }),
    ];
    store.park(&lease, &park, at(9_000)).await.unwrap();
    let unknown = RunId::from_uuid(new_uuid());
    let ids = [queued.run, held.run, parked.run, foreign.run, unknown];
    let answers = cancel_many(&org, &ids).await;
    assert!(matches!(answers[&queued.run], Some(Cancelled::Ended { .. })));
    assert_eq!(answers[&held.run], Some(Cancelled::Flagged));
    assert_eq!(answers[&parked.run], Some(Cancelled::Flagged));
    assert_eq!(answers[&foreign.run], Some(Cancelled::NotFound));
    assert_eq!(answers[&unknown], Some(Cancelled::NotFound));
    // what had not begun has ended like any other
    let header = org.header(queued.run).await;
    assert_eq!((header.status, header.last_seq), (RunStatus::Cancelled, 3));
    let journal = org.events(queued.run).await;
    assert_eq!(journal[1].kind, EventKind::CancelRequested);
    assert!(matches!(
        &journal[2].kind,
        EventKind::RunFinished {
            status: RunStatus::Cancelled,
            ..
        }
    ));
    // what is parked wakes up to be ended by a worker
    let fresh = crate::world::worker(&store, at(91)).await;
    let woken = store.claim(fresh, 10, at(91)).await.unwrap();
    let woken = woken.iter().find(|claimed| claimed.lease.run == parked).unwrap();
    assert!(woken.cancel_requested);
    // nothing happened elsewhere
    assert_eq!(other.header(foreign.run).await.status, RunStatus::Queued);
    let again = cancel_many(&org, &ids).await;
    assert_eq!(again[&queued.run], Some(Cancelled::AlreadyFinal(RunStatus::Cancelled)));
    assert_eq!(again[&held.run], Some(Cancelled::Flagged));
}

#[tokio::test]
async fn runs_that_are_active_are_found_by_status_the_oldest_first() {
    let (_db, org) = world().await;
    let runs = [
        org.run(at(0)).await.run,
        org.run(at(1)).await.run,
        org.run(at(2)).await.run,
    ];
    cancel_many(&org, &runs[1..2]).await;
    let tx = org.begin().await;
    let active = runs::active(&tx, &ActiveFilter::default(), 10).await.unwrap();
    assert_eq!(active, [runs[0], runs[2]]);
    assert_eq!(runs::active(&tx, &ActiveFilter::default(), 1).await.unwrap(), [runs[0]]);
    let waiting = ActiveFilter {
        statuses: vec![RunStatus::Waiting],
        ..ActiveFilter::default()
    };
    assert!(runs::active(&tx, &waiting, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn two_batches_over_the_same_runs_never_stop_each_other() {
    let (_db, org) = world().await;
    let mut ids = Vec::new();
    for second in 0..60 {
        ids.push(org.run(at(second)).await.run);
    }
    let backwards: Vec<RunId> = ids.iter().rev().copied().collect();
    let (one, two) = futures::future::join(cancel_many(&org, &ids), cancel_many(&org, &backwards)).await;
    for id in &ids {
        let ended = [&one[id], &two[id]]
            .into_iter()
            .filter(|answer| matches!(answer, Some(Cancelled::Ended { .. })))
            .count();
        assert_eq!(ended, 1, "{id}");
        assert_eq!(org.header(*id).await.status, RunStatus::Cancelled);
    }
}
