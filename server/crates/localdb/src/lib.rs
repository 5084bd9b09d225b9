//! The private Postgres: Apex runs from one command, without a database that somebody set up before.
//!
//! [`LocalDb::start_or_join`] finds the machine's Postgres programs, initialises a folder, starts a server that listens
//! on a Unix socket only, and hands out URLs for Apex's own roles. All Apex processes on one data directory share one
//! server: each holds a shared lock, changes (initialising, starting, stopping) happen under an exclusive one, and the
//! last process out stops the server, whoever started it.
//!
//! The server has a process group of its own and outlives a killed Apex; the next Apex adopts it. A server that died is
//! restarted by [`LocalDb::ensure_running`], for example from [`LocalDb::supervise`].
//!
//! What not to do here: no connection as the superuser leaves this room ([`Role`] knows none), and nothing but this
//! room starts or stops the server.
//!
//! ```no_run
//! # async fn example() -> Result<(), localdb::LocalDbError> {
//! use localdb::{LocalDb, Options, Role};
//!
//! let database = LocalDb::start_or_join(Options::new("./.apex")).await?;
//! let url = database.url(Role::App);
//! // … serve until told to stop …
//! database.stop().await?;
//! # Ok(())
//! # }
//! ```

mod account;
mod binaries;
mod bootstrap;
mod command;
mod error;
mod folders;
mod handle;
mod initialise;
mod launch;
mod locks;
mod log;
mod options;
mod place;
mod postmaster;
mod role;
mod shutdown;
mod stale;

pub use error::LocalDbError;
pub use handle::{Entry, Exit, LocalDb};
pub use options::Options;
pub use role::Role;

/// The oldest major version of Postgres that Apex works with.
pub const OLDEST_MAJOR: u32 = 15;

/// The port that names the socket file; nothing listens on it.
const PORT: u16 = 5432;

/// The superuser of the private server. It is used by this room alone, for roles and databases.
const SUPERUSER: &str = "postgres";
