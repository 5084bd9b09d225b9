//! NATS dies in the middle of runs, stays away, and comes back.

use std::time::Duration;

use reqwest::StatusCode;
use testkit::NatsServer;

use super::rounds;
use super::stage::{LONG_LEASE, NO_WORKER, Stage};
use crate::support::Process;

#[tokio::test]
async fn nats_is_killed_and_comes_back() {
    let mut nats = NatsServer::start().await;
    let url = nats.url();
    let mut stage = Stage::open_with(&[NO_WORKER, LONG_LEASE, ("APEX_NATS_URL", &url)]).await;
    let workers = [stage.work(), stage.work()];
    for _ in rounds() {
        until_nats_is(&stage, &workers, "connected").await;
        let mut runs = Vec::new();
        for _ in 0..4 {
            runs.push(stage.begin_in_the_middle().await);
        }
        nats.kill();
        stage.outside.release("held");
        // accepted, claimed and ended without it
        runs.push(stage.begin().await);
        for run in runs {
            stage.succeeds(run).await;
            stage.assert_calls(run, ("held", 1));
        }
        let across = stage.begin_in_the_middle().await;
        nats.run().await;
        stage.outside.release("held");
        stage.succeeds(across).await;
    }
    until_nats_is(&stage, &workers, "connected").await;
    assert_eq!(stage.close().await.repeats, 0, "no worker died");
}

async fn until_nats_is(stage: &Stage, workers: &[Process], state: &str) {
    let mut tick = tokio::time::interval(Duration::from_millis(50));
    let wait = async {
        for worker in workers {
            loop {
                tick.tick().await;
                let (status, health) = stage.apex.get_at(worker, "/ready").await;
                if status == StatusCode::OK && health["nats"] == state {
                    break;
                }
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait).await.unwrap();
}
