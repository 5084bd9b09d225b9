//! Which leases reached their worker.
//!
//! A claim whose answer gets lost (the connection breaks between commit and answer) leaves leases that nobody works
//! on and that every heartbeat keeps alive. So the store remembers what it handed out, and once a claim has failed,
//! the next heartbeat gives back what was taken and never handed out.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::id::{RunId, TenantId, WorkerId};
use ports::Lease;

/// How many heartbeats look for lost leases after a failed claim. Its statement may still be running in the server, for
/// as long as a statement may take (10 s); heartbeats come every 3 to 5 s.
const CHECKS: u32 = 8;

#[derive(Debug, Default)]
pub(super) struct Deliveries {
    workers: Mutex<HashMap<WorkerId, Held>>,
}

#[derive(Debug, Default)]
struct Held {
    leases: HashSet<(TenantId, RunId, i64)>,
    /// Claims whose answer is still to come.
    claiming: u32,
    /// Above 0 after a claim has failed: there may be leases that nobody knows of.
    checks_left: u32,
}

impl Deliveries {
    pub(super) fn claim_begins(&self, worker: WorkerId) {
        self.lock().entry(worker).or_default().claiming += 1;
    }

    pub(super) fn claim_failed(&self, worker: WorkerId) {
        let mut workers = self.lock();
        let held = workers.entry(worker).or_default();
        held.claiming = held.claiming.saturating_sub(1);
        held.checks_left = CHECKS;
    }

    pub(super) fn delivered(&self, worker: WorkerId, leases: impl IntoIterator<Item = Lease>) {
        let mut workers = self.lock();
        let held = workers.entry(worker).or_default();
        held.claiming = held.claiming.saturating_sub(1);
        held.leases.extend(
            leases
                .into_iter()
                .map(|lease| (lease.run.tenant, lease.run.run, lease.fence)),
        );
    }

    pub(super) fn given_up(&self, lease: &Lease) {
        if let Some(held) = self.lock().get_mut(&lease.worker) {
            held.leases.remove(&(lease.run.tenant, lease.run.run, lease.fence));
        }
    }

    pub(super) fn forget(&self, worker: WorkerId) {
        self.lock().remove(&worker);
    }

    /// The runs that the worker knows to hold, if there is reason to look for others and no claim is under way.
    pub(super) fn to_check(&self, worker: WorkerId) -> Option<Vec<(TenantId, RunId, i64)>> {
        let workers = self.lock();
        let held = workers.get(&worker)?;
        (held.checks_left > 0 && held.claiming == 0).then(|| held.leases.iter().copied().collect())
    }

    pub(super) fn checked(&self, worker: WorkerId) {
        if let Some(held) = self.lock().get_mut(&worker) {
            held.checks_left = held.checks_left.saturating_sub(1);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<WorkerId, Held>> {
        // no code that can panic runs under the lock
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
