//! Clears up after a server that died, as far as Postgres does not do it itself.
//!
//! Postgres refuses to start while the process id in an old `postmaster.pid` exists, whoever that is by now; in a
//! container, where ids are few, that happens. So the file is removed here once nothing of the old server is left:
//! its helpers outlive it for a moment and must not meet the new one.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use nix::sys::signal::Signal;
use nix::unistd::Pid;
use tokio::time::{Instant, sleep};

use crate::PORT;
use crate::error::LocalDbError;
use crate::locks::ChangeLock;
use crate::place::Place;
use crate::postmaster::{Found, exists, signal};

/// How long the old server's helpers may take to notice that it is gone.
const PATIENCE: Duration = Duration::from_secs(3);

/// Removes what a dead server left behind and would keep a new one from starting.
pub(crate) async fn clear(place: &Place, found: &Found, _change: &ChangeLock) -> Result<(), LocalDbError> {
    let recorded = match found {
        Found::Stale(recorded) => *recorded,
        Found::Nothing | Found::Running(_) => None,
    };
    if matches!(found, Found::Stale(_)) {
        wait_for_helpers(place).await?;
        if recorded.is_none_or(exists) {
            remove(&place.data.join("postmaster.pid"))?;
        }
    }
    remove(&place.sockets.join(format!(".s.PGSQL.{PORT}")))?;
    remove(&place.sockets.join(format!(".s.PGSQL.{PORT}.lock")))
}

async fn wait_for_helpers(place: &Place) -> Result<(), LocalDbError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let left = helpers(place);
        let Some(first) = left.first().copied() else {
            return Ok(());
        };
        if Instant::now() > deadline + PATIENCE {
            return Err(LocalDbError::StopTimeout { pid: first.as_raw() });
        }
        if Instant::now() > deadline {
            for pid in left {
                signal(pid, Signal::SIGQUIT, place)?;
            }
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// The server's helper processes. They carry the cluster's name in their title, and work in the data folder.
fn helpers(place: &Place) -> Vec<Pid> {
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .flatten()
        .filter_map(|entry| process_id(&entry.file_name()))
        .filter(|pid| is_helper(*pid, place))
        .collect()
}

fn process_id(name: &OsStr) -> Option<Pid> {
    name.to_str()?.parse().ok().map(Pid::from_raw)
}

fn is_helper(pid: Pid, place: &Place) -> bool {
    let title = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let Some(rest) = title.strip_prefix(b"postgres: ") else {
        return false;
    };
    let works_here = || fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|folder| folder == place.data);
    rest.starts_with(format!("{}: ", place.cluster_name).as_bytes()) || works_here()
}

fn remove(path: &Path) -> Result<(), LocalDbError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(LocalDbError::io("remove", path, source)),
    }
}
