//! Writing the journal under a fence, and giving the run up.

use chrono::{DateTime, Utc};
use domain::run::{RunEvent, RunStatus};
use ports::{Lease, StoreError};
use sea_orm::{FromQueryResult, Value};

use super::PgRunStore;
use crate::journal::{EventColumns, RowChange};
use crate::statement::{fetch_all, fetch_one};

/// How a worker lets go of a run.
#[derive(Debug, Clone, Copy)]
pub(super) enum GivingUp {
    /// Until a time.
    Park {
        /// When it is ready again.
        until: DateTime<Utc>,
    },
    /// Until a time, after Apex itself failed on it.
    PutAside {
        /// When it is ready again.
        until: DateTime<Utc>,
    },
    /// For anybody, at once.
    Release,
    /// For good.
    Finish,
}

// $1 tenant, $2 run, $3 worker, $4 fence, $5 the seq that must be the last, $6 the new last seq, $7 status,
// $8 started, $9 finished, $10 output, $11 error, $12 to $16 the events, $17 ready at.
// The lease is locked first, so that the reaper waits or has been here; the run's row is touched only under it.
macro_rules! journal {
    ($lock:literal, $change:literal, $afterwards:literal) => {
        concat!(
            "WITH held AS MATERIALIZED (
                SELECT tenant_id, run_id FROM run_leases
                WHERE tenant_id = $1 AND run_id = $2 AND worker_id = $3 AND fence = $4 ",
            $lock,
            "), bumped AS (
                UPDATE runs r
                SET last_seq = coalesce($6::bigint, r.last_seq), status = coalesce($7::text, r.status),
                    started_at = coalesce(r.started_at, $8), finished_at = coalesce($9, r.finished_at),
                    output = coalesce($10::json, r.output), error = coalesce($11::json, r.error),
                    journal_bytes = r.journal_bytes
                        + coalesce((SELECT sum(octet_length(e.body)) FROM unnest($16::text[]) AS e (body)), 0)",
            $change,
            " FROM held
                WHERE r.tenant_id = held.tenant_id AND r.id = held.run_id
                  AND ($5::bigint IS NULL OR r.last_seq = $5)
                RETURNING r.tenant_id, r.id, r.cancel_requested_at
            ), journaled AS (
                INSERT INTO step_events (tenant_id, run_id, seq, at, type, step, body)
                SELECT bumped.tenant_id, bumped.id, e.seq, e.at, e.type, nullif(e.step, ''), e.body::json
                FROM bumped CROSS JOIN unnest($12::bigint[], $13::timestamptz[], $14::text[], $15::text[], $16::text[])
                    AS e (seq, at, type, step, body)
            )",
            $afterwards,
            " SELECT EXISTS (SELECT FROM held) AS held, EXISTS (SELECT FROM bumped) AS written"
        )
    };
}

const APPEND: &str = journal!("FOR KEY SHARE", "", "");

const FINISH: &str = journal!(
    "FOR UPDATE",
    "",
    ", freed AS (
        DELETE FROM run_leases l USING bumped b WHERE l.tenant_id = b.tenant_id AND l.run_id = b.id
    )"
);

// A run whose end somebody asked for meanwhile is ready at once, whatever it waits for: only a claim hears of the wish.
macro_rules! requeue {
    ($change:literal) => {
        journal!(
            "FOR UPDATE",
            $change,
            ", freed AS (
                DELETE FROM run_leases l USING bumped b WHERE l.tenant_id = b.tenant_id AND l.run_id = b.id
                RETURNING l.*, b.cancel_requested_at IS NOT NULL AS is_unwanted
            ), queued AS (
                INSERT INTO run_queue (tenant_id, run_id, workflow_id, region, pool, lane, ready_at, parked, vt, fence)
                SELECT tenant_id, run_id, workflow_id, region, pool, lane,
                       CASE WHEN is_unwanted THEN claimed_at ELSE coalesce($17::timestamptz, claimed_at) END,
                       NOT is_unwanted AND $17::timestamptz IS NOT NULL, vt, fence
                FROM freed
            )"
        )
    };
}

const REQUEUE: &str = requeue!("");

const PUT_ASIDE: &str = requeue!(", crashes = r.crashes + 1");

const JOURNALED: &str = "
SELECT body::text AS body FROM step_events WHERE tenant_id = $1 AND run_id = $2 AND seq = ANY ($3) ORDER BY seq";

