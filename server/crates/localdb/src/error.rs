//! Why the private server is not available, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

/// What kept the private server from starting, being joined, or stopping. Each text says what to do.
#[derive(Debug, Error)]
pub enum LocalDbError {
    /// No Postgres server programs are on this machine.
    #[error(
        "no Postgres server programs were found in {searched}; install them, for example with `apt-get install postgresql`, or set DATABASE_URL to use another server"
    )]
    BinariesNotFound {
        /// Where was looked.
        searched: String,
    },
    /// The server is installed, its command-line client isn't.
    #[error(
        "Postgres in {} has no `psql` beside it and there is none on PATH; install it, for example with `apt-get install postgresql-client`",
        bin_dir.display()
    )]
    ClientNotFound {
        /// Where the server programs are.
        bin_dir: PathBuf,
    },
    /// There are programs, but too old ones.
    #[error(
        "Postgres {found} in {} is too old: Apex needs {oldest} or newer; install a newer one, or set DATABASE_URL to use another server",
        bin_dir.display()
    )]
    VersionTooOld {
        /// The newest major version found.
        found: u32,
        /// Where it is.
        bin_dir: PathBuf,
        /// The oldest one that will do.
        oldest: u32,
    },
    /// The data belongs to a major version that isn't installed.
    #[error(
        "the database in {} was made by Postgres {made_by}, but only {available} is installed; install Postgres {made_by} again, or move the data with pg_upgrade",
        data.display()
    )]
    DataOfAnotherMajor {
        /// The server's data folder.
        data: PathBuf,
        /// The version that made it.
        made_by: String,
        /// The versions that are installed.
        available: String,
    },
    /// No space is left.
    #[error("no space is left on the device of {}; free some and start again", path.display())]
    DiskFull {
        /// Where it ran out.
        path: PathBuf,
    },
    /// Something may not be read, written or entered.
    #[error("no permission for {}: {hint}", path.display())]
    Permission {
        /// What is closed.
        path: PathBuf,
        /// What to do.
        hint: String,
    },
    /// The socket cannot be where it would have to be.
    #[error("no place for the server's socket: {reason}")]
    Socket {
        /// Why, and what to do.
        reason: String,
    },
    /// Root cannot run Postgres, and there is nobody to run it as.
    #[error(
        "Postgres does not run as root, and this machine has neither a user `postgres` nor `nobody`; create one with `useradd --system postgres`, or start Apex as another user"
    )]
    NoServerUser,
    /// Another process is starting or stopping the server and does not come to an end.
    #[error(
        "another Apex process has been starting or stopping the database in {} for {} s; wait for it or end it",
        home.display(),
        waited.as_secs()
    )]
    Busy {
        /// The server's folder.
        home: PathBuf,
        /// How long was waited.
        waited: Duration,
    },
    /// The data folder could not be initialised.
    #[error("the database could not be initialised: {output}")]
    InitialiseFailed {
        /// What `initdb` said.
        output: String,
    },
    /// The server ended while it was starting.
    #[error("the database server did not start; its log {} ends with: {tail}", log.display())]
    StartFailed {
        /// The server's log file.
        log: PathBuf,
        /// The end of it.
        tail: String,
    },
    /// The server takes too long to start.
    #[error(
        "the database server was not ready after {} s; its log {} ends with: {tail}",
        waited.as_secs(),
        log.display()
    )]
    StartTimeout {
        /// How long was waited.
        waited: Duration,
        /// The server's log file.
        log: PathBuf,
        /// The end of it.
        tail: String,
    },
    /// Roles or the database could not be made.
    #[error("the database's roles could not be set up: {output}")]
    BootstrapFailed {
        /// What `psql` said.
        output: String,
    },
    /// A database name that could not be quoted safely.
    #[error("`{name}` is no database name: use up to 63 of a-z, 0-9 and _, not starting with a digit")]
    InvalidName {
        /// The name.
        name: String,
    },
    /// The server did not end, not even without a clean stop.
    #[error("the database server (process {pid}) does not stop")]
    StopTimeout {
        /// Its process id.
        pid: i32,
    },
    /// Any other trouble with files or processes.
    #[error("could not {action} {}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl LocalDbError {
    /// A stable name for programs and for the page of documentation.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BinariesNotFound { .. } => "localdb_binaries_not_found",
            Self::ClientNotFound { .. } => "localdb_client_not_found",
            Self::VersionTooOld { .. } => "localdb_version_too_old",
            Self::DataOfAnotherMajor { .. } => "localdb_data_of_another_major",
            Self::DiskFull { .. } => "localdb_disk_full",
            Self::Permission { .. } => "localdb_permission",
            Self::Socket { .. } => "localdb_socket",
            Self::NoServerUser => "localdb_no_server_user",
            Self::Busy { .. } => "localdb_busy",
            Self::InitialiseFailed { .. } => "localdb_initialise_failed",
            Self::StartFailed { .. } => "localdb_start_failed",
            Self::StartTimeout { .. } => "localdb_start_timeout",
            Self::BootstrapFailed { .. } => "localdb_bootstrap_failed",
            Self::InvalidName { .. } => "localdb_invalid_name",
            Self::StopTimeout { .. } => "localdb_stop_timeout",
            Self::Io { .. } => "localdb_io",
        }
    }

    /// The meaning of an I/O error.
    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        if source.kind() == io::ErrorKind::PermissionDenied {
            let hint = format!(
                "this user may not {action} it; start Apex as the user who owns it, or give that user the right"
            );
            return Self::Permission { path, hint };
        }
        if source.kind() == io::ErrorKind::StorageFull {
            return Self::DiskFull { path };
        }
        Self::Io { action, path, source }
    }

    /// The meaning of a program's output where it tells more than that it failed.
    pub(crate) fn from_output(output: &str, folder: &Path) -> Option<Self> {
        let path = folder.to_owned();
        if output.contains("No space left on device") {
            return Some(Self::DiskFull { path });
        }
        if output.contains("could not bind Unix") || output.contains("could not create lock file \"/") {
            let reason = last_line_with(output, "could not ");
            return Some(Self::Socket { reason });
        }
        if output.contains("Permission denied") || output.contains("invalid permissions") {
            let hint = format!("the server said: {}", last_line_with(output, "ermission"));
            return Some(Self::Permission { path, hint });
        }
        None
    }
}

