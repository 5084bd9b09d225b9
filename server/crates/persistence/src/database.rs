//! The pools: one that works as `apex_app` within tenants, one that works as `apex_engine` across them.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use domain::id::TenantId;
use ports::{Clock, ObjectStore};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::{ConnectOptions, Connection, Executor};
use sea_orm::{DatabaseConnection, DbErr, RuntimeErr, SqlxPostgresConnector};

use crate::run_store::Memory;
use crate::{DbError, PgAuthStore, PgBoard, PgReadyRuns, PgRunStore, PgSessionStore, TenantScope};

/// A connection that lay idle for longer is asked whether it lives before it is handed out.
const TRUSTED_IDLE: Duration = Duration::from_secs(1);

/// How to reach the database and how much of it to take.
#[derive(Debug, Clone)]
pub struct DatabaseOptions {
    /// `postgres://…`, also with `?host=/socket/folder`. The user must be `apex_app` or be allowed to SET ROLE to it
    /// (the migrations see to it for the user that runs them); the same holds for `apex_engine`.
    pub url: String,
    /// Where the engine connects; none for the same as everybody.
    pub engine_url: Option<String>,
    /// Most connections of the pool for requests.
    pub app_connections: u32,
    /// Most connections of the pool for the engine.
    pub engine_connections: u32,
    /// How long to wait for a free connection before [`DbError::Unavailable`].
    pub acquire_timeout: Duration,
    /// How long one statement may take.
    pub statement_timeout: Duration,
    /// The cell whose runs are queued and claimed here.
    pub region: String,
    /// Where large outputs lie; without one they stay in the journal.
    pub objects: Option<Arc<dyn ObjectStore>>,
}

impl DatabaseOptions {
    /// The usual measures: 8 and 4 connections, 3 s and 10 s, region `local`.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            engine_url: None,
            app_connections: 8,
            engine_connections: 4,
            acquire_timeout: Duration::from_secs(3),
            statement_timeout: Duration::from_secs(10),
            region: "local".into(),
            objects: None,
        }
    }
}

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Database {
    pools: Arc<Pools>,
}

#[derive(Debug)]
struct Pools {
    app: DatabaseConnection,
    engine: DatabaseConnection,
    board: PgBoard,
    region: Arc<str>,
    memory: Memory,
    objects: Option<Arc<dyn ObjectStore>>,
}

/// The role that every connection of a pool takes on before anybody sees it.
#[derive(Debug, Clone, Copy)]
enum Role {
    App,
    Engine,
}

impl Role {
    const fn sql(self) -> &'static str {
        match self {
            Self::App => "SET ROLE apex_app",
            Self::Engine => "SET ROLE apex_engine",
        }
    }

    fn url(self, options: &DatabaseOptions) -> &str {
        match self {
            Self::App => &options.url,
            Self::Engine => options.engine_url.as_deref().unwrap_or(&options.url),
        }
    }

    const fn connections(self, options: &DatabaseOptions) -> u32 {
        match self {
            Self::App => options.app_connections,
            Self::Engine => options.engine_connections,
        }
    }

    const fn application_name(self) -> &'static str {
        match self {
            Self::App => "apex-app",
            Self::Engine => "apex-engine",
        }
    }
}

impl Database {
    /// Opens both pools and tries one connection of each. The schema must be up to date.
    pub async fn connect(options: DatabaseOptions) -> Result<Self, DbError> {
        let app = open(&options, Role::App).await?;
        let engine = open(&options, Role::Engine).await?;
        let board = PgBoard::new(connect_options(&options, Role::Engine)?, &options.region);
        Ok(Self {
            pools: Arc::new(Pools {
                app,
                engine,
                board,
                region: options.region.into(),
                memory: Memory::default(),
                objects: options.objects,
            }),
        })
    }

    /// Where to begin a transaction of this tenant.
    #[must_use]
    pub fn tenant(&self, tenant: TenantId) -> TenantScope {
        TenantScope::new(self.clone(), tenant)
    }

    /// The look-ups of sign-in.
    #[must_use]
    pub fn auth_store(&self) -> PgAuthStore {
        PgAuthStore::new(self.clone())
    }

    /// Queue, leases and journal for the engine of this region. Make one and share it.
    #[must_use]
    pub fn run_store(&self) -> PgRunStore {
        PgRunStore::new(self.clone())
    }

    /// The board that all nodes of this region read. It takes two connections of its own once it is used.
    #[must_use]
    pub fn board(&self) -> PgBoard {
        self.pools.board.clone()
    }

    /// A look into the queue of this region.
    #[must_use]
    pub fn ready_runs(&self) -> PgReadyRuns {
        PgReadyRuns::new(self.clone())
    }

    /// Browser sessions.
    #[must_use]
    pub fn session_store(&self, clock: Arc<dyn Clock>) -> PgSessionStore {
        PgSessionStore::new(self.clone(), clock)
    }

    /// What all run stores and acceptances of this process share.
    pub(crate) fn memory(&self) -> &Memory {
        &self.pools.memory
    }

    pub(crate) fn objects(&self) -> Option<&Arc<dyn ObjectStore>> {
        self.pools.objects.as_ref()
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), DbError> {
        Ok(self.app().ping().await?)
    }

    /// Closes all connections, once what is under way has ended. Later calls are refused as unavailable.
    pub async fn close(&self) {
        self.pools.board.close().await;
        for pool in [&self.pools.app, &self.pools.engine] {
            if let Err(error) = pool.close_by_ref().await {
                tracing::warn!(%error, "a database pool did not close cleanly");
            }
        }
    }

    /// The cell whose runs are queued and claimed here.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.pools.region
    }

    pub(crate) fn app(&self) -> &DatabaseConnection {
        &self.pools.app
    }

    pub(crate) fn engine(&self) -> &DatabaseConnection {
        &self.pools.engine
    }
}

async fn open(options: &DatabaseOptions, role: Role) -> Result<DatabaseConnection, DbError> {
    let connect = connect_options(options, role)?;
    let pool = PgPoolOptions::new()
        .max_connections(role.connections(options))
        .acquire_timeout(options.acquire_timeout)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > TRUSTED_IDLE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .after_connect(move |connection, _meta| Box::pin(async move { connection.execute(role.sql()).await.map(drop) }))
        .connect_with(connect)
        .await
        .map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))))?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

fn connect_options(options: &DatabaseOptions, role: Role) -> Result<PgConnectOptions, DbError> {
    let parsed = PgConnectOptions::from_str(role.url(options)).map_err(|error| DbError::BadUrl(Box::new(error)))?;
    // role settings don't follow SET ROLE, so the limits are given at connect
    Ok(parsed
        .application_name(role.application_name())
        .options([
            ("statement_timeout", options.statement_timeout.as_millis().to_string()),
            ("idle_in_transaction_session_timeout", "10000".to_owned()),
            ("search_path", "public".to_owned()),
        ])
        .disable_statement_logging())
}
