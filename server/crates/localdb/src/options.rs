//! What the caller decides about the private server.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// Where the server lives and what it is given.
#[derive(Debug, Clone)]
pub struct Options {
    /// Apex's data directory. The server takes the folder `postgres` in it.
    pub data_dir: PathBuf,
    /// The database to create.
    pub database: String,
    /// Where `postgres`, `initdb` and `psql` are. When given, nowhere else is looked.
    pub bin_dir: Option<PathBuf>,
    /// The value of `PATH`, looked through before the usual folders of Linux distributions.
    pub search_path: Option<OsString>,
    /// The value of `XDG_RUNTIME_DIR`, taken for the socket when the path in the data directory is too long.
    pub runtime_dir: Option<PathBuf>,
    /// As root: where the server's files go when the data directory isn't passable for the server's user.
    pub system_data_dir: PathBuf,
    /// As root: where the socket goes when the path in the data directory is too long.
    pub system_run_dir: PathBuf,
    /// How many connections the server accepts.
    pub max_connections: u16,
    /// The server's page cache in MiB.
    pub shared_buffers_mib: u32,
    /// How long starting, or waiting for another process to start or stop it, may take. Recovery after a crash counts.
    pub start_timeout: Duration,
    /// How long a clean stop may take before the server is stopped without one.
    pub stop_timeout: Duration,
}

impl Options {
    /// The defaults, for this data directory.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            database: "apex".to_owned(),
            bin_dir: None,
            search_path: None,
            runtime_dir: None,
            system_data_dir: PathBuf::from("/var/lib/apex"),
            system_run_dir: PathBuf::from("/run/apex"),
            max_connections: 100,
            shared_buffers_mib: 128,
            start_timeout: Duration::from_secs(60),
            stop_timeout: Duration::from_secs(30),
        }
    }
}
