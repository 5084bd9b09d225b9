//! The handle of a process that uses the private server.

use std::error::Error;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::time::Duration;

use tokio::process::Child;
use tokio::sync::Mutex;
use tokio::time::sleep;

use crate::PORT;
use crate::binaries::Binaries;
use crate::bootstrap;
use crate::error::LocalDbError;
use crate::initialise::initialise;
use crate::launch::{launch, wait_for_child, wait_for_running};
use crate::locks::{ChangeLock, UserLock};
use crate::log;
use crate::options::Options;
use crate::place::Place;
use crate::postmaster::{Found, Postmaster, look};
use crate::role::Role;
use crate::shutdown::shut_down;
use crate::stale;

/// How often a supervised server is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// The longest pause after a failed restart.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How a process came to its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// It started the server.
    Started,
    /// It took over a server that nobody used, left behind by a process that was killed.
    Adopted,
    /// Other processes use the server too.
    Joined,
}

/// What became of the server when a process left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It was stopped.
    Stopped,
    /// Other processes still use it.
    StillInUse,
    /// This process had left before; nothing was done.
    LeftBefore,
}

/// A private Postgres that runs, and this process's share in it.
///
/// Call [`stop`](Self::stop) when done. Dropping the handle instead leaves the server running, as a kill of the process
/// would; the next process on the same folder adopts it.
#[derive(Debug)]
pub struct LocalDb {
    options: Options,
    place: Place,
    binaries: Binaries,
    entry: Entry,
    share: Mutex<Share>,
}

/// What this process has of the server.
#[derive(Debug)]
struct Share {
    /// Gone once this process has left.
    user: Option<UserLock>,
    server: Server,
}

/// The server as last seen, and its process if it is a child of ours.
#[derive(Debug)]
struct Server {
    postmaster: Postmaster,
    child: Option<Child>,
}

impl LocalDb {
    /// Starts the server of this data directory, or joins the one that runs; initialises the folder when it is new.
    ///
    /// # Errors
    /// Any [`LocalDbError`]; nothing keeps running then that did not run before.
    pub async fn start_or_join(options: Options) -> Result<Self, LocalDbError> {
        let mut place = Place::decide(&options)?;
        let change = ChangeLock::acquire(&place.home, options.start_timeout).await?;
        let binaries = Binaries::find(&options, &place).await?;
        let user = UserLock::take(&place.home, &change)?;
        let (server, was_running) = run(&binaries, &place, &options, &change).await?;
        place.sockets.clone_from(&server.postmaster.sockets);
        if let Err(error) = bootstrap::bootstrap(&binaries, &place, &options.database).await {
            if !was_running {
                shut_down(&server.postmaster, &place, &options, &change).await?;
            }
            return Err(error);
        }
        let entry = match (was_running, user.was_first) {
            (false, _) => Entry::Started,
            (true, true) => Entry::Adopted,
            (true, false) => Entry::Joined,
        };
        let database = Self {
            options,
            place,
            binaries,
            entry,
            share: Mutex::new(Share {
                user: Some(user),
                server,
            }),
        };
        database.tell().await;
        Ok(database)
    }

    async fn tell(&self) {
        for notice in &self.place.notices {
            tracing::info!("{notice}");
        }
        tracing::info!(
            entry = ?self.entry,
            pid = self.pid().await,
            major = self.binaries.major,
            data = %self.place.data.display(),
            "database ready"
        );
    }

    /// Where to connect as `role`, in the form that sqlx and libpq read.
    #[must_use]
    pub fn url(&self, role: Role) -> String {
        self.url_of(role, &self.options.database)
    }

    /// Where to connect to another database of this server.
    #[must_use]
    pub fn url_of(&self, role: Role, database: &str) -> String {
        let host = percent_encoded(self.place.sockets.as_os_str().as_bytes());
        format!(
            "postgres://{}@localhost:{PORT}/{database}?host={host}&sslmode=disable",
            role.name()
        )
    }

    /// How this process came to the server.
    #[must_use]
    pub fn entry(&self) -> Entry {
        self.entry
    }

