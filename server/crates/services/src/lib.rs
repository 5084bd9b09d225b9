//! The application layer: authorisation, transactions, the rules between ports and people. Implements the service
//! traits of `rpc`, which server functions and REST handlers call.
//!
//! Every method authorises first. Ids and times are made here; the database stores what it gets.

pub mod accounts;
mod approvals;
mod authorize;
pub(crate) mod dead_letters;
mod error;
mod failures;
mod identity;
pub mod outbound;
pub mod retention;
pub mod runs;
pub mod seed;
mod session;
mod signals;
pub mod triggers;
pub mod vault;
mod workers;
pub mod workflows;

use std::sync::Arc;

use auth::{Sealer, TokenHasher};
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
    /// Seals secrets that have to be read again.
    pub sealer: Sealer,
    /// Wakes the keeper of schedules.
    pub alarm: triggers::Alarm,
}

impl Context {
    /// All services over this context.
    #[must_use]
    pub fn services(&self) -> rpc::service::Services {
        rpc::service::Services {
            workflows: Arc::new(workflows::Workflows::new(self.clone())),
            runs: Arc::new(runs::Runs::new(self.clone())),
            dead_letters: Arc::new(dead_letters::DeadLetters::new(self.clone())),
            failures: Arc::new(failures::Failures::new(self.clone())),
            triggers: Arc::new(triggers::Triggers::new(self.clone())),
            approvals: Arc::new(approvals::Approvals::new(self.clone())),
            signals: Arc::new(signals::Signals::new(self.clone())),
            workers: Arc::new(workers::Workers::new(self.clone())),
            session: Arc::new(session::Sessions::new(self.clone())),
        }
    }
}
