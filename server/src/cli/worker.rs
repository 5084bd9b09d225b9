use std::process::ExitCode;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::serve::{stop_signal, tend};
use super::{Failure, Outcome};
use crate::config::Config;
use crate::installation::Installation;

/// Executes runs until SIGINT or SIGTERM, then drains.
pub(super) async fn worker(config: Config) -> Outcome {
    let stop = stop_signal()?;
    let installation = Installation::open(config)
        .await
        .map_err(|error| Failure::with_causes(&error))?;
    let outcome = work(&installation, stop).await;
    installation.close().await;
    outcome
}

async fn work(installation: &Installation, stop: CancellationToken) -> Outcome {
    let tasks = TaskTracker::new();
    let engine = installation
        .start_engine(installation.config.run.slots, &stop)
        .map_err(|error| Failure::with_causes(&error))?;
    tend(installation, &tasks, &stop);
    tracing::info!(slots = installation.config.run.slots, "worker ready");
    engine.drained().await;
    tasks.close();
    tasks.wait().await;
    Ok(ExitCode::SUCCESS)
}
