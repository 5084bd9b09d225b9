//! A worker says what it is: its pools, its places, its machine. `GET /api/v1/workers` shows it.

use std::time::Duration;

use engine::EngineHandle;
use persistence::workers::{self, WorkerCard};
use tokio_util::sync::CancellationToken;

use crate::installation::Installation;

const EVERY: Duration = Duration::from_secs(4);

/// Says so until the worker goes down; a worker that begins a new life says it anew.
pub(crate) fn announce(
    installation: &Installation,
    engine: EngineHandle,
    stop: CancellationToken,
) -> impl Future<Output = ()> + Send + 'static {
    let (db, clock) = (installation.db.clone(), installation.clock.clone());
    let pools = installation.config.run.pools.clone();
    let host = host();
    async move {
        while let Some(worker) = engine.up().await {
            let stats = engine.stats();
            let card = WorkerCard {
                pools: pools.clone(),
                slots: u32::try_from(stats.slots).unwrap_or(u32::MAX),
                active: u32::try_from(stats.active).unwrap_or(u32::MAX),
                host: host.clone(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            };
            if let Err(error) = workers::announce(&db, worker, &card).await {
                tracing::debug!(%error, "could not say what this worker is");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = clock.sleep(EVERY) => {}
            }
        }
    }
}

/// The name of this machine or container, as far as it is known.
fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map(|name| name.trim().chars().take(200).collect())
        .unwrap_or_default()
}
