//! `kill -9` at accept, claim, effect, journal, finish, timer and reaper.
//!
//! Where a statement is under way, the kill comes while the statement waits at a gate or for a lock: then either its
//! connection ends with its sender, or it is carried out and nobody hears of it. Both happen.

use serde_json::json;
use testkit::{Hold, Seat};

use super::stage::{NO_WORKER, SHORT_LEASE, Stage, call, in_a_row};
use super::{Fate, WRITE, rounds};

/// How the statements of workers begin.
const CLAIM: &str = "WITH RECURSIVE alive";
const TEND: &str = "WITH due AS";
const REAP: &str = "WITH leader AS";

/// What becomes of the statements of the killed that wait behind `hold`.
async fn decide(stage: &Stage, fate: Fate, head: &str, hold: Hold) {
    if fate == Fate::Undone {
        assert!(stage.operator.end_waiting(Seat::Engine, head).await > 0);
    }
    hold.release().await;
}

#[tokio::test]
async fn killed_within_an_effect() {
    let mut stage = Stage::open().await;
    for _ in rounds() {
        let worker = stage.work();
        let run = stage.begin_in_the_middle().await;
        worker.kill();
        stage.outside.release("held");
        let _next = stage.work();
        stage.succeeds(run).await;
        stage.assert_calls(run, ("held", 2));
    }
    let sums = stage.close().await;
    assert_eq!((sums.repeats, sums.takeovers), (rounds().len(), rounds().len()));
}

#[tokio::test]
async fn killed_within_an_effect_that_must_not_be_repeated() {
    let mut stage = Stage::open().await;
    for _ in rounds() {
        let worker = stage.work();
        stage.outside.hold("pay");
        let run = stage.begin().await;
        stage.outside.called(run, "pay", 1).await;
        stage.assert_in_the_middle(run, "pay").await;
        worker.kill();
        stage.outside.release("pay");
        let _next = stage.work();
        let ended = stage.apex.ended(&run.to_string()).await;
        assert_eq!(ended["error"]["stepId"], "pay", "{ended:#}");
        assert_eq!(
            (stage.outside.calls(run, "pay"), stage.outside.calls(run, "last")),
            (1, 0)
        );
    }
    let sums = stage.close().await;
    assert_eq!(sums.repeats, 0);
    assert!(
        !sums.ended.contains_key("succeeded"),
        "nobody knows whether it was paid"
    );
}

#[tokio::test]
async fn killed_while_a_result_is_written() {
    let mut stage = Stage::open().await;
    for fate in rounds() {
        let worker = stage.work();
        let run = stage.begin_in_the_middle().await;
        let hold = stage.operator.hold_writes().await;
        stage.outside.release("held");
        stage.operator.until_waiting(Seat::Engine, WRITE).await;
        worker.kill();
        decide(&stage, fate, WRITE, hold).await;
        let _next = stage.work();
        stage.succeeds(run).await;
        stage.assert_calls(run, ("held", fate.calls()));
    }
    stage.close().await;
}

#[tokio::test]
async fn killed_while_the_end_is_written() {
    let mut stage = Stage::open().await;
    for fate in rounds() {
        let worker = stage.work();
        stage.outside.hold("last");
        let run = stage.begin().await;
        stage.outside.called(run, "last", 1).await;
        stage.assert_in_the_middle(run, "last").await;
        let hold = stage.operator.hold_writes().await;
        stage.outside.release("last");
        stage.operator.until_waiting(Seat::Engine, WRITE).await;
        worker.kill();
        decide(&stage, fate, WRITE, hold).await;
        let _next = stage.work();
        stage.succeeds(run).await;
        stage.assert_calls(run, ("last", fate.calls()));
    }
    stage.close().await;
}

#[tokio::test]
async fn killed_while_it_claims() {
    let mut stage = Stage::open().await;
    stage.operator.gate_commits("run_leases").await;
    for fate in rounds() {
        let worker = stage.work();
        let under_way = stage.begin_in_the_middle().await;
        let hold = stage.operator.hold_commits().await;
        let claimed = stage.begin().await;
        stage.operator.until_waiting(Seat::Engine, CLAIM).await;
        worker.kill();
        decide(&stage, fate, CLAIM, hold).await;
        stage.outside.release("held");
        let _next = stage.work();
        stage.succeeds(under_way).await;
        stage.succeeds(claimed).await;
        stage.assert_calls(under_way, ("held", 2));
        stage.assert_calls(claimed, ("held", 1));
    }
    stage.close().await;
}

