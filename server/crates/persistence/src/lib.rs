//! Everything that Apex keeps in Postgres: tenant transactions, one repository per aggregate, the run store of the
//! engine, the look-ups of sign-in and the browser sessions.
//!
//! Why it exists: nobody else may hold a pool. A repository takes a [`TenantTx`], whose first statement names the
//! tenant, so that row-level security and the written predicate agree; the engine's statements cross tenants, work as
//! a role of their own and carry the tenant in every row.
//!
//! Rules: SQL is a constant and values are bound, always. Ids and times come from the caller. Documents are kept as
//! `json` text, so that key order and U+0000 survive. A lock is taken in the order queue or lease, then run.

#![expect(clippy::disallowed_types, reason = "this is the crate that holds the pools")]

pub mod accounts;
pub mod approvals;
mod auth_store;
mod board;
mod database;
pub mod dead_letters;
mod error;
pub mod failures;
mod fairness;
mod group;
mod journal;
pub mod outbox;
mod page;
mod payloads;
mod ready_runs;
pub mod retention;
mod run_store;
pub mod runs;
pub mod sessions;
mod statement;
mod sweep;
pub mod tenant_settings;
mod tenant_tx;
pub mod triggers;
pub mod workers;
pub mod workflow_settings;
pub mod workflows;

pub use auth_store::PgAuthStore;
pub use board::PgBoard;
pub use database::{Database, DatabaseOptions};
pub use error::DbError;
pub use page::{MAX_COUNTED, MAX_PAGE_SIZE, Page, PageRequest};
pub use ready_runs::PgReadyRuns;
pub use run_store::{DEFAULT_POOL, PgRunStore};
pub use sessions::PgSessionStore;
pub use tenant_tx::{TenantScope, TenantTx};
