//! Which leases reached their worker, and what the store knows of each.
//!
//! A claim whose answer gets lost (the connection breaks between commit and answer) leaves leases that nobody works
//! on and that every heartbeat keeps alive. So the store remembers what it handed out, and once a claim has failed,
//! the next heartbeat gives back what was taken and never handed out.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use domain::id::{RunId, TenantId, WorkerId};
use ports::{Lease, RunRef};

/// How many heartbeats look for lost leases after a failed claim. Its statement may still be running in the server, for
/// as long as a statement may take (10 s); heartbeats come every 3 to 5 s.
const CHECKS: u32 = 8;

/// What the store knows of a lease that it handed out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// How many signals were handed out with it.
    pub(crate) signals: i32,
    /// Whether another run waits for this one.
    pub(crate) has_parent: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Deliveries {
    workers: Mutex<HashMap<WorkerId, Held>>,
}

#[derive(Debug, Default)]
struct Held {
    leases: HashMap<(TenantId, RunId, i64), Known>,
    /// Claims whose answer is still to come, and since when.
    claiming: HashMap<u64, DateTime<Utc>>,
    claims: u64,
    /// Above 0 after a claim has failed: there may be leases that nobody knows of.
    checks_left: u32,
}

/// What a worker knows to hold.
#[derive(Debug)]
pub(crate) struct Inventory {
    /// Its leases.
    pub(crate) leases: Vec<(TenantId, RunId, i64)>,
    /// Leases from then on may be on their way to it.
    pub(crate) before: Option<DateTime<Utc>>,
}

const fn key(lease: &Lease) -> (TenantId, RunId, i64) {
    (lease.run.tenant, lease.run.run, lease.fence)
}

impl Deliveries {
    fn claim_begins(&self, worker: WorkerId, at: DateTime<Utc>) -> u64 {
        let mut workers = self.lock();
        let held = workers.entry(worker).or_default();
        held.claims += 1;
        held.claiming.insert(held.claims, at);
        held.claims
    }

    fn claim_failed(&self, worker: WorkerId, claim: u64) {
        let mut workers = self.lock();
        let held = workers.entry(worker).or_default();
        held.claiming.remove(&claim);
        held.checks_left = CHECKS;
    }

    fn delivered(&self, worker: WorkerId, claim: u64, leases: impl IntoIterator<Item = (Lease, Known)>) {
        let mut workers = self.lock();
        let held = workers.entry(worker).or_default();
        held.claiming.remove(&claim);
        held.leases
            .extend(leases.into_iter().map(|(lease, known)| (key(&lease), known)));
    }

    pub(crate) fn known(&self, lease: &Lease) -> Known {
        let workers = self.lock();
        let known = workers.get(&lease.worker).and_then(|held| held.leases.get(&key(lease)));
        known.copied().unwrap_or_default()
    }

    /// The holder has read so many signals.
    pub(crate) fn has_read(&self, lease: &Lease, signals: i32) {
        let mut workers = self.lock();
        let held = workers.get_mut(&lease.worker);
        if let Some(known) = held.and_then(|held| held.leases.get_mut(&key(lease))) {
            known.signals = known.signals.max(signals);
        }
    }

    /// Those of the worker's runs to which more was said than it has read.
    pub(crate) fn unread(&self, worker: WorkerId, said: impl IntoIterator<Item = (RunRef, i64, i32)>) -> Vec<RunId> {
        let workers = self.lock();
        let leases = workers.get(&worker).map(|held| &held.leases);
        let is_unread = |(run, fence, count): &(RunRef, i64, i32)| {
            let known = leases.and_then(|leases| leases.get(&(run.tenant, run.run, *fence)));
            known.is_some_and(|known| known.signals < *count)
        };
        said.into_iter().filter(is_unread).map(|(run, ..)| run.run).collect()
    }

    pub(crate) fn given_up(&self, lease: &Lease) {
        if let Some(held) = self.lock().get_mut(&lease.worker) {
            held.leases.remove(&key(lease));
        }
    }

    pub(crate) fn forget(&self, worker: WorkerId) {
        self.lock().remove(&worker);
    }

    /// What the worker knows to hold, if there is reason to look for more.
    pub(crate) fn to_check(&self, worker: WorkerId) -> Option<Inventory> {
        let workers = self.lock();
        let held = workers.get(&worker)?;
        (held.checks_left > 0).then(|| Inventory {
            leases: held.leases.keys().copied().collect(),
            before: held.claiming.values().min().copied(),
        })
    }

    pub(crate) fn checked(&self, worker: WorkerId) {
        if let Some(held) = self.lock().get_mut(&worker) {
            held.checks_left = held.checks_left.saturating_sub(1);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<WorkerId, Held>> {
        // no code that can panic runs under the lock
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the deliveries how a claim ended, also when its future is dropped half-way.
pub(crate) struct ClaimGuard<'a> {
    deliveries: &'a Deliveries,
    worker: WorkerId,
    claim: u64,
    open: bool,
}

impl<'a> ClaimGuard<'a> {
    /// `at` is the time that its leases will bear.
    pub(crate) fn begin(deliveries: &'a Deliveries, worker: WorkerId, at: DateTime<Utc>) -> Self {
        Self {
            deliveries,
            worker,
            claim: deliveries.claim_begins(worker, at),
            open: true,
        }
    }

    pub(crate) fn delivered(mut self, leases: impl IntoIterator<Item = (Lease, Known)>) {
        self.open = false;
        self.deliveries.delivered(self.worker, self.claim, leases);
    }
}

impl Drop for ClaimGuard<'_> {
    fn drop(&mut self) {
        if self.open {
            self.deliveries.claim_failed(self.worker, self.claim);
        }
    }
}
