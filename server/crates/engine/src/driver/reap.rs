//! Looks for dead workers and makes their runs ready again. Every worker does it; the store lets one at a time.

use std::sync::Arc;
use std::time::Duration;

use super::shared::Shared;

pub(super) async fn reap(shared: Arc<Shared>, every: Duration) {
    loop {
        // spread, so that workers started together don't ask together
        let pause = every.mul_f64(0.75 + shared.draw() / 2.0);
        tokio::select! {
            biased;
            () = shared.shutdown().cancelled() => return,
            () = shared.ports.clock.sleep(pause) => {}
        }
        match shared.ports.store.reap(shared.ports.clock.now()).await {
            Ok(0) => {}
            Ok(runs) => {
                tracing::warn!(runs, "took runs back from workers that went silent");
                shared.hint();
            }
            Err(error) => tracing::warn!(%error, "could not look for dead workers"),
        }
    }
}
