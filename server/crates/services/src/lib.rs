//! The application layer: authorisation, transactions, the rules between ports and people. Implements the service
//! traits of `rpc`, which server functions and REST handlers call.
//!
//! Every method authorises first. Ids and times are made here; the database stores what it gets.

pub mod accounts;
mod authorize;
mod error;
mod identity;
pub mod outbound;
pub mod runs;
pub mod seed;
mod session;
pub mod vault;
pub mod workflows;

use std::sync::Arc;

use auth::TokenHasher;
use persistence::Database;
use ports::{Clock, Dispatch, Fanout};

pub use identity::new_worker_id;

/// What every service works with.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub db: Database,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Live events.
    pub fanout: Arc<dyn Fanout>,
    /// Wakes workers.
    pub dispatch: Arc<dyn Dispatch>,
    /// Hashes keys and links.
    pub hasher: TokenHasher,
}

impl Context {
    /// All services over this context.
    #[must_use]
    pub fn services(&self) -> rpc::service::Services {
        rpc::service::Services {
            workflows: Arc::new(workflows::Workflows::new(self.clone())),
            runs: Arc::new(runs::Runs::new(self.clone())),
            session: Arc::new(session::Sessions::new(self.clone())),
        }
    }
}
