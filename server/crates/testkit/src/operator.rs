//! Hands inside a running database: hold a statement up, see who waits, end connections, refuse writes, and write down
//! what happens to leases.
//!
//! A process is stopped at a known place without a hook in the product: the test holds the lock that a statement needs,
//! sees the statement wait, and kills whoever asked. Nothing here knows of Apex's code but the names of its tables.

mod crowd;
mod disk;
mod hold;
mod record;
mod watch;

use localdb::{LocalDb, Role};
use sea_orm::sqlx::postgres::PgConnection;

use crate::test_db::{Seat, TestDb, connect};

pub use crowd::Crowd;
pub use disk::FullDisk;
pub use hold::Hold;
pub use watch::Waiting;

/// An operator of one database. Clones are the same operator.
#[derive(Debug, Clone)]
pub struct Operator {
    owner: String,
    app: String,
    engine: String,
}

impl Operator {
    /// Of the private Postgres of an installation.
    #[must_use]
    pub fn of(server: &LocalDb) -> Self {
        Self {
            owner: server.url(Role::Migrator),
            app: server.url(Role::App),
            engine: server.url(Role::Engine),
        }
    }

    /// Of a test's database.
    #[must_use]
    pub fn of_test(database: &TestDb) -> Self {
        Self {
            owner: database.url(Seat::Owner),
            app: database.url(Seat::App),
            engine: database.url(Seat::Engine),
        }
    }

    /// A connection of its own.
    pub async fn connection(&self, seat: Seat) -> PgConnection {
        connect(self.url(seat)).await
    }

    fn url(&self, seat: Seat) -> &str {
        match seat {
            Seat::Owner => &self.owner,
            Seat::App => &self.app,
            Seat::Engine => &self.engine,
        }
    }
}