#[derive(FromQueryResult)]
struct Outcome {
    held: bool,
    written: bool,
}

#[derive(FromQueryResult)]
struct BodyRow {
    body: String,
}

/// A batch that does not follow the journal's last event.
#[derive(Debug, thiserror::Error)]
#[error("the events do not follow the last one of the journal of {0}")]
struct OutOfOrder(domain::id::RunId);

impl PgRunStore {
    pub(super) async fn append_events(&self, lease: &Lease, events: &[RunEvent]) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        let columns = EventColumns::of(events)?;
        let values = values(lease, events, RowChange::of(events)?, columns.clone())?;
        match self.write(lease, APPEND, values).await? {
            Outcome {
                held: true,
                written: true,
            } => Ok(()),
            Outcome {
                held: true,
                written: false,
            } if self.is_journaled(lease, events, &columns).await? => Ok(()),
            Outcome {
                held: true,
                written: false,
            } => Err(out_of_order(lease)),
            Outcome { held: false, .. } => Err(self.stale(lease)),
        }
    }

    pub(super) async fn give_up(&self, lease: &Lease, events: &[RunEvent], how: GivingUp) -> Result<(), StoreError> {
        let mut change = RowChange::of(events)?;
        let (sql, ready_at) = match how {
            GivingUp::Park { until } => {
                change.status = Some(RunStatus::Waiting);
                (REQUEUE, Some(until))
            }
            GivingUp::PutAside { until } => {
                change.status = Some(RunStatus::Waiting);
                (PUT_ASIDE, Some(until))
            }
            // its place in the queue is the one it had
            GivingUp::Release => (REQUEUE, None),
            GivingUp::Finish => (FINISH, None),
        };
        let mut values = values(lease, events, change, EventColumns::of(events)?)?;
        match how {
            GivingUp::Park { .. } | GivingUp::PutAside { .. } | GivingUp::Release => values.push(ready_at.into()),
            GivingUp::Finish => {}
        }
        match self.write(lease, sql, values).await? {
            Outcome {
                held: true,
                written: true,
            } => {
                self.deliveries.given_up(lease);
                Ok(())
            }
            Outcome {
                held: true,
                written: false,
            } => Err(out_of_order(lease)),
            Outcome { held: false, .. } => Err(self.stale(lease)),
        }
    }

    async fn write(&self, lease: &Lease, sql: &'static str, values: Vec<Value>) -> Result<Outcome, StoreError> {
        let outcome = fetch_one::<_, Outcome>(self.database.engine(), sql, values).await?;
        outcome.ok_or(StoreError::StaleFence(lease.run))
    }

    fn stale(&self, lease: &Lease) -> StoreError {
        self.deliveries.given_up(lease);
        StoreError::StaleFence(lease.run)
    }

    /// Whether these very events were journaled before: the answer to an earlier try got lost.
    async fn is_journaled(
        &self,
        lease: &Lease,
        events: &[RunEvent],
        columns: &EventColumns,
    ) -> Result<bool, StoreError> {
        let seqs: Vec<i64> = events.iter().map(|event| event.seq).collect();
        let values = [lease.run.tenant.uuid().into(), lease.run.run.uuid().into(), seqs.into()];
        let rows = fetch_all::<_, BodyRow>(self.database.engine(), JOURNALED, values).await?;
        Ok(rows.len() == events.len() && rows.iter().zip(columns.bodies()).all(|(row, body)| row.body == *body))
    }
}

fn out_of_order(lease: &Lease) -> StoreError {
    StoreError::Unavailable(Box::new(OutOfOrder(lease.run.run)))
}

fn values(
    lease: &Lease,
    events: &[RunEvent],
    change: RowChange,
    columns: EventColumns,
) -> Result<Vec<Value>, StoreError> {
    let gapless = events.windows(2).all(|pair| pair[1].seq == pair[0].seq + 1);
    if !gapless {
        return Err(out_of_order(lease));
    }
    let before = events.first().map(|event| event.seq - 1);
    let head: [Value; 11] = [
        lease.run.tenant.uuid().into(),
        lease.run.run.uuid().into(),
        lease.worker.uuid().into(),
        lease.fence.into(),
        before.into(),
        change.last_seq.into(),
        change.status.map(RunStatus::as_str).into(),
        change.started_at.into(),
        change.finished_at.into(),
        change.output.into(),
        change.error.into(),
    ];
    Ok(head.into_iter().chain(columns.values()).collect())
}
