//! Options -> `Engine::new` -> `start(shutdown)` -> a handle.

use std::sync::Arc;

use domain::catalogue::Catalogue;
use ports::{Clock, ExpressionSandbox, Fanout, RunStore, SecretVault};
use tokio_util::sync::CancellationToken;

use super::claim::work;
use super::reap::reap;
use super::shared::Shared;
use super::{EngineHandle, Options};
use crate::exec::Executors;

/// What the engine needs of the world.
#[derive(Clone)]
pub struct Ports {
    /// Queue, leases and journal.
    pub store: Arc<dyn RunStore>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Hears of every journaled event.
    pub fanout: Arc<dyn Fanout>,
    /// Renders what is not bounded by its inputs.
    pub sandbox: Arc<dyn ExpressionSandbox>,
    /// Reveals secrets to the steps that name them.
    pub vault: Arc<dyn SecretVault>,
    /// Does the steps.
    pub executors: Executors,
    /// The kinds that workflows are compiled with.
    pub catalogue: Catalogue,
}

/// A worker that is not yet running.
///
/// ```
/// # async fn example(ports: engine::Ports, new_worker_id: fn() -> domain::id::WorkerId) {
/// use engine::{Engine, Options};
/// use tokio_util::sync::CancellationToken;
///
/// let shutdown = CancellationToken::new();
/// let engine = Engine::new(Options::new(new_worker_id), ports).start(&shutdown);
/// engine.wake(); // after a run was accepted in this process
/// shutdown.cancel();
/// engine.drained().await;
/// # }
/// ```
pub struct Engine {
    shared: Arc<Shared>,
}

impl Engine {
    /// A worker with these settings and this world.
    #[must_use]
    pub fn new(options: Options, ports: Ports) -> Self {
        Self {
            shared: Arc::new(Shared::new(options, ports)),
        }
    }

    /// Starts claiming, heartbeats and the reaper. On `shutdown` the worker claims nothing more, lets steps in flight
    /// end within the grace, gives its runs back and leaves: then [`EngineHandle::drained`] returns.
    ///
    /// Must be called inside a tokio runtime.
    #[must_use]
    pub fn start(self, shutdown: &CancellationToken) -> EngineHandle {
        let shared = self.shared;
        shared.adopt_shutdown(shutdown);
        shared.tracker.spawn(work(Arc::clone(&shared)));
        if let Some(every) = shared.options.reap_every {
            shared.tracker.spawn(reap(Arc::clone(&shared), every));
        }
        shared.tracker.close();
        EngineHandle::new(shared)
    }
}
