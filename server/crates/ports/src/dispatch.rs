//! From acceptance to a worker: a hint that something is ready, never the truth.

use crate::run_store::RunRef;

/// Tells workers that a run is ready, or that somebody asked for its end. Lost hints cost time, not runs.
pub trait Dispatch: Send + Sync + 'static {
    /// The run stands in the queue.
    fn ready(&self, run: RunRef);

    /// Somebody asked for the end of a run that a worker holds.
    fn cancel(&self, run: RunRef);
}
