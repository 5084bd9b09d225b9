//! Stops a server, whoever started it.

use std::time::Duration;

use nix::sys::signal::Signal;
use tokio::time::{Instant, sleep};

use crate::error::LocalDbError;
use crate::locks::ChangeLock;
use crate::options::Options;
use crate::place::Place;
use crate::postmaster::{Postmaster, serves, signal};

/// How long a server may take that was told to end at once.
const LAST_PATIENCE: Duration = Duration::from_secs(5);

/// Stops the server: first by ending its connections and writing everything down, then, when that takes too long, at
/// once (the next start recovers).
pub(crate) async fn shut_down(
    postmaster: &Postmaster,
    place: &Place,
    options: &Options,
    _change: &ChangeLock,
) -> Result<(), LocalDbError> {
    signal(postmaster.pid, Signal::SIGINT, place)?;
    if ended_within(options.stop_timeout, postmaster, place).await {
        return Ok(());
    }
    tracing::warn!(
        pid = postmaster.pid.as_raw(),
        waited_seconds = options.stop_timeout.as_secs(),
        "the database does not stop cleanly and is ended"
    );
    signal(postmaster.pid, Signal::SIGQUIT, place)?;
    if ended_within(LAST_PATIENCE, postmaster, place).await {
        return Ok(());
    }
    Err(LocalDbError::StopTimeout {
        pid: postmaster.pid.as_raw(),
    })
}

async fn ended_within(patience: Duration, postmaster: &Postmaster, place: &Place) -> bool {
    let deadline = Instant::now() + patience;
    while serves(postmaster.pid, &place.data) {
        if Instant::now() > deadline {
            return false;
        }
        sleep(Duration::from_millis(10)).await;
    }
    true
}
