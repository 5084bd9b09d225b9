//! Workers and pools, as administrators see them. Machines have no names here: they belong to whoever runs Apex.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::access::{Caller, Permission};
use persistence::workers::{self, WorkerRecord};
use rpc::service::WorkerService;
use rpc::{AppError, PoolBody, WorkerBody};

use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// Implements [`WorkerService`].
pub(crate) struct Workers {
    context: Context,
}

impl Workers {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

#[async_trait]
impl WorkerService for Workers {
    async fn list(&self, caller: &Caller) -> Result<rpc::Workers, AppError> {
        require(caller, Permission::WorkersRead)?;
        let now = self.context.clock.now();
        let tx = self.context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
        let alive = workers::alive(&tx, now).await.map_err(from_db)?;
        let waiting = workers::waiting(&tx, now).await.map_err(from_db)?;
        tx.commit().await.map_err(from_db)?;
        Ok(rpc::Workers {
            pools: pools(&alive, waiting),
            workers: alive.into_iter().map(body).collect(),
        })
    }
}

fn pools(alive: &[WorkerRecord], waiting: Vec<(String, u64)>) -> Vec<PoolBody> {
    let mut pools: BTreeMap<String, PoolBody> = BTreeMap::new();
    for worker in alive {
        for name in &worker.card.pools {
            let pool = pools.entry(name.clone()).or_insert_with(|| empty(name));
            pool.workers += 1;
            pool.slots = pool.slots.saturating_add(worker.card.slots);
        }
    }
    for (name, runs) in waiting {
        pools.entry(name.clone()).or_insert_with(|| empty(&name)).waiting = runs;
    }
    pools.into_values().collect()
}

fn empty(name: &str) -> PoolBody {
    PoolBody {
        name: name.to_owned(),
        workers: 0,
        slots: 0,
        waiting: 0,
    }
}

fn body(worker: WorkerRecord) -> WorkerBody {
    WorkerBody {
        id: worker.id,
        pools: worker.card.pools,
        slots: worker.card.slots,
        active: worker.card.active,
        version: worker.card.version,
        started_at: worker.started_at,
        last_seen_at: worker.seen_at,
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::id::WorkerId;
    use persistence::workers::WorkerCard;

    use super::*;

    fn worker(pools: &[&str], slots: u32) -> WorkerRecord {
        WorkerRecord {
            id: WorkerId::from_uuid(uuid::Uuid::nil()),
            card: WorkerCard {
                pools: pools.iter().map(|pool| (*pool).to_owned()).collect(),
                slots,
                active: 0,
                host: "secret".into(),
                version: "0.1.0".into(),
            },
            started_at: DateTime::UNIX_EPOCH,
            seen_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_pool_that_nobody_serves_shows_what_waits_for_it() {
        let alive = [worker(&["default", "batch"], 4), worker(&["default"], 8)];
        let all = pools(&alive, vec![("gpu".into(), 3), ("default".into(), 1)]);
        let figures: Vec<_> = all
            .iter()
            .map(|pool| (pool.name.as_str(), pool.workers, pool.slots, pool.waiting))
            .collect();
        assert_eq!(figures, [("batch", 1, 4, 0), ("default", 2, 12, 1), ("gpu", 0, 0, 3)]);
    }
}
