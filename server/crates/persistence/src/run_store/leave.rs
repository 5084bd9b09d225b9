//! A worker goes in good order.

use domain::id::WorkerId;
use ports::StoreError;

use super::PgRunStore;
use crate::statement::execute;

const LEAVE: &str = "
WITH gone AS (
    DELETE FROM workers WHERE id = $1
), freed AS (
    DELETE FROM run_leases WHERE worker_id = $1 RETURNING *
)
INSERT INTO run_queue (tenant_id, run_id, workflow_id, region, pool, lane, ready_at, vt, fence)
SELECT tenant_id, run_id, workflow_id, region, pool, lane, claimed_at, vt, fence FROM freed";

impl PgRunStore {
    pub(super) async fn forget(&self, worker: WorkerId) -> Result<(), StoreError> {
        execute(self.database.engine(), LEAVE, [worker.uuid().into()]).await?;
        self.memory().deliveries.forget(worker);
        Ok(())
    }
}
