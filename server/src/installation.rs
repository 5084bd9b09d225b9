//! An open installation: database, migrations, master key, the world of services and engine. What every command that
//! touches data begins with.

use std::num::NonZeroUsize;
use std::sync::{Arc, OnceLock};

use auth::{Sealer, TokenHasher};
use dispatch::{Node, Post};
use domain::catalogue::Catalogue;
use egress::{GuardedClient, Limits};
use engine::{Engine, EngineHandle, Executors, Options, Ports};
use localdb::{LocalDb, Role};
use persistence::{Database, DatabaseOptions};
use ports::{Clock, ExpressionSandbox, ObjectStore, Outbound, SecretVault, SystemClock};
use sandbox::SandboxPool;
use services::Context;
use services::outbound::GuardedOutbound;
use services::triggers::Alarm;
use services::vault::EnvVault;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::master_key;

/// Opening failed; the text tells the person at the terminal what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error("the private Postgres can't be used: {0} [{code}]", code = .0.code())]
    LocalDb(#[from] localdb::LocalDbError),
    #[error("the database can't be brought to this version: {0}")]
    Migrate(#[from] migration::MigrateError),
    #[error("the database can't be reached: {0}")]
    Database(#[from] persistence::DbError),
    #[error(transparent)]
    Key(#[from] master_key::KeyError),
    #[error("the HTTP client can't be set up: {0}")]
    Egress(#[from] egress::EgressError),
    #[error(transparent)]
    Objects(#[from] objects::OpenError),
    #[error("NATS can't be used: {0}")]
    Nats(#[from] dispatch::NatsOptionsError),
    #[error("the path of this program can't be found: {0}")]
    Program(#[from] std::io::Error),
}

/// An open installation. Call [`Installation::close`] at the end.
pub(crate) struct Installation {
    pub(crate) config: Config,
    pub(crate) db: Database,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) hasher: TokenHasher,
    sealer: Sealer,
    alarm: Alarm,
    pub(crate) private: Option<Arc<LocalDb>>,
    /// Dispatch and fan-out, within this process and between the nodes.
    pub(crate) post: Post,
    node: OnceLock<Node>,
    /// Ends the hints and events of this node, after its worker has gone down.
    ending: CancellationToken,
}

impl Installation {
    /// Starts or joins the database, migrates it, and connects.
    pub(crate) async fn open(config: Config) -> Result<Self, OpenError> {
        let key = master_key::load(&config.key)?;
        let private = match &config.database.url {
            Some(_) => None,
            None => Some(Arc::new(LocalDb::start_or_join(local_options(&config)).await?)),
        };
        let opened = Self::connect(config, key, private.clone()).await;
        // whoever fails to open still leaves the shared server
        if opened.is_err()
            && let Some(private) = private
        {
            leave(private).await;
        }
        opened
    }

    async fn connect(config: Config, key: [u8; 32], private: Option<Arc<LocalDb>>) -> Result<Self, OpenError> {
        let url = database_url(&config, private.as_deref());
        let done = migration::migrate_up(&url).await?;
        if !done.applied.is_empty() {
            tracing::info!(steps = done.applied.len(), "database migrated");
        }
        let options = DatabaseOptions {
            app_connections: config.database.app_connections,
            engine_connections: config.database.engine_connections,
            region: config.region.clone(),
            objects: config
                .objects
                .open(private.is_some())?
                .map(|objects| Arc::new(objects) as Arc<dyn ObjectStore>),
            // the private Postgres has a login for each; on an outside one the pools become the roles by SET ROLE
            engine_url: private.as_deref().map(|private| private.url(Role::Engine)),
            ..DatabaseOptions::new(private.as_deref().map_or(url, |private| private.url(Role::App)))
        };
        let db = Database::connect(options).await?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let ports = dispatch::Ports {
            board: Arc::new(db.board()),
            ready_runs: Arc::new(db.ready_runs()),
            clock: Arc::clone(&clock),
        };
        let node = dispatch::Options {
            pools: config.run.pools.clone(),
            nats: config.nats.options.clone(),
            ..dispatch::Options::new(services::new_worker_id().to_string(), &config.region)
        };
        Ok(Self {
            post: Post::open(node, ports).await?,
            node: OnceLock::new(),
            ending: CancellationToken::new(),
            db,
            clock,
            hasher: TokenHasher::from_master_key(&key),
            sealer: Sealer::from_master_key(&key),
            alarm: Alarm::default(),
            config,
            private,
        })
    }

    /// Starts a worker with `slots` places, and hears other nodes; 0 drives only what it is told to.
    pub(crate) fn start_engine(&self, slots: u32, shutdown: &CancellationToken) -> Result<EngineHandle, OpenError> {
        let limits = Limits {
            max_response_bytes: domain::limits::MAX_RESPONSE_BYTES as u64,
            ..Limits::default()
        };
        let client = GuardedClient::new(self.config.egress.policy.clone(), limits)?;
        self.start_engine_calling(Arc::new(GuardedOutbound::new(client)), slots, shutdown)
    }

    /// As [`Installation::start_engine`], with another outside world.
    pub(crate) fn start_engine_calling(
        &self,
        outbound: Arc<dyn Outbound>,
        slots: u32,
        shutdown: &CancellationToken,
    ) -> Result<EngineHandle, OpenError> {
        let models = Arc::new(providers::Registry::builtin());
        let ports = Ports {
            store: Arc::new(self.db.run_store().for_pools(self.config.run.pools.clone())),
            clock: self.clock.clone(),
            fanout: Arc::new(self.post.clone()),
            sandbox: self.sandbox()?,
            vault: self.vault(),
            executors: Executors::builtin(outbound, models),
            catalogue: Catalogue::builtin().clone(),
        };
        let options = Options {
            slots: slots as usize,
            pools: self.config.run.pools.clone().into(),
            drain_grace: self.config.run.drain,
            lease_ttl: self.config.run.lease,
            // four tries fit into a lease
            heartbeat: self.config.run.lease / 5,
            reap_every: Some(self.config.run.lease / 4),
            circuit: self.config.circuit.options,
            ..Options::new(services::new_worker_id)
        };
        let engine = Engine::new(options, ports).start(shutdown);
        self.join(Some(engine.clone()));
        Ok(engine)
    }

    /// Renders what is not bounded by its inputs, in child processes of this program.
    pub(crate) fn sandbox(&self) -> Result<Arc<dyn ExpressionSandbox>, OpenError> {
        let program = std::env::current_exe()?;
        let pool = SandboxPool::new(program, vec!["sandbox-child".into()], sandbox_limits());
        Ok(Arc::new(pool))
    }

    /// Where steps find their secrets.
    pub(crate) fn vault(&self) -> Arc<dyn SecretVault> {
        Arc::new(EnvVault::new(self.db.clone(), self.config.secrets.clone()))
    }

    /// Hears other nodes, and is heard by them, until [`Installation::close`]. The worker does so by itself.
    pub(crate) fn join(&self, worker: Option<EngineHandle>) {
        let worker = worker.map(|engine| Arc::new(engine) as Arc<dyn ports::Worker>);
        self.node.get_or_init(|| self.post.start(worker, &self.ending));
    }

    /// The application layer over this installation.
    pub(crate) fn context(&self) -> Context {
        Context {
            db: self.db.clone(),
            clock: self.clock.clone(),
            fanout: Arc::new(self.post.clone()),
            dispatch: Arc::new(self.post.clone()),
            hasher: self.hasher.clone(),
            sealer: self.sealer.clone(),
            alarm: self.alarm.clone(),
        }
    }

    /// Closes the connections and leaves the private server; the last one out stops it.
    pub(crate) async fn close(self) {
        self.ending.cancel();
        if let Some(node) = self.node.get() {
            node.stopped().await;
        }
        self.db.close().await;
        if let Some(private) = self.private {
            leave(private).await;
        }
    }
}

async fn leave(private: Arc<LocalDb>) {
    match Arc::try_unwrap(private) {
        Ok(private) => {
            if let Err(error) = private.stop().await {
                tracing::warn!(%error, "the private Postgres could not be stopped");
            }
        }
        Err(_) => tracing::warn!("the private Postgres is still in use by this process"),
    }
}

fn sandbox_limits() -> sandbox::Limits {
    sandbox::Limits {
        children: NonZeroUsize::new(2).unwrap_or(NonZeroUsize::MIN),
        ..sandbox::Limits::default()
    }
}

/// The settings of the private server.
pub(crate) fn local_options(config: &Config) -> localdb::Options {
    localdb::Options {
        bin_dir: config.database.bin_dir.clone(),
        search_path: config.search_path.clone(),
        runtime_dir: config.runtime_dir.clone(),
        ..localdb::Options::new(&config.data_dir)
    }
}

/// The address to migrate with: the owner's, never the superuser's.
pub(crate) fn database_url(config: &Config, private: Option<&LocalDb>) -> String {
    match (&config.database.url, private) {
        (Some(url), _) => url.clone(),
        (None, Some(private)) => private.url(Role::Migrator),
        (None, None) => String::new(),
    }
}
