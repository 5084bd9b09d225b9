//! Writes of many runs in one transaction, and what each of them means for the others.

use chrono::{DateTime, Utc};
use domain::run::{EventKind, RunEvent, RunStatus};
use ports::{Lease, RunStore, StoreError};
use sea_orm::sqlx::Executor;
use testkit::Seat;

use crate::world::{at, event, succeeded, worker, world};

/// Holds the leases while `writes` come in, so that all but the first two share a batch.
macro_rules! together {
    ($db:expr, $writes:expr) => {{
        let mut owner = $db.connection(Seat::Owner).await;
        let lock = "BEGIN; LOCK TABLE run_leases IN ACCESS EXCLUSIVE MODE";
        owner.execute(lock).await.unwrap();
        let mut writes = Box::pin($writes);
        assert!(futures::poll!(&mut writes).is_pending(), "they wait for the lock");
        owner.execute("COMMIT").await.unwrap();
        writes.await
    }};
}

#[tokio::test]
async fn a_stale_write_of_a_batch_changes_nothing_and_the_others_stand() {
    let (db, org) = world().await;
    let store = org.database.run_store();
    let worker = worker(&store, at(0)).await;
    for second in 1..9 {
        org.run(at(second)).await;
    }
    let leases: Vec<Lease> = store
        .claim(worker, 8, at(9))
        .await
        .unwrap()
        .iter()
        .map(|run| run.lease)
        .collect();
    let stale = Lease {
        fence: leases[5].fence + 1,
        ..leases[5]
    };
    let held = |index: usize| if index == 5 { &stale } else { &leases[index] };
    let journal = [event(2, EventKind::RunStarted), succeeded(3)];
    let writes = futures::future::join_all((0..8).map(|index| store.finish(held(index), &journal)));
    let outcomes = together!(db, writes);
    for (index, outcome) in outcomes.iter().enumerate() {
        match outcome {
            Ok(()) => assert_ne!(index, 5),
            Err(StoreError::StaleFence(run)) => assert_eq!((index, *run), (5, leases[5].run)),
            Err(StoreError::Unavailable(error)) => panic!("{index}: {error:?}"),
        }
    }
    assert_eq!(org.events(leases[5].run.run).await.len(), 1);
    assert_eq!(org.header(leases[5].run.run).await.status, RunStatus::Queued);
    assert_eq!(org.header(leases[6].run.run).await.status, RunStatus::Succeeded);
    store
        .finish(&leases[5], &journal)
        .await
        .expect("the true lease still holds");
}

#[tokio::test]
async fn a_write_that_the_database_refuses_fails_alone() {
    let (db, org) = world().await;
    let store = org.database.run_store();
    let worker = worker(&store, at(0)).await;
    for second in 1..7 {
        org.run(at(second)).await;
    }
    let claimed = store.claim(worker, 6, at(9)).await.unwrap();
    // before anything that Postgres calls a time
    let bad = RunEvent {
        seq: 2,
        at: DateTime::<Utc>::MIN_UTC,
        kind: EventKind::RunStarted,
    };
    let (good, bad) = ([event(2, EventKind::RunStarted)], [bad]);
    let writes = claimed.iter().enumerate().map(|(index, run)| {
        let events = if index == 4 { &bad } else { &good };
        store.append(&run.lease, events)
    });
    let outcomes = together!(db, futures::future::join_all(writes));
    for (index, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.is_ok(), index != 4, "{index}: {outcome:?}");
    }
    assert!(matches!(outcomes[4], Err(StoreError::Unavailable(_))));
    store
        .append(&claimed[4].lease, &good)
        .await
        .expect("it may go on in another way");
}

#[tokio::test]
async fn a_batch_whose_answer_got_lost_may_be_written_again() {
    let (db, org) = world().await;
    let store = org.database.run_store();
    let worker = worker(&store, at(0)).await;
    for second in 1..6 {
        org.run(at(second)).await;
    }
    let claimed = store.claim(worker, 5, at(9)).await.unwrap();
    let journal = [event(2, EventKind::RunStarted)];
    let twice = claimed
        .iter()
        .chain(&claimed)
        .map(|run| store.append(&run.lease, &journal));
    for outcome in together!(db, futures::future::join_all(twice)) {
        outcome.unwrap();
    }
    for run in &claimed {
        assert_eq!(org.events(run.lease.run.run).await.len(), 2);
    }
    // other events in the same place are no repetition
    let other = [event(2, EventKind::RunResumed)];
    assert!(store.append(&claimed[0].lease, &other).await.is_err());
}

#[tokio::test]
async fn writes_of_one_run_keep_their_order() {
    let (db, org) = world().await;
    let store = org.database.run_store();
    let worker = worker(&store, at(0)).await;
    let run = org.run(at(1)).await;
    let lease = store.claim_run(worker, run, at(2)).await.unwrap().unwrap().lease;
    let journals: Vec<[RunEvent; 1]> = (2..12).map(|seq| [event(seq, EventKind::RunResumed)]).collect();
    let writes = journals.iter().map(|events| store.append(&lease, events));
    for outcome in together!(db, futures::future::join_all(writes)) {
        outcome.unwrap();
    }
    let seqs: Vec<i64> = org.events(run.run).await.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, (1..12).collect::<Vec<_>>());
}
