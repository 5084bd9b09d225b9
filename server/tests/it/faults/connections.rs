//! The database ends every connection, or has none left.

use reqwest::StatusCode;
use testkit::Seat;

use super::stage::{LONG_LEASE, NO_WORKER, Stage};
use super::{WRITE, rounds};

/// While results are being written, so that the writes go down with their connections.
#[tokio::test]
async fn every_connection_is_ended() {
    let mut stage = Stage::open_with(&[NO_WORKER, LONG_LEASE]).await;
    let _workers = [stage.work(), stage.work()];
    for _ in rounds() {
        let mut runs = Vec::new();
        for _ in 0..6 {
            runs.push(stage.begin_in_the_middle().await);
        }
        let hold = stage.operator.hold_writes().await;
        stage.outside.release("held");
        stage.operator.until_waiting(Seat::Engine, WRITE).await;
        let ended = stage.operator.end_all().await;
        assert!(ended > 2, "the server and both workers had connections, not {ended}");
        hold.release().await;
        for run in runs {
            stage.succeeds(run).await;
            stage.assert_calls(run, ("held", 1));
        }
        stage.operator.end_all().await;
    }
    let sums = stage.close().await;
    assert_eq!(sums.repeats, 0, "no worker died");
}

#[tokio::test]
async fn no_connection_is_left() {
    let mut stage = Stage::open_with(&[NO_WORKER, LONG_LEASE]).await;
    let _worker = stage.work();
    for _ in rounds() {
        let run = stage.begin_in_the_middle().await;
        let crowd = stage.operator.crowd_out().await;
        stage.outside.release("held");
        let refused = stage.ask("crowded out").await.unwrap();
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(refused.headers().contains_key("retry-after"));
        assert_eq!(
            stage.outside.calls(run, "each.0.item"),
            0,
            "nothing begins that depends on a result which isn't recorded"
        );
        crowd.leave().await;
        stage.succeeds(run).await;
        stage.assert_calls(run, ("held", 1));
        let after = stage.begin_when_it_answers().await;
        stage.succeeds(after).await;
    }
    assert_eq!(stage.close().await.repeats, 0);
}
