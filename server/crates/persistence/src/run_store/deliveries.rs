//! Which leases reached their worker.
//!
//! A claim whose answer gets lost (the connection breaks between commit and answer) leaves leases that nobody works
//! on and that every heartbeat keeps alive. So the store remembers what it handed out, and once a claim has failed,
//! the next heartbeat gives back what was taken and never handed out.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::id::{RunId, TenantId, WorkerId};
use ports::Lease;

#[derive(Debug, Default)]
pub(super) struct Deliveries {
    workers: Mutex<HashMap<WorkerId, Held>>,
}

#[derive(Debug, Default)]
struct Held {
    leases: HashSet<(TenantId, RunId, i64)>,
    /// Claims whose answer is still to come.
    claiming: u32,
    /// A claim has failed: there may be leases that nobody knows of.
    suspect: bool,
}

impl Deliveries {
    pub(super) fn claim_begins(&self, worker: WorkerId) {
        self.lock().entry(worker).or_default().claiming += 1;
    }

    pub(super) fn claim_failed(&self, worker: WorkerId) {
        let mut workers = self.lock();
        let held = workers.entry(worker).or_default();
        held.claiming = held.claiming.saturating_sub(1);
        held.suspect = true;
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
        (held.suspect && held.claiming == 0).then(|| held.leases.iter().copied().collect())
    }

    pub(super) fn checked(&self, worker: WorkerId) {
        if let Some(held) = self.lock().get_mut(&worker) {
            held.suspect = false;
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<WorkerId, Held>> {
        // no code that can panic runs under the lock
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
