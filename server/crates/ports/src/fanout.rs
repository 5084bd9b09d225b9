//! Live events: from the process that journals them to everybody who watches.
//!
//! A hint, never the truth: a watcher reads the journal for what it missed.

use std::sync::Arc;

use domain::id::{RunId, TenantId};
use domain::run::RunEvent;
use futures::stream::BoxStream;

/// A batch of journaled events of one run.
#[derive(Debug, Clone)]
pub struct RunEvents {
    /// The run's tenant.
    pub tenant: TenantId,
    /// The run.
    pub run: RunId,
    /// In order of `seq`.
    pub events: Arc<[RunEvent]>,
}

/// What a watcher hears.
#[derive(Debug, Clone)]
pub enum RunNews {
    /// These events are durable.
    Events(RunEvents),
    /// The journal has grown, as far as known to `last_seq`, and holds more than was told here: read it.
    Look {
        /// The newest event; none when nobody can say.
        last_seq: Option<i64>,
    },
}

/// Publishes journaled events and lets others watch a run.
pub trait Fanout: Send + Sync + 'static {
    /// Tells all watchers. Never blocks; a slow watcher loses batches and catches up from the journal.
    fn publish(&self, events: RunEvents);

    /// News of this run from now on. A gap shows in `seq`.
    fn watch(&self, run: RunId) -> BoxStream<'static, RunNews>;
}
