//! There is no space for the journal.

use reqwest::StatusCode;

use super::rounds;
use super::stage::{LONG_LEASE, NO_WORKER, SHORT_LEASE, Stage};

#[tokio::test]
async fn the_disk_is_full_for_a_while() {
    let mut stage = Stage::open_with(&[NO_WORKER, LONG_LEASE]).await;
    let _worker = stage.work();
    for _ in rounds() {
        let run = stage.begin_in_the_middle().await;
        let disk = stage.operator.fill_disk().await;
        stage.outside.release("held");
        disk.refused(2).await;
        let refused = stage.ask("no space").await.unwrap();
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(refused.headers().contains_key("retry-after"));
        assert_eq!(
            stage.outside.calls(run, "each.0.item"),
            0,
            "nothing begins that depends on a result which isn't recorded"
        );
        disk.empty().await;
        stage.succeeds(run).await;
        stage.assert_calls(run, ("held", 1));
    }
    assert_eq!(stage.close().await.repeats, 0);
}

/// What can't be written for so long is given back: then the step under way has to be done again.
#[tokio::test]
async fn the_disk_is_full_for_longer_than_a_lease() {
    let mut stage = Stage::open_with(&[NO_WORKER, SHORT_LEASE]).await;
    let _worker = stage.work();
    for _ in rounds() {
        let run = stage.begin_in_the_middle().await;
        let disk = stage.operator.fill_disk().await;
        stage.outside.release("held");
        let is_given_back = format!("SELECT max(fence) > 1 FROM test_leases WHERE run_id = '{}'", run.uuid());
        stage.operator.until(&is_given_back).await;
        assert_eq!(
            stage.outside.calls(run, "held"),
            1,
            "nothing begins that can't be recorded as begun"
        );
        disk.empty().await;
        stage.succeeds(run).await;
        stage.assert_calls(run, ("held", 2));
    }
    stage.close().await;
}
