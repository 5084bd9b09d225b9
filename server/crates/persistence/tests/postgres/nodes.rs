//! The board, the look into the queue, and what workers say of themselves.

use std::time::Duration;

use futures::StreamExt;
use futures::stream::BoxStream;
use persistence::workers::{self, WorkerCard};
use persistence::{Database, tenant_settings};
use ports::{Board, Heard, ReadyRun, ReadyRuns, RunStore};
use sea_orm::sqlx::Executor;
use testkit::Seat;

use crate::world::{Org, at, worker, world};

const PATIENCE: Duration = Duration::from_secs(30);

async fn next(heard: &mut BoxStream<'static, Heard>) -> Option<Heard> {
    tokio::time::timeout(PATIENCE, heard.next()).await.unwrap()
}

fn text(text: &str) -> Option<Heard> {
    Some(Heard::Text(text.to_owned()))
}

#[tokio::test]
async fn every_listener_hears_what_is_posted_in_order() {
    let (db, _org) = world().await;
    let board = db.database().board();
    let mut listeners = [board.listen().await.unwrap(), board.listen().await.unwrap()];
    let long = "x".repeat(ports::MAX_NOTICE_BYTES);
    board
        .post(vec!["a".to_owned(), "b".to_owned(), long.clone()])
        .await
        .unwrap();
    for heard in &mut listeners {
        assert_eq!(next(heard).await, Some(Heard::Listening));
        for expected in ["a", "b", &long] {
            assert_eq!(next(heard).await, text(expected));
        }
    }
}

#[tokio::test]
async fn a_lost_connection_ends_the_stream_and_another_one_can_be_opened() {
    let (db, _org) = world().await;
    let board = db.database().board();
    let mut heard = board.listen().await.unwrap();
    assert_eq!(next(&mut heard).await, Some(Heard::Listening));
    board.post(vec!["before".to_owned()]).await.unwrap();
    assert_eq!(next(&mut heard).await, text("before"));
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = 'apex-board' AND datname = current_database()";
    db.connection(Seat::Engine).await.execute(kill).await.unwrap();
    assert_eq!(next(&mut heard).await, None);
    let mut again = board.listen().await.unwrap();
    assert_eq!(next(&mut again).await, Some(Heard::Listening));
    // the connection for posting was cut too: the first post may find that out
    while board.post(vec!["back".to_owned()]).await.is_err() {}
    assert_eq!(next(&mut again).await, text("back"));
}

async fn pinned(org: &Org, pool: Option<&str>) {
    let tx = org.begin().await;
    tenant_settings::set_pool(&tx, pool).await.unwrap();
    assert_eq!(tenant_settings::pool(&tx).await.unwrap().as_deref(), pool);
    tx.commit().await.unwrap();
}

fn ready(run: ports::RunRef, pool: &str) -> ReadyRun {
    ReadyRun {
        run,
        lane: 1,
        pool: pool.to_owned(),
    }
}

#[tokio::test]
async fn a_look_into_the_queue_shows_what_is_ready_and_for_which_pool() {
    let (_db, org) = world().await;
    let (store, queue) = (org.database.run_store(), org.database.ready_runs());
    let usual = org.run(at(0)).await;
    let taken = org.run(at(0)).await;
    pinned(&org, Some("gpu")).await;
    let special = org.run(at(10)).await;
    let holder = worker(&store, at(0)).await;
    store.claim_run(holder, taken, at(0)).await.unwrap().unwrap();

    let mut found = queue.still_ready(&[usual, taken, special], at(10)).await.unwrap();
    found.sort_by(|one, other| one.pool.cmp(&other.pool));
    assert_eq!(found, [ready(usual, "default"), ready(special, "gpu")]);
    assert_eq!(queue.overdue(at(5), 10).await.unwrap(), [ready(usual, "default")]);
    let mut both = queue.overdue(at(11), 10).await.unwrap();
    both.sort_by(|one, other| one.pool.cmp(&other.pool));
    assert_eq!(both, [ready(usual, "default"), ready(special, "gpu")]);
}

#[tokio::test]
async fn workers_of_a_pool_take_its_runs_and_no_others() {
    let (_db, org) = world().await;
    let usual = org.run(at(0)).await;
    pinned(&org, Some("gpu")).await;
    let special = org.run(at(0)).await;
    let takes = async |pools: &[&str]| {
        let pools = pools.iter().map(|pool| (*pool).to_owned());
        let store = org.database.run_store().for_pools(pools);
        let worker = worker(&store, at(1)).await;
        let claimed = store.claim(worker, 10, at(1)).await.unwrap();
        claimed.iter().map(|run| run.lease.run).collect::<Vec<_>>()
    };
    assert_eq!(takes(&["other"]).await, []);
    assert_eq!(takes(&["gpu"]).await, [special]);
    assert_eq!(takes(&["gpu", "default"]).await, [usual]);
}

fn card(pools: &[&str], slots: u32) -> WorkerCard {
    WorkerCard {
        pools: pools.iter().map(|pool| (*pool).to_owned()).collect(),
        slots,
        active: 3,
        host: "here".into(),
        version: "0.1.0".into(),
    }
}

#[tokio::test]
async fn the_list_of_workers_shows_who_is_alive_and_takes_runs() {
    let (_db, org) = world().await;
    let database: &Database = &org.database;
    let store = database.run_store();
    let [first, second, quiet] = [
        worker(&store, at(0)).await,
        worker(&store, at(10)).await,
        // drives its own run only, and has said nothing of itself
        worker(&store, at(10)).await,
    ];
    workers::announce(database, first, &card(&["default", "gpu"], 64))
        .await
        .unwrap();
    workers::announce(database, second, &card(&["default"], 8))
        .await
        .unwrap();
    let alive = async |now| {
        let tx = org.begin().await;
        let alive = workers::alive(&tx, at(now)).await.unwrap();
        alive
            .into_iter()
            .map(|worker| (worker.id, worker.card))
            .collect::<Vec<_>>()
    };
    let expected = [(first, card(&["default", "gpu"], 64)), (second, card(&["default"], 8))];
    assert_eq!(alive(11).await, expected);
    // the first one has been silent for too long
    assert_eq!(alive(20).await, expected[1..]);
    assert!(alive(11).await.iter().all(|(id, _)| *id != quiet));
}

#[tokio::test]
async fn an_organisation_sees_what_waits_for_each_pool_and_only_its_own() {
    let (_db, org) = world().await;
    let other = Org::new(&org.database, "other").await;
    other.run(at(0)).await;
    org.run(at(0)).await;
    pinned(&org, Some("gpu")).await;
    org.run(at(0)).await;
    org.run(at(0)).await;
    let tx = org.begin().await;
    let waiting = workers::waiting(&tx, at(1)).await.unwrap();
    assert_eq!(waiting, [("default".to_owned(), 1), ("gpu".to_owned(), 2)]);
}
