//! A whole server in this process, on a fresh installation in a temporary folder.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use domain::access::{Caller, Principal, Role};
use domain::id::WorkflowVersionId;
use engine::EngineHandle;
use persistence::runs;
use reqwest::{Client, RequestBuilder};
use rpc::service::RunService;
use serde_json::{Value, json};
use services::accounts::{KeyRequest, OrgRequest, create_key, create_org, login_link};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::upstream::Upstream;
use crate::cli::Failure;
use crate::config::Config;
use crate::installation::Installation;
use crate::router::{Serving, router};
use crate::web::assets::Site;

const OWNER: &str = "bench@demo.apex";
/// Nothing that is measured is secret.
const KEY_BYTE: &str = "00";

pub(super) struct Stage {
    installation: Installation,
    pub(super) engine: EngineHandle,
    pub(super) base: String,
    pub(super) client: Client,
    key: String,
    stop: CancellationToken,
    tasks: TaskTracker,
    folder: PathBuf,
    caller: Caller,
    pub(super) upstream: Arc<Upstream>,
}

impl Stage {
    pub(super) async fn open(mut config: Config) -> Result<Self, Failure> {
        let folder = std::env::temp_dir().join(format!("apex-bench-{}", std::process::id()));
        config.data_dir.clone_from(&folder);
        config.key.key = Some(KEY_BYTE.repeat(32));
        // an outside database would keep what is measured: only a private one is used
        config.database.url = None;
        let installation = Installation::open(config)
            .await
            .map_err(|error| Failure::with_causes(&error))?;
        let stop = CancellationToken::new();
        let upstream = Arc::new(Upstream::default());
        let engine = installation
            .start_engine_calling(Arc::clone(&upstream) as _, installation.config.run.slots, &stop)
            .map_err(|error| Failure::with_causes(&error))?;
        let context = installation.context();
        let org = OrgRequest {
            slug: "bench".into(),
            name: "Bench".into(),
            owner: OWNER.into(),
            region: "local".into(),
        };
        let (tenant, user) = create_org(&context, &org).await.map_err(Failure::failed)?;
        let caller = Caller {
            tenant,
            tenant_slug: "bench".into(),
            tenant_name: "Bench".into(),
            principal: Principal::User {
                id: user,
                email: OWNER.into(),
                name: "Bench".into(),
                role: Role::Owner,
            },
        };
        let key = KeyRequest {
            org: "bench".into(),
            name: "bench".into(),
            scopes: vec!["*".into()],
        };
        let key = create_key(&context, &key).await.map_err(Failure::failed)?;
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
            .await
            .map_err(Failure::failed)?;
        let base = format!("http://{}", listener.local_addr().map_err(Failure::failed)?);
        let link = login_link(&context, OWNER, &base).await.map_err(Failure::failed)?;
        let serving = Serving {
            context,
            site: Site::find(),
            base_url: base.clone(),
            started: Instant::now(),
        };
        let app = router(serving).into_make_service_with_connect_info::<SocketAddr>();
        let tasks = TaskTracker::new();
        let closing = stop.clone();
        tasks.spawn(async move {
            let served = axum::serve(listener, app)
                .with_graceful_shutdown(closing.cancelled_owned())
                .await;
            if let Err(error) = served {
                tracing::error!(%error, "the server under measurement failed");
            }
        });
        let client = Client::builder().cookie_store(true).build().map_err(Failure::failed)?;
        client.get(link).send().await.map_err(Failure::failed)?;
        Ok(Self {
            installation,
            engine,
            base,
            client,
            key,
            stop,
            tasks,
            folder,
            caller,
            upstream,
        })
    }

    /// A request with the API key.
    pub(super) fn api(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(&self.key)
    }

    pub(super) fn installation(&self) -> &Installation {
        &self.installation
    }

    /// The services, as pages and API call them.
    pub(super) fn runs(&self) -> Arc<dyn RunService> {
        self.installation.context().services().runs
    }

    /// Somebody who may do everything.
    pub(super) fn caller(&self) -> Caller {
        self.caller.clone()
    }

    /// Where the data lies, for another process.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The key of this installation.
    pub(super) fn master_key(&self) -> String {
        KEY_BYTE.repeat(32)
    }

    /// Makes a workflow and gives its first version.
    pub(super) async fn publish(&self, name: &str, graph: Value) -> Result<WorkflowVersionId, Failure> {
        let body = json!({"name": name, "graph": graph});
        let request = self.api(self.client.post(format!("{}/api/v1/workflows", self.base)));
        let response = request.json(&body).send().await.map_err(Failure::failed)?;
        let response = response.error_for_status().map_err(Failure::failed)?;
        let created: Value = response.json().await.map_err(Failure::failed)?;
        serde_json::from_value(created["workflowVersionId"].clone()).map_err(Failure::failed)
    }

    /// Stores as many runs of this version that ended some time ago.
    pub(super) async fn fill(&self, version: WorkflowVersionId, count: u32) -> Result<(), Failure> {
        let scope = self.installation.db.tenant(self.caller.tenant);
        let mut left = count;
        while left > 0 {
            let batch = left.min(20_000);
            let tx = scope.begin().await.map_err(Failure::failed)?;
            runs::fill(&tx, version, batch, self.installation.clock.now())
                .await
                .map_err(Failure::failed)?;
            tx.commit().await.map_err(Failure::failed)?;
            left -= batch;
        }
        Ok(())
    }

    pub(super) async fn close(self) {
        drop(self.client);
        self.stop.cancel();
        self.engine.drained().await;
        self.tasks.close();
        self.tasks.wait().await;
        self.installation.close().await;
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            tracing::warn!(%error, "the temporary folder could not be removed");
        }
    }
}
