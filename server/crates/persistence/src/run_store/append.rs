//! Writing the journal under a fence, and giving the run up.

use domain::run::RunEvent;
use ports::{Lease, StoreError};
use sea_orm::FromQueryResult;

use super::PgRunStore;
use super::batch::Verdict;
use super::deliveries::Known;
use super::write::{OutOfOrder, Then, Write};
use crate::DbError;
use crate::journal::EventColumns;
use crate::statement::fetch_all;

const JOURNALED: &str = "
SELECT body::text AS body FROM step_events WHERE tenant_id = $1 AND run_id = $2 AND seq = ANY ($3) ORDER BY seq";

#[derive(FromQueryResult)]
struct BodyRow {
    body: String,
}

impl PgRunStore {
    pub(super) async fn append_events(&self, lease: &Lease, events: &[RunEvent]) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        let known = self.memory().deliveries.known(lease);
        match self.commit(lease, known, events, Then::Keep).await? {
            Verdict::Written => Ok(()),
            Verdict::Stale => Err(self.stale(lease)),
            Verdict::OutOfOrder if self.is_journaled(lease, events).await? => Ok(()),
            Verdict::OutOfOrder => Err(out_of_order(lease)),
        }
    }

    pub(super) async fn let_go(&self, lease: &Lease, events: &[RunEvent], then: Then) -> Result<(), StoreError> {
        let known = self.memory().deliveries.known(lease);
        self.give_up(lease, known, events, then).await
    }

    pub(super) async fn give_up(
        &self,
        lease: &Lease,
        known: Known,
        events: &[RunEvent],
        then: Then,
    ) -> Result<(), StoreError> {
        match self.commit(lease, known, events, then).await? {
            Verdict::Written => {
                self.memory().deliveries.given_up(lease);
                Ok(())
            }
            Verdict::Stale => Err(self.stale(lease)),
            Verdict::OutOfOrder => Err(out_of_order(lease)),
        }
    }

    async fn commit(
        &self,
        lease: &Lease,
        known: Known,
        events: &[RunEvent],
        then: Then,
    ) -> Result<Verdict, StoreError> {
        let has_store = self.database.objects().is_some();
        let (write, objects) = Write::new(lease, events, then, known, has_store)?;
        // first the objects, then what refers to them; objects of a write that is refused go with their day
        self.database.keep_objects(objects).await?;
        let verdict = self.memory().writes.join(&self.database, write).await;
        verdict.map_err(|error| StoreError::Unavailable(Box::new(error)))
    }

    fn stale(&self, lease: &Lease) -> StoreError {
        self.memory().deliveries.given_up(lease);
        StoreError::StaleFence(lease.run)
    }

    /// Whether these very events were journaled before: the answer to an earlier try got lost.
    async fn is_journaled(&self, lease: &Lease, events: &[RunEvent]) -> Result<bool, StoreError> {
        let columns = match self.database.objects() {
            Some(_) => EventColumns::lifted(lease.run, events)?.0,
            None => EventColumns::of(events)?,
        };
        let values = [
            lease.run.tenant.uuid().into(),
            lease.run.run.uuid().into(),
            columns.seqs().to_vec().into(),
        ];
        let rows = fetch_all::<_, BodyRow>(self.database.engine(), JOURNALED, values).await?;
        Ok(rows.len() == events.len() && rows.iter().zip(columns.bodies()).all(|(row, body)| row.body == *body))
    }
}

fn out_of_order(lease: &Lease) -> StoreError {
    DbError::corrupt("journal", OutOfOrder(lease.run.run)).into()
}
