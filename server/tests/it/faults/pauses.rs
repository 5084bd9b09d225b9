//! A worker that stands still for longer than its lease, and then goes on as if nothing had been.

use super::rounds;
use super::stage::Stage;

const LIVE_WORKERS: &str = "FROM workers WHERE reaped_at IS NULL";

#[tokio::test]
async fn a_worker_that_was_paused_writes_nothing_and_begins_nothing() {
    let mut stage = Stage::open().await;
    for _ in rounds() {
        let paused = stage.work();
        let run = stage.begin_in_the_middle().await;
        paused.pause();
        let next = stage.work();
        stage.outside.called(run, "held", 2).await;
        stage.outside.hold("last");
        // one answer waits in the paused worker's socket
        stage.outside.release("held");
        stage.outside.called(run, "last", 1).await;
        let holder = stage.holder(run).await;
        assert_eq!(stage.number(&format!("SELECT count(*) {LIVE_WORKERS}")).await, 1);

        paused.resume();
        // it has found out, and lives under a new id
        stage
            .operator
            .until(&format!("SELECT count(*) = 2 {LIVE_WORKERS}"))
            .await;
        assert_eq!(stage.holder(run).await, holder);
        stage.outside.release("last");
        stage.succeeds(run).await;
        stage.assert_calls(run, ("held", 2));
        assert!(paused.stop().success());
        assert!(next.stop().success());
    }
    let sums = stage.close().await;
    assert_eq!((sums.repeats, sums.takeovers), (rounds().len(), rounds().len()));
}