    /// What the person who started Apex should know, for example that files are in another place than expected.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        &self.place.notices
    }

    /// The server's major version.
    #[must_use]
    pub fn major_version(&self) -> u32 {
        self.binaries.major
    }

    /// The folder of the server's socket.
    #[must_use]
    pub fn socket_dir(&self) -> &Path {
        &self.place.sockets
    }

    /// The server's log file.
    #[must_use]
    pub fn log_file(&self) -> &Path {
        &self.place.log
    }

    /// The server's process id, as last seen.
    pub async fn pid(&self) -> i32 {
        self.share.lock().await.server.postmaster.pid.as_raw()
    }

    /// Starts the server again if it died, and says whether it had to. After [`stop`](Self::stop) it does nothing.
    ///
    /// Several processes may find out at once: one restarts it, the others wait and go on with the new one.
    ///
    /// # Errors
    /// Any [`LocalDbError`] of starting.
    pub async fn ensure_running(&self) -> Result<bool, LocalDbError> {
        let mut share = self.share.lock().await;
        if share.user.is_none() {
            return Ok(false);
        }
        if let Found::Running(postmaster) = look(&self.place)?
            && postmaster.is_ready
        {
            share.server.postmaster = postmaster;
            return Ok(false);
        }
        if let Some(child) = &mut share.server.child {
            // buries it, if it is dead
            let _ = child.try_wait();
        }
        let change = ChangeLock::acquire(&self.place.home, self.options.start_timeout).await?;
        let (server, was_running) = run(&self.binaries, &self.place, &self.options, &change).await?;
        if was_running {
            share.server.postmaster = server.postmaster;
            return Ok(false);
        }
        tracing::warn!(
            pid = server.postmaster.pid.as_raw(),
            "the database had ended and was started again"
        );
        share.server = server;
        Ok(true)
    }

    /// Watches the server and starts it again whenever it dies, until [`stop`](Self::stop). Run it as a task of its own.
    pub async fn supervise(&self) {
        let mut pause = LOOK_EVERY;
        while self.share.lock().await.user.is_some() {
            sleep(pause).await;
            log::limit(&self.place.log);
            pause = match self.ensure_running().await {
                Ok(_) => LOOK_EVERY,
                Err(error) => {
                    let error: &dyn Error = &error;
                    tracing::error!(error, "the database could not be started again");
                    (pause * 2).min(LONGEST_PAUSE)
                }
            };
        }
    }

    /// Creates a database of this name for the migrator, as a copy of `template` when one is given (nobody may be
    /// connected to it then).
    ///
    /// # Errors
    /// [`LocalDbError::InvalidName`], or [`LocalDbError::BootstrapFailed`] with what the server said.
    pub async fn create_database(&self, name: &str, template: Option<&str>) -> Result<(), LocalDbError> {
        bootstrap::create_database(&self.binaries, &self.place, name, template).await
    }

    /// Drops a database if there is one of this name, and disconnects whoever uses it.
    ///
    /// # Errors
    /// [`LocalDbError::InvalidName`], or [`LocalDbError::BootstrapFailed`] with what the server said.
    pub async fn drop_database(&self, name: &str) -> Result<(), LocalDbError> {
        bootstrap::drop_database(&self.binaries, &self.place, name).await
    }

    /// Leaves, and stops the server if nobody else uses it. Close all connections first. A second call does nothing.
    ///
    /// # Errors
    /// [`LocalDbError::Busy`] when another process does not finish its own start or stop,
    /// [`LocalDbError::StopTimeout`] when the server does not end.
    pub async fn stop(&self) -> Result<Exit, LocalDbError> {
        let mut share = self.share.lock().await;
        let change = ChangeLock::acquire(&self.place.home, self.options.stop_timeout).await?;
        let Some(user) = share.user.take() else {
            return Ok(Exit::LeftBefore);
        };
        if !user.give_back(&self.place.home, &change)? {
            return Ok(Exit::StillInUse);
        }
        if let Found::Running(postmaster) = look(&self.place)? {
            shut_down(&postmaster, &self.place, &self.options, &change).await?;
        }
        if let Some(child) = &mut share.server.child {
            // buries it, so that its id is free for others
            let _ = child.wait().await;
        }
        tracing::info!(data = %self.place.data.display(), "database stopped");
        Ok(Exit::Stopped)
    }
}

/// Makes sure that a server runs. Says whether it did already.
async fn run(
    binaries: &Binaries,
    place: &Place,
    options: &Options,
    change: &ChangeLock,
) -> Result<(Server, bool), LocalDbError> {
    if let Some(postmaster) = wait_for_running(place, options).await? {
        let child = None;
        return Ok((Server { postmaster, child }, true));
    }
    stale::clear(place, &look(place)?, change).await?;
    place.make_socket_folder(change)?;
    initialise(binaries, place, change).await?;
    let mut child = launch(binaries, place, options, change)?;
    let postmaster = wait_for_child(place, options, &mut child).await?;
    let child = Some(child);
    Ok((Server { postmaster, child }, false))
}

fn percent_encoded(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3);
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_folder_goes_into_a_url_whatever_its_letters() {
        assert_eq!(percent_encoded(b"/a b/\xc3\xa9+&?"), "%2Fa%20b%2F%C3%A9%2B%26%3F");
    }
}
