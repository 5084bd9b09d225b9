use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use engine::EngineHandle;
use services::retention::keep_days;
use services::seed::seed_demo;
use services::triggers::{keep_schedules, start_error_workflows};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::starters::starters;
use super::{Failure, Outcome};
use crate::announce::announce;
use crate::config::Config;
use crate::installation::Installation;
use crate::listen::{Patience, listen};
use crate::router::{Bounds, Serving, router_within};
use crate::web::assets::Site;

/// How long open connections (event streams above all) may take to close at shutdown.
const CLOSE_GRACE: Duration = Duration::from_secs(2);
/// How often links, sessions and idempotency keys past their time are swept.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Serve pages and API only; runs wait for an `apex worker` (the same as APEX_WORKER_SLOTS=0)
    #[arg(long)]
    no_worker: bool,
}

/// Serves until SIGINT or SIGTERM, then drains.
pub(super) async fn serve(mut config: Config, args: &ServeArgs) -> Outcome {
    if args.no_worker {
        config.run.slots = 0;
    }
    // heard from the first moment on, so that a Ctrl-C during the start leaves no database behind
    let stop = stop_signal()?;
    let listener = bind(config.web.addr).await?;
    let installation = Installation::open(config)
        .await
        .map_err(|error| Failure::with_causes(&error))?;
    let outcome = serve_on(listener, &installation, stop).await;
    installation.close().await;
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn bind(addr: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(addr).await.map_err(|error| {
        Failure::failed(format!(
            "can't listen on {addr}: {error} (APEX_ADDR chooses another address)"
        ))
    })
}

async fn serve_on(listener: TcpListener, installation: &Installation, stop: CancellationToken) -> Result<(), Failure> {
    let addr = listener.local_addr().map_err(Failure::failed)?;
    seed(installation, addr).await?;
    for name in &installation.config.unused {
        tracing::warn!("{name} is set, but this version of Apex does not use it");
    }
    let tasks = TaskTracker::new();
    let engine = start_worker(installation, &tasks, &stop)?;
    tend(installation, &tasks, &stop);
    let serving = Serving {
        context: installation.context(),
        site: Site::find(),
        base_url: installation.config.web.base_url(addr),
        started: Instant::now(),
    };
    let bounds = Bounds {
        sessions: installation.config.session.life,
        streams: installation.config.connection.streams,
    };
    let app = router_within(serving, bounds);
    say!("listening on http://{addr}");
    let patience = Patience {
        head: installation.config.connection.head,
        close: CLOSE_GRACE,
    };
    listen(listener, app, patience, &stop).await;
    stop.cancel();
    if let Some(engine) = engine {
        engine.drained().await;
    }
    tasks.close();
    tasks.wait().await;
    Ok(())
}

/// The worker of this server, unless it is to have none.
fn start_worker(
    installation: &Installation,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) -> Result<Option<EngineHandle>, Failure> {
    if installation.config.run.slots == 0 {
        installation.join(None);
        tracing::info!("this server executes no runs: an `apex worker` does");
        return Ok(None);
    }
    let engine = installation
        .start_engine(installation.config.run.slots, stop)
        .map_err(|error| Failure::with_causes(&error))?;
    tasks.spawn(announce(installation, engine.clone(), stop.clone()));
    Ok(Some(engine))
}

async fn seed(installation: &Installation, addr: SocketAddr) -> Result<(), Failure> {
    let config = &installation.config;
    if !config.database.demo.unwrap_or(installation.private.is_some()) {
        return Ok(());
    }
    let base_url = config.web.base_url(addr);
    let made = seed_demo(&installation.context(), &starters(), &base_url, &config.region)
        .await
        .map_err(|error| Failure::with_causes(&error))?;
    if made {
        tracing::info!("made the demo organisation with its starter workflows");
    }
    Ok(())
}

/// A token that is cancelled by SIGINT or SIGTERM. A second signal ends the process at once.
#[expect(
    clippy::disallowed_methods,
    reason = "whoever asks twice does not want to wait for the drain"
)]
pub(super) fn stop_signal() -> Result<CancellationToken, Failure> {
    let token = CancellationToken::new();
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(Failure::failed)?;
    let heard = token.clone();
    let listening = async move {
        for already in [false, true] {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if already {
                std::process::exit(130);
            }
            heard.cancel();
        }
    };
    TaskTracker::new().spawn(listening);
    Ok(token)
}

/// What `work` gives, unless a signal comes first: then it is dropped where it is, and its transactions are undone.
pub(super) async fn unless_stopped<T>(stop: &CancellationToken, work: impl Future<Output = T>) -> Result<T, Failure> {
    tokio::select! {
        // what is done is told, even when the signal came at the same moment
        biased;
        done = work => Ok(done),
        () = stop.cancelled() => Err(Failure::stopped()),
    }
}

/// Background work of a server: the private Postgres is kept running, schedules are kept, error workflows started, what
/// is past its time is swept, days of runs come and go.
pub(super) fn tend(installation: &Installation, tasks: &TaskTracker, stop: &CancellationToken) {
    tasks.spawn(keep_schedules(installation.context(), stop.clone()));
    tasks.spawn(start_error_workflows(installation.context(), stop.clone()));
    let retention = installation.config.objects.retention;
    tasks.spawn(keep_days(installation.context(), retention, stop.clone()));
    if let Some(private) = installation.private.clone() {
        let stop = stop.clone();
        tasks.spawn(async move {
            tokio::select! {
                () = private.supervise() => {}
                () = stop.cancelled() => {}
            }
        });
    }
    let (db, clock, stop) = (installation.db.clone(), installation.clock.clone(), stop.clone());
    tasks.spawn(async move {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = clock.sleep(SWEEP_EVERY) => {}
            }
            if let Err(error) = db.sweep_expired(clock.now()).await {
                tracing::warn!(%error, "could not sweep what is past its time");
            }
        }
    });
}
