use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::run::{EventKind, RunEvent};
use ports::{RunEvents, RunRef};

use crate::Context;

/// Tells those who listen that a run is committed, before anybody can tell that it begins.
pub(crate) fn requested(context: &Context, run: RunRef, at: DateTime<Utc>) {
    let queued = RunEvent {
        seq: 1,
        at,
        kind: EventKind::RunQueued,
    };
    context.fanout.publish(RunEvents {
        tenant: run.tenant,
        run: run.run,
        events: Arc::new([queued]),
    });
}