fn last_line_with(output: &str, words: &str) -> String {
    let mut lines = output.lines().rev();
    let found = lines.find(|line| line.contains(words));
    found.unwrap_or(output).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(output: &str) -> Option<&'static str> {
        LocalDbError::from_output(output, Path::new("/data")).map(|error| error.code())
    }

    #[test]
    fn what_postgres_says_gets_its_meaning() {
        let cases = [
            (
                "initdb: error: could not write to file \"/data/x\": No space left on device",
                Some("localdb_disk_full"),
            ),
            (
                "FATAL:  could not open file \"global/pg_filenode.map\": Permission denied",
                Some("localdb_permission"),
            ),
            (
                "FATAL:  data directory \"/data\" has invalid permissions\nDETAIL:  Permissions should be u=rwx",
                Some("localdb_permission"),
            ),
            (
                "FATAL:  could not create lock file \"/run/x/.s.PGSQL.5432.lock\": No such file or directory",
                Some("localdb_socket"),
            ),
            ("FATAL:  configuration file contains errors", None),
            ("", None),
        ];
        for (output, expected) in cases {
            assert_eq!(code_of(output), expected, "{output}");
        }
    }

    #[test]
    fn every_text_says_what_to_do_without_the_texts_below_it() {
        let error = LocalDbError::io("open", Path::new("/data"), io::Error::other("inner"));
        assert_eq!(error.to_string(), "could not open /data");
        let error = LocalDbError::io("open", Path::new("/data"), io::ErrorKind::PermissionDenied.into());
        assert!(error.to_string().contains("start Apex as the user who owns it"));
        let error = LocalDbError::io("write", Path::new("/data"), io::ErrorKind::StorageFull.into());
        assert_eq!(error.code(), "localdb_disk_full");
    }
}
