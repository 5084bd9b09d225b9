//! A database of one test: fresh, migrated, gone afterwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use localdb::{LocalDb, Role};
use persistence::{Database, DatabaseOptions};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::{ConnectOptions as _, Connection as _, Row as _};

use crate::server;

/// Databases of tests are called `t_<process>_<number>`, so that the next test sees which ones were left behind.
const PREFIX: &str = "t_";

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A fresh database with the present schema. Dropped with the value, and by a later test if that fails.
#[derive(Debug)]
pub struct TestDb {
    server: Arc<LocalDb>,
    name: String,
    database: Database,
}

/// As whom a test connects past the repositories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// The owner of the schema.
    Owner,
    /// The role of requests.
    App,
    /// The role of the engine.
    Engine,
}

impl Seat {
    const fn role(self) -> Role {
        match self {
            Self::Owner => Role::Migrator,
            Self::App => Role::App,
            Self::Engine => Role::Engine,
        }
    }
}

impl TestDb {
    /// Makes one. Panics when the machine has no Postgres.
    pub async fn new() -> Self {
        let server = Arc::new(server::start().await);
        sweep(&server).await;
        let name = format!(
            "{PREFIX}{}_{}",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        server::copy_template(&server, &name).await;
        let options = DatabaseOptions {
            engine_url: Some(server.url_of(Role::Engine, &name)),
            ..DatabaseOptions::new(server.url_of(Role::App, &name))
        };
        let database = Database::connect(options).await.expect("the test's database answers");
        Self { server, name, database }
    }

    /// An empty database without Apex's tables, for tests of the migrations. Gives its owner's address.
    pub async fn bare(&self, suffix: &str) -> String {
        let name = format!("{}_{suffix}", self.name);
        self.server
            .create_database(&name, None)
            .await
            .expect("an empty database");
        self.server.url_of(Role::Migrator, &name)
    }

    /// The pools.
    #[must_use]
    pub fn database(&self) -> Database {
        self.database.clone()
    }

    /// Where `apex` would be told to connect.
    #[must_use]
    pub fn url(&self, seat: Seat) -> String {
        self.server.url_of(seat.role(), &self.name)
    }

    /// A connection of its own, past the repositories.
    pub async fn connection(&self, seat: Seat) -> PgConnection {
        connect(&self.url(seat)).await
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let (server, name) = (Arc::clone(&self.server), self.name.clone());
        // a thread of its own: the test's runtime may be the current-thread one, or on its way out
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            if let Ok(runtime) = runtime {
                let _ = runtime.block_on(server.drop_database(&name));
            }
        });
        let _ = dropping.join();
    }
}

pub(crate) async fn connect(url: &str) -> PgConnection {
    let options: PgConnectOptions = url.parse().expect("an address of the test server");
    options
        .disable_statement_logging()
        .connect()
        .await
        .expect("the test server answers")
}

/// Drops what tests left behind whose process has ended.
async fn sweep(server: &LocalDb) {
    let mut connection = connect(&server.url(Role::Migrator)).await;
    let sql = "SELECT datname::text FROM pg_database WHERE datname LIKE 't\\_%'";
    let rows = sea_orm::sqlx::query(sql)
        .fetch_all(&mut connection)
        .await
        .unwrap_or_default();
    let names = rows.iter().map(|row| row.get::<String, _>(0));
    for name in names.filter(|name| is_orphan(name)) {
        // another test may be faster
        let _ = server.drop_database(&name).await;
    }
    let _ = connection.close().await;
}

fn is_orphan(name: &str) -> bool {
    let process = name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').next());
    process.is_some_and(|process| !std::path::Path::new("/proc").join(process).exists())
}
