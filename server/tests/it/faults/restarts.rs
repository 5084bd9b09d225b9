//! Postgres goes down in the middle of a write, in good order and otherwise, and comes back.

use testkit::Seat;

use super::stage::{LONG_LEASE, NO_WORKER, Stage};
use super::{WRITE, rounds};

/// An orderly end, one that needs a recovery, and the end of the first process alone.
const ENDS: [&str; 3] = ["INT", "QUIT", "KILL"];

#[tokio::test]
async fn postgres_is_restarted() {
    let mut stage = Stage::open_with(&[NO_WORKER, LONG_LEASE]).await;
    let _worker = stage.work();
    for (end, _) in ENDS
        .into_iter()
        .flat_map(|end| rounds().into_iter().map(move |fate| (end, fate)))
    {
        let run = stage.begin_in_the_middle().await;
        let hold = stage.operator.hold_writes().await;
        stage.outside.release("held");
        stage.operator.until_waiting(Seat::Engine, WRITE).await;
        let before = stage.signal_postgres(end).await;
        // goes down with its server
        drop(hold);
        stage.operator.until_restarted(before).await;
        stage.succeeds(run).await;
        stage.assert_calls(run, ("held", 1));
        let after = stage.begin_when_it_answers().await;
        stage.succeeds(after).await;
    }
    assert_eq!(stage.close().await.repeats, 0, "the worker lived on");
}
