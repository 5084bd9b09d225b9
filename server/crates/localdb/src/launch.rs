//! Starts a server and waits until it accepts connections.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use nix::sys::signal::Signal;
use nix::sys::statvfs::statvfs;
use nix::unistd::Pid;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

use crate::PORT;
use crate::binaries::Binaries;
use crate::command::as_server_user;
use crate::error::LocalDbError;
use crate::locks::ChangeLock;
use crate::log;
use crate::options::Options;
use crate::place::Place;
use crate::postmaster::{Found, Postmaster, look, signal};

/// The first and the longest wait between two looks at a starting server.
const FIRST_WAIT: Duration = Duration::from_millis(5);
const LONGEST_WAIT: Duration = Duration::from_millis(100);

/// With less than this, in bytes, a server that did not start is taken to have run out of space.
const LEAST_SPACE: u64 = 1024 * 1024;

/// Starts the server. It goes on when the handle of its process is dropped.
pub(crate) fn launch(
    binaries: &Binaries,
    place: &Place,
    options: &Options,
    _change: &ChangeLock,
) -> Result<Child, LocalDbError> {
    let file = log::open_new(&place.log)?;
    let copy = file
        .try_clone()
        .map_err(|source| LocalDbError::io("open", &place.log, source))?;
    let program = binaries.program("postgres");
    let mut command = as_server_user(&program, &place.account);
    command
        .arg("-D")
        .arg(&place.data)
        .arg("-k")
        .arg(&place.sockets)
        .args(["-p", &PORT.to_string()]);
    set(&mut command, place, options);
    command
        // a Ctrl-C in the terminal is for Apex, which stops the server after it has drained
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(copy)
        .spawn()
        .map_err(|source| LocalDbError::io("run", &program, source))
}

/// Settings go along with the command: what runs is what this version of Apex wants, whatever made the folder.
fn set(command: &mut Command, place: &Place, options: &Options) {
    let settings = [
        "listen_addresses=".to_owned(),
        "unix_socket_permissions=0700".to_owned(),
        format!("cluster_name={}", place.cluster_name),
        format!("max_connections={}", options.max_connections),
        format!("shared_buffers={}MB", options.shared_buffers_mib),
        "fsync=on".to_owned(),
        "logging_collector=off".to_owned(),
        "log_destination=stderr".to_owned(),
        "log_line_prefix=%m [%p] %q%u@%d ".to_owned(),
        "log_timezone=UTC".to_owned(),
        "timezone=UTC".to_owned(),
    ];
    for setting in settings {
        command.args(["-c", &setting]);
    }
}

/// Waits until our own new server accepts connections, and ends it when that takes too long.
pub(crate) async fn wait_for_child(
    place: &Place,
    options: &Options,
    child: &mut Child,
) -> Result<Postmaster, LocalDbError> {
    let mut waiting = Waiting::start(options);
    loop {
        let ended = child
            .try_wait()
            .map_err(|source| LocalDbError::io("watch the server of", &place.data, source))?;
        if ended.is_some() {
            return Err(start_failed(place));
        }
        if let Found::Running(postmaster) = look(place)?
            && postmaster.is_ready
        {
            return Ok(postmaster);
        }
        if let Err(error) = waiting.go_on(place).await {
            end(child, place)?;
            return Err(error);
        }
    }
}

/// Waits until a server that runs already accepts connections; `None` if it ends instead.
pub(crate) async fn wait_for_running(place: &Place, options: &Options) -> Result<Option<Postmaster>, LocalDbError> {
    let mut waiting = Waiting::start(options);
    loop {
        match look(place)? {
            Found::Running(postmaster) if postmaster.is_ready => return Ok(Some(postmaster)),
            Found::Running(_) => waiting.go_on(place).await?,
            Found::Nothing | Found::Stale(_) => return Ok(None),
        }
    }
}

/// The waits between two looks: short at first, since a clean start takes a few dozen milliseconds.
struct Waiting {
    patience: Duration,
    deadline: Instant,
    next: Duration,
}

impl Waiting {
    fn start(options: &Options) -> Self {
        Self {
            patience: options.start_timeout,
            deadline: Instant::now() + options.start_timeout,
            next: FIRST_WAIT,
        }
    }

    async fn go_on(&mut self, place: &Place) -> Result<(), LocalDbError> {
        if Instant::now() > self.deadline {
            return Err(LocalDbError::StartTimeout {
                waited: self.patience,
                log: place.log.clone(),
                tail: log::tail(&place.log),
            });
        }
        sleep(self.next).await;
        self.next = (self.next * 2).min(LONGEST_WAIT);
        Ok(())
    }
}

fn start_failed(place: &Place) -> LocalDbError {
    let tail = log::tail(&place.log);
    if let Some(meaning) = LocalDbError::from_output(&tail, &place.data) {
        return meaning;
    }
    if is_full(&place.data) {
        // then the log says nothing either
        return LocalDbError::DiskFull {
            path: place.data.clone(),
        };
    }
    LocalDbError::StartFailed {
        log: place.log.clone(),
        tail,
    }
}

fn is_full(folder: &Path) -> bool {
    statvfs(folder).is_ok_and(|disk| disk.blocks_available() * disk.fragment_size() < LEAST_SPACE)
}

fn end(child: &Child, place: &Place) -> Result<(), LocalDbError> {
    match child.id().and_then(|pid| i32::try_from(pid).ok()) {
        Some(pid) => signal(Pid::from_raw(pid), Signal::SIGQUIT, place),
        None => Ok(()),
    }
}
