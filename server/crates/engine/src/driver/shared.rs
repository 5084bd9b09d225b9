//! What all tasks of one engine share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use domain::id::RunId;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::programs::Programs;
use super::pulse::Pulse;
use super::{Options, Ports};
use crate::circuit::Circuits;

pub(super) struct Shared {
    pub(super) options: Options,
    pub(super) ports: Ports,
    pub(super) programs: Programs,
    pub(super) tracker: TaskTracker,
    /// Something may be ready, or a slot is free.
    pub(super) wake: Notify,
    /// A place is free again.
    pub(super) vacated: Notify,
    /// Claims by id that are under way.
    pub(super) taking: AtomicUsize,
    /// The last claim came back full: more may stand in the queue.
    backlog: AtomicBool,
    /// Something was queued since the last claim began.
    hinted: AtomicBool,
    /// The runs that are driven here, to reach them from elsewhere.
    active: Mutex<HashMap<RunId, Reins>>,
    shutdown: OnceLock<CancellationToken>,
    /// The worker that is alive now; none before the first heartbeat and after the last.
    pub(super) worker: watch::Sender<Option<Arc<Pulse>>>,
    random: Mutex<SmallRng>,
    pub(super) counters: Counters,
    pub(super) circuits: Circuits,
}

/// What reaches a run that is driven here.
#[derive(Debug, Clone, Default)]
pub(super) struct Reins {
    /// Somebody asks for its end.
    pub(super) cancel: CancellationToken,
    /// Something was said to it.
    pub(super) signal: Arc<Notify>,
}

/// Counted since the start.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) claimed: AtomicU64,
    pub(super) finished: AtomicU64,
    pub(super) parked: AtomicU64,
    pub(super) lost: AtomicU64,
    pub(super) steps: AtomicU64,
}

impl Counters {
    pub(super) fn add(counter: &AtomicU64, count: u64) {
        counter.fetch_add(count, Ordering::Relaxed);
    }
}

impl Shared {
    pub(super) fn new(options: Options, ports: Ports) -> Self {
        let random = options.seed.map_or_else(SmallRng::from_os_rng, SmallRng::seed_from_u64);
        Self {
            circuits: Circuits::new(options.circuit),
            programs: Programs::new(ports.catalogue.clone(), ports.executors.clone()),
            options,
            ports,
            tracker: TaskTracker::new(),
            wake: Notify::new(),
            vacated: Notify::new(),
            taking: AtomicUsize::new(0),
            backlog: AtomicBool::new(true),
            hinted: AtomicBool::new(false),
            active: Mutex::default(),
            shutdown: OnceLock::new(),
            worker: watch::Sender::new(None),
            random: Mutex::new(random),
            counters: Counters::default(),
        }
    }

    pub(super) fn adopt_shutdown(&self, shutdown: &CancellationToken) {
        self.shutdown.get_or_init(|| shutdown.clone());
    }

    /// Ends when the worker is to go down.
    pub(super) fn shutdown(&self) -> &CancellationToken {
        self.shutdown.get_or_init(CancellationToken::new)
    }

    /// Something may be ready.
    pub(super) fn hint(&self) {
        self.hinted.store(true, Ordering::Release);
        self.wake.notify_one();
    }

    /// A claim begins: what is queued from now on it may miss.
    pub(super) fn claim_begins(&self) {
        self.hinted.store(false, Ordering::Release);
    }

    /// Whether the claim took as many as it asked for, and so may have left some.
    pub(super) fn claim_ended(&self, was_full: bool) {
        self.backlog.store(was_full, Ordering::Release);
    }

    /// Whether older runs may stand in the queue.
    pub(super) fn is_behind(&self) -> bool {
        self.backlog.load(Ordering::Acquire) || self.hinted.load(Ordering::Acquire)
    }

    /// A number in 0..1.
    pub(super) fn draw(&self) -> f64 {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).random()
    }

    /// Notes a run as driven here; its token is cancelled when somebody asks for the run's end.
    pub(super) fn enter(&self, run: RunId) -> Reins {
        let reins = Reins::default();
        self.active
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(run, reins.clone());
        reins
    }

    pub(super) fn exit(&self, run: RunId) {
        self.active.lock().unwrap_or_else(PoisonError::into_inner).remove(&run);
        // a claim waits for a place only where more runs may stand in the queue
        if self.is_behind() {
            self.wake.notify_one();
        }
        self.vacated.notify_waiters();
    }

    pub(super) fn active(&self) -> usize {
        self.active.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Asks a run that is driven here to end; false when it is not.
    pub(super) fn cancel(&self, run: RunId) -> bool {
        let active = self.active.lock().unwrap_or_else(PoisonError::into_inner);
        active.get(&run).map(|reins| reins.cancel.cancel()).is_some()
    }

    /// Lets a run that is driven here look for signals; false when it is not.
    pub(super) fn signal(&self, run: RunId) -> bool {
        let active = self.active.lock().unwrap_or_else(PoisonError::into_inner);
        active.get(&run).map(|reins| reins.signal.notify_one()).is_some()
    }
}
