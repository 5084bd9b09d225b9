//! Large outputs lie in the object store, and nobody who reads a run notices.

use std::sync::Arc;

use domain::limits::INLINE_BYTES;
use domain::run::{EventKind, RunEvent};
use objects::Objects;
use persistence::runs::{self, Accepted};
use persistence::{Database, DatabaseOptions};
use ports::{ObjectStore, RunRef, RunStore};
use sea_orm::sqlx::query_scalar;
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::{Seat, TestDb};

use crate::world::{Org, at, event, succeeded, worker};

pub(crate) struct Shelf {
    pub(crate) db: TestDb,
    pub(crate) org: Org,
    pub(crate) objects: Objects,
    pub(crate) folder: TempDir,
}

/// An organisation whose database has an object store.
pub(crate) async fn shelf() -> Shelf {
    let db = TestDb::new().await;
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::folder(folder.path()).unwrap();
    let options = DatabaseOptions {
        engine_url: Some(db.url(Seat::Engine)),
        objects: Some(Arc::new(objects.clone())),
        ..DatabaseOptions::new(db.url(Seat::App))
    };
    let org = Org::new(&Database::connect(options).await.unwrap(), "acme").await;
    Shelf {
        db,
        org,
        objects,
        folder,
    }
}

fn done(seq: i64, output: Value) -> RunEvent {
    let kind = EventKind::StepSucceeded {
        step: "fetch".parse().unwrap(),
        attempt: 1,
        duration_ms: 5,
        output,
        port: "out".into(),
    };
    event(seq, kind)
}

fn large() -> Value {
    json!({ "text": "ü\u{0}".repeat(INLINE_BYTES) })
}

impl Shelf {
    /// A run with a large output and a small one that pretends to be a reference, ended.
    pub(crate) async fn ended_run(&self) -> (RunRef, Vec<RunEvent>) {
        let run = self.org.run(at(0)).await;
        let store = self.org.database.run_store();
        let worker = worker(&store, at(1)).await;
        let lease = store.claim_run(worker, run, at(1)).await.unwrap().unwrap().lease;
        let sly = json!({ "object": "runs/20260101/somebody/else" });
        let events = vec![
            event(2, EventKind::RunStarted),
            done(3, large()),
            done(4, sly),
            succeeded(5),
        ];
        store.append(&lease, &events[..3]).await.unwrap();
        // the answer got lost: the same batch again
        store.append(&lease, &events[..3]).await.unwrap();
        store.finish(&lease, &events[3..]).await.unwrap();
        (run, events)
    }

    async fn longest_row(&self) -> i32 {
        let sql = "SELECT max(octet_length(body::text)) FROM step_events";
        let mut connection = self.db.connection(Seat::Engine).await;
        query_scalar(sql).fetch_one(&mut connection).await.unwrap()
    }
}

#[tokio::test]
async fn the_journal_refers_and_every_reader_sees_the_output() {
    let shelf = shelf().await;
    let (run, events) = shelf.ended_run().await;
    assert!(shelf.longest_row().await < 1_000);
    assert_eq!(shelf.org.events(run.run).await[1..], events);
    // another process, which takes a run up in the middle, reads the same
    let held = shelf.org.run(at(10)).await;
    let store = shelf.org.database.run_store();
    let first = worker(&store, at(11)).await;
    let lease = store.claim_run(first, held, at(11)).await.unwrap().unwrap().lease;
    let begun = [event(2, EventKind::RunStarted), done(3, large())];
    store.append(&lease, &begun).await.unwrap();
    store.release(&lease, &[]).await.unwrap();
    let second = worker(&store, at(12)).await;
    let claimed = store.claim_run(second, held, at(12)).await.unwrap().unwrap();
    assert_eq!(claimed.events[1..], begun);
}

#[tokio::test]
async fn a_replay_has_copies_of_its_own() {
    let shelf = shelf().await;
    let (old, _) = shelf.ended_run().await;
    let kept = [done(2, large())];
    let new = shelf.org.new_run(at(86_400));
    let id = new.id;
    let tx = shelf.org.begin().await;
    let accepted = runs::accept_replay(&tx, new, old.run, &kept).await.unwrap();
    assert_eq!(accepted, Accepted::Fresh(id));
    tx.commit().await.unwrap();
    // the old run's day goes, and its objects with it
    assert_eq!(shelf.objects.delete_under("runs/20260101").await.unwrap(), 1);
    assert_eq!(shelf.org.events(id).await[1..], kept);
}

#[tokio::test]
async fn without_its_object_a_run_cannot_be_read_and_says_so() {
    let shelf = shelf().await;
    let (run, _) = shelf.ended_run().await;
    shelf.objects.delete_under("runs").await.unwrap();
    let tx = shelf.org.begin().await;
    let refused = runs::events(&tx, run.run, 0, 100).await.unwrap_err();
    assert!(!refused.is_unavailable(), "{refused}");
}

#[tokio::test]
async fn while_the_store_is_away_nothing_is_written_and_nothing_is_lost() {
    let shelf = shelf().await;
    let run = shelf.org.run(at(0)).await;
    let store = shelf.org.database.run_store();
    let worker = worker(&store, at(1)).await;
    let lease = store.claim_run(worker, run, at(1)).await.unwrap().unwrap().lease;
    let events = [event(2, EventKind::RunStarted), done(3, large())];
    // a file stands where the folder of the runs has to be
    std::fs::write(shelf.folder.path().join("runs"), "in the way").unwrap();
    store.append(&lease, &events).await.unwrap_err();
    assert_eq!(shelf.org.events(run.run).await.len(), 1);
    std::fs::remove_file(shelf.folder.path().join("runs")).unwrap();
    store.append(&lease, &events).await.unwrap();
    assert_eq!(shelf.org.events(run.run).await[1..], events);
}
