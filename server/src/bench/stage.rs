//! A whole server in this process, on a fresh installation in a temporary folder.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Instant;

use engine::EngineHandle;
use reqwest::{Client, RequestBuilder};
use services::accounts::{KeyRequest, OrgRequest, create_key, create_org, login_link};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::cli::Failure;
use crate::config::Config;
use crate::installation::Installation;
use crate::router::{Serving, router};
use crate::web::assets::Site;

const OWNER: &str = "bench@demo.apex";

pub(super) struct Stage {
    installation: Installation,
    pub(super) engine: EngineHandle,
    pub(super) base: String,
    pub(super) client: Client,
    key: String,
    stop: CancellationToken,
    tasks: TaskTracker,
    folder: PathBuf,
}

impl Stage {
    pub(super) async fn open(mut config: Config) -> Result<Self, Failure> {
        let folder = std::env::temp_dir().join(format!("apex-bench-{}", std::process::id()));
        config.data_dir.clone_from(&folder);
        config.key.key = Some("00".repeat(32));
        // an outside database would keep what is measured: only a private one is used
        config.database.url = None;
        let installation = Installation::open(config)
            .await
            .map_err(|error| Failure::with_causes(&error))?;
        let stop = CancellationToken::new();
        let engine = installation
            .start_engine(installation.config.run.slots, &stop)
            .map_err(|error| Failure::with_causes(&error))?;
        let context = installation.context();
        let org = OrgRequest {
            slug: "bench".into(),
            name: "Bench".into(),
            owner: OWNER.into(),
            region: "local".into(),
        };
        create_org(&context, &org).await.map_err(Failure::failed)?;
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
        })
    }

    /// A request with the API key.
    pub(super) fn api(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(&self.key)
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