#[tokio::test]
async fn killed_while_a_timer_rings() {
    let mut stage = Stage::open().await;
    let graph = in_a_row(&[
        call(&stage.outside.base, "first", "first"),
        json!({"id": "pause", "type": "wait", "config": {"ms": 1500}}),
        call(&stage.outside.base, "last", "last"),
    ]);
    let version = stage.apex.publish(&graph).await;
    stage.operator.gate_writes("UPDATE", "run_queue").await;
    for fate in rounds() {
        let worker = stage.work();
        let under_way = stage.begin_in_the_middle().await;
        let run = stage.begin_of(&version).await;
        stage
            .operator
            .until("SELECT EXISTS (SELECT FROM run_queue WHERE parked)")
            .await;
        let hold = stage.operator.hold_writes().await;
        stage
            .operator
            .until("SELECT EXISTS (SELECT FROM run_queue WHERE parked AND ready_at <= clock_timestamp())")
            .await;
        // looks that began before it was due
        stage.operator.end_waiting(Seat::Engine, TEND).await;
        stage.operator.until_waiting(Seat::Engine, TEND).await;
        worker.kill();
        decide(&stage, fate, TEND, hold).await;
        stage.outside.release("held");
        let _next = stage.work();
        stage.succeeds(run).await;
        stage.succeeds(under_way).await;
        assert_eq!(
            (stage.outside.calls(run, "first"), stage.outside.calls(run, "last")),
            (1, 1)
        );
        stage.assert_calls(under_way, ("held", 2));
    }
    stage.close().await;
}

#[tokio::test]
async fn killed_while_it_takes_back_the_runs_of_the_dead() {
    let mut stage = Stage::open().await;
    for fate in rounds() {
        let worker = stage.work();
        let run = stage.begin_in_the_middle().await;
        let dead = stage.holder(run).await;
        let reaper = stage.work();
        worker.kill();
        let hold = stage.operator.hold_worker(dead).await;
        stage.operator.until_waiting(Seat::Engine, REAP).await;
        reaper.kill();
        decide(&stage, fate, REAP, hold).await;
        stage.outside.release("held");
        let _next = stage.work();
        stage.succeeds(run).await;
        stage.assert_calls(run, ("held", 2));
    }
    stage.close().await;
}

/// A server that executes runs itself, so that an accepted run goes straight into its hands.
#[tokio::test]
async fn killed_while_it_accepts_a_run_that_it_would_have_executed() {
    killed_while_it_accepts(&[SHORT_LEASE], "run_leases").await;
}

#[tokio::test]
async fn killed_while_it_accepts_a_run_for_the_queue() {
    killed_while_it_accepts(&[NO_WORKER, SHORT_LEASE], "run_queue").await;
}

async fn killed_while_it_accepts(env: &[(&str, &str)], table: &str) {
    let mut stage = Stage::open_with(env).await;
    stage.operator.gate_commits(table).await;
    for (round, fate) in rounds().into_iter().enumerate() {
        let worker = env.contains(&NO_WORKER).then(|| stage.work());
        let under_way = stage.begin_in_the_middle().await;
        let key = format!("round {round}");
        let before = stage.number("SELECT count(*) FROM runs").await;
        let (hold, head) = match fate {
            Fate::Undone => (stage.operator.hold_table(table).await, "WITH asked AS"),
            Fate::Done => (stage.operator.hold_commits().await, "COMMIT"),
        };
        let asked = stage.ask(&key);
        let killed = async {
            stage.operator.until_waiting(Seat::App, head).await;
            stage.apex.kill();
        };
        let (told, ()) = tokio::join!(asked, killed);
        assert!(told.is_err(), "nobody is told of a run");
        hold.release().await;
        let is_there = format!("SELECT count(*) = {} FROM runs", before + i64::from(fate == Fate::Done));
        stage.operator.until(&is_there).await;
        stage.apex.serve();
        let run = stage.ask_again(&key).await;
        stage.outside.release("held");
        stage.succeeds(under_way).await;
        stage.succeeds(run).await;
        stage.assert_calls(under_way, ("held", if worker.is_some() { 1 } else { 2 }));
        stage.assert_calls(run, ("held", 1));
    }
    stage.close().await;
}
