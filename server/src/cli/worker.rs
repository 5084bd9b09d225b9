use std::net::SocketAddr;
use std::process::ExitCode;

use engine::EngineHandle;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::serve::{stop_signal, tend};
use super::{Failure, Outcome};
use crate::announce::announce;
use crate::config::Config;
use crate::installation::Installation;
use crate::listen::{Patience, listen};
use crate::web::worker_health::{WorkerHealth, routes};

/// Executes runs until SIGINT or SIGTERM, then drains.
pub(super) async fn worker(config: Config) -> Outcome {
    if config.run.slots == 0 {
        return Err(Failure::bad_input("APEX_WORKER_SLOTS: a worker has at least 1"));
    }
    let stop = stop_signal()?;
    let listener = match config.run.health {
        Some(addr) => Some(bind(addr).await?),
        None => None,
    };
    let installation = Installation::open(config)
        .await
        .map_err(|error| Failure::with_causes(&error))?;
    let outcome = work(&installation, listener, stop).await;
    installation.close().await;
    outcome
}

async fn bind(addr: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(addr).await.map_err(|error| {
        Failure::failed(format!(
            "can't listen on {addr}: {error} (APEX_WORKER_ADDR chooses another address)"
        ))
    })
}

async fn work(installation: &Installation, listener: Option<TcpListener>, stop: CancellationToken) -> Outcome {
    let tasks = TaskTracker::new();
    let engine = installation
        .start_engine(installation.config.run.slots, &stop)
        .map_err(|error| Failure::with_causes(&error))?;
    tasks.spawn(announce(installation, engine.clone(), stop.clone()));
    tend(installation, &tasks, &stop);
    if let Some(listener) = listener {
        let addr = listener.local_addr().map_err(Failure::failed)?;
        tasks.spawn(answer(installation, &engine, listener, stop.clone()));
        say!("listening on http://{addr}");
    }
    if let Some(worker) = engine.up().await {
        say!("working as {worker}");
    }
    engine.drained().await;
    tasks.close();
    tasks.wait().await;
    Ok(ExitCode::SUCCESS)
}

/// Answers for the worker's health while it works, and while it drains.
fn answer(
    installation: &Installation,
    engine: &EngineHandle,
    listener: TcpListener,
    stop: CancellationToken,
) -> impl Future<Output = ()> + Send + 'static {
    let health = WorkerHealth {
        engine: engine.clone(),
        db: installation.db.clone(),
        post: installation.post.clone(),
        pools: installation.config.run.pools.clone(),
    };
    let patience = Patience {
        head: installation.config.connection.head,
        close: installation.config.run.drain,
    };
    async move { listen(listener, routes(health), patience, &stop).await }
}
