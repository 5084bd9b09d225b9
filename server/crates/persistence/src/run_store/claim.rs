//! Taking ready runs out of the queue.
//!
//! Most claims are one statement over the index of what is ready. Beside it stand two rarer ones: tending, which moves
//! due timers into that index and sorts out the runs of organisations that have a cap, and the claim of those, which goes
//! under a lock, one at a time, because it counts what is running.

use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use domain::id::WorkerId;
use ports::{ClaimedRun, RunRef, StoreError};
use sea_orm::{ConnectionTrait, FromQueryResult, TransactionTrait, Value};

use super::PgRunStore;
use super::deliveries::ClaimGuard;
use super::taken::TakenRow;
use crate::DbError;
use crate::fairness::reserved;
use crate::statement::{execute, fetch_all, fetch_one};

/// Timers and caps are looked at this often while claims come back full; a claim that has room looks at once.
const TEND_EVERY_MS: u64 = 100;

// $1 worker, $2 region, $3 now, then the arguments of the choice, which gives `chosen`. Rows that another claim has
// locked are passed over. Journals are read whole: a claim takes no more runs once those it has fill what one run may
// write (MAX_RUN_BYTES).
macro_rules! claim {
    ($choice:expr) => {
        concat!(
            "WITH RECURSIVE alive AS MATERIALIZED (
                SELECT id FROM workers WHERE id = $1 AND reaped_at IS NULL AND expires_at > $3
            ), ",
            $choice,
            ", weighed AS (
                SELECT c.tenant_id, c.run_id, c.place, r.journal_bytes, sum(r.journal_bytes) OVER (
                    ORDER BY c.place ROWS UNBOUNDED PRECEDING) AS total
                FROM chosen c JOIN runs r ON r.tenant_id = c.tenant_id AND r.id = c.run_id
            ), taken AS (
                DELETE FROM run_queue q USING (SELECT * FROM weighed WHERE total - journal_bytes < 67108864) p
                WHERE q.tenant_id = p.tenant_id AND q.run_id = p.run_id
                RETURNING q.*, p.place
            ), leased AS (
                INSERT INTO run_leases (tenant_id, run_id, workflow_id, worker_id, fence, region, pool, lane, vt,
                                        claimed_at)
                SELECT tenant_id, run_id, workflow_id, $1, fence + 1, region, pool, lane, vt, $3 FROM taken
                RETURNING tenant_id, run_id, fence
            )
            SELECT l.tenant_id, l.run_id, l.fence, t.lane, t.vt, r.workflow_id, r.workflow_version_id, r.mode,
                   r.inputs::text AS inputs, r.queued_at, r.request_id, r.crashes, r.last_seq,
                   r.cancel_requested_at IS NOT NULL AS cancel_requested, r.parent_run_id IS NOT NULL AS has_parent
            FROM leased l
            JOIN taken t ON t.tenant_id = l.tenant_id AND t.run_id = l.run_id
            JOIN runs r ON r.tenant_id = l.tenant_id AND r.id = l.run_id
            ORDER BY t.place"
        )
    };
}

// Whether an organisation or a workflow has a cap, of `run_queue q`.
macro_rules! has_cap {
    () => {
        "(EXISTS (SELECT FROM tenant_settings s WHERE s.tenant_id = q.tenant_id AND s.max_concurrent_runs IS NOT NULL)
          OR EXISTS (SELECT FROM workflow_settings s WHERE s.tenant_id = q.tenant_id
                     AND s.workflow_id = q.workflow_id AND s.max_concurrent_runs IS NOT NULL))"
    };
}

macro_rules! of_lane {
    ($lane:literal, $limit:literal) => {
        concat!(
            "SELECT q.tenant_id, q.run_id FROM run_queue q
             WHERE q.region = $2 AND q.pool = $4 AND q.lane = ",
            $lane,
            " AND NOT q.parked AND NOT q.capped AND q.ready_at <= $3 AND EXISTS (SELECT FROM alive) AND NOT ",
            has_cap!(),
            " ORDER BY q.vt, q.run_id LIMIT ",
            $limit,
            " FOR UPDATE OF q SKIP LOCKED"
        )
    };
}

// $4 pool, $5 most, $6 reserved for the normal lane, $7 for bulk. First the reserved places, then lane after lane; what
// was taken for a reserved place is locked by this very statement, so it comes again and is stepped over.
const CLAIM: &str = claim!(concat!(
    "bulk_first AS MATERIALIZED (",
    of_lane!("2", "$7"),
    "), normal_first AS MATERIALIZED (",
    of_lane!("1", "$6"),
    "), interactive AS MATERIALIZED (",
    of_lane!(
        "0",
        "greatest($5 - (SELECT count(*) FROM bulk_first) - (SELECT count(*) FROM normal_first), 0)"
    ),
    "), normal AS MATERIALIZED (",
    of_lane!(
        "1",
        "greatest($5 - (SELECT count(*) FROM bulk_first) - (SELECT count(*) FROM normal_first)
                     - (SELECT count(*) FROM interactive), 0) OFFSET (SELECT count(*) FROM normal_first)"
    ),
    "), bulk AS MATERIALIZED (",
    of_lane!(
        "2",
        "greatest($5 - (SELECT count(*) FROM bulk_first) - (SELECT count(*) FROM normal_first)
                     - (SELECT count(*) FROM interactive) - (SELECT count(*) FROM normal), 0)
         OFFSET (SELECT count(*) FROM bulk_first)"
    ),
    "), chosen AS MATERIALIZED (
        SELECT tenant_id, run_id, row_number() OVER () AS place FROM (
            SELECT * FROM interactive UNION ALL SELECT * FROM normal_first UNION ALL SELECT * FROM normal
            UNION ALL SELECT * FROM bulk_first UNION ALL SELECT * FROM bulk) AS picked
    )"
));

// $4 tenant, $5 run
const CLAIM_RUN: &str = claim!(concat!(
    "chosen AS MATERIALIZED (
        SELECT q.tenant_id, q.run_id, 1 AS place FROM run_queue q
        WHERE q.region = $2 AND q.tenant_id = $4 AND q.run_id = $5 AND q.ready_at <= $3
          AND EXISTS (SELECT FROM alive) AND NOT ",
    has_cap!(),
    " FOR UPDATE OF q SKIP LOCKED
    )"
));

// How many more runs an organisation and a workflow may have in workers' hands; none where there is no cap.
macro_rules! room {
    () => {
        "SELECT g.tenant_id, g.workflow_id,
                ts.max_concurrent_runs - (SELECT count(*) FROM run_leases l WHERE l.tenant_id = g.tenant_id)
                    AS of_tenant,
                ws.max_concurrent_runs - (SELECT count(*) FROM run_leases l
                    WHERE l.tenant_id = g.tenant_id AND l.workflow_id = g.workflow_id) AS of_workflow
         FROM groups g
         LEFT JOIN tenant_settings ts ON ts.tenant_id = g.tenant_id
         LEFT JOIN workflow_settings ws ON ws.tenant_id = g.tenant_id AND ws.workflow_id = g.workflow_id"
    };
}

// $4 pool, $5 most. Walks the index from group to group, so that a long queue of one costs no more than a short one.
const CLAIM_CAPPED: &str = claim!(concat!(
    "groups AS (
        (SELECT q.tenant_id, q.workflow_id FROM run_queue q
         WHERE q.region = $2 AND q.pool = $4 AND q.capped AND NOT q.parked
         ORDER BY q.tenant_id, q.workflow_id LIMIT 1)
        UNION ALL
        SELECT next.tenant_id, next.workflow_id FROM groups CROSS JOIN LATERAL (
            SELECT q.tenant_id, q.workflow_id FROM run_queue q
            WHERE q.region = $2 AND q.pool = $4 AND q.capped AND NOT q.parked
              AND (q.tenant_id, q.workflow_id) > (groups.tenant_id, groups.workflow_id)
            ORDER BY q.tenant_id, q.workflow_id LIMIT 1) AS next
    ), room AS MATERIALIZED (",
    room!(),
    "), candidates AS MATERIALIZED (
        SELECT c.*, room.of_tenant FROM room CROSS JOIN LATERAL (
            SELECT q.tenant_id, q.run_id, q.lane, q.vt FROM run_queue q
            WHERE q.region = $2 AND q.pool = $4 AND q.capped AND NOT q.parked AND q.ready_at <= $3
              AND q.tenant_id = room.tenant_id AND q.workflow_id = room.workflow_id
              AND EXISTS (SELECT FROM alive)
            ORDER BY q.lane, q.vt, q.run_id
            LIMIT greatest(least($5, room.of_tenant, room.of_workflow), 0)
            FOR UPDATE OF q SKIP LOCKED) AS c
    ), chosen AS MATERIALIZED (
        SELECT tenant_id, run_id, row_number() OVER (ORDER BY lane, vt, run_id) AS place FROM (
            SELECT *, row_number() OVER (PARTITION BY tenant_id ORDER BY lane, vt, run_id) AS nth FROM candidates
        ) AS ranked
        WHERE of_tenant IS NULL OR nth <= of_tenant
        ORDER BY lane, vt, run_id LIMIT $5
    )"
));

// $4 tenant, $5 run
const CLAIM_CAPPED_RUN: &str = claim!(concat!(
    "groups AS (
        SELECT q.tenant_id, q.workflow_id FROM run_queue q WHERE q.tenant_id = $4 AND q.run_id = $5
    ), room AS MATERIALIZED (",
    room!(),
    "), chosen AS MATERIALIZED (
        SELECT q.tenant_id, q.run_id, 1 AS place FROM run_queue q
        WHERE q.region = $2 AND q.tenant_id = $4 AND q.run_id = $5 AND q.ready_at <= $3
          AND EXISTS (SELECT FROM alive)
          AND EXISTS (SELECT FROM room WHERE coalesce(of_tenant, 1) > 0 AND coalesce(of_workflow, 1) > 0)
        FOR UPDATE OF q SKIP LOCKED
    )"
));

const STANDS: &str = "SELECT EXISTS (SELECT FROM run_queue WHERE tenant_id = $1 AND run_id = $2) AS stands";

// One claim of runs with caps at a time: each counts what the one before has taken.
const ONE_AT_A_TIME: &str = "SELECT pg_advisory_xact_lock(6224910357013172515)";

// $1 region, $2 now, $3 pool. Due timers become ready. Runs at the head of the queue whose organisation or workflow has
// got a cap since they came are set apart; those set apart for a cap that is gone are claimed as the others there.
const TEND: &str = concat!(
    "WITH due AS (
        SELECT tenant_id, run_id FROM run_queue WHERE region = $1 AND parked AND ready_at <= $2
        ORDER BY ready_at LIMIT 256 FOR UPDATE SKIP LOCKED
    ), rung AS (
        UPDATE run_queue q SET parked = false FROM due WHERE q.tenant_id = due.tenant_id AND q.run_id = due.run_id
        RETURNING 1
    ), head AS (
        SELECT lane.tenant_id, lane.run_id FROM generate_series(0, 2) AS l (lane) CROSS JOIN LATERAL (
            SELECT q.tenant_id, q.run_id, q.workflow_id FROM run_queue q
            WHERE q.region = $1 AND q.pool = $3 AND q.lane = l.lane AND NOT q.parked AND NOT q.capped
            ORDER BY q.vt, q.run_id LIMIT 256) AS lane
        JOIN run_queue q ON q.tenant_id = lane.tenant_id AND q.run_id = lane.run_id
        WHERE ",
    has_cap!(),
    " FOR UPDATE OF q SKIP LOCKED
    ), apart AS (
        UPDATE run_queue q SET capped = true FROM head WHERE q.tenant_id = head.tenant_id AND q.run_id = head.run_id
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM rung) AS rung, (SELECT count(*) FROM apart) AS apart,
           EXISTS (SELECT FROM run_queue q WHERE q.region = $1 AND q.pool = $3 AND q.capped AND NOT q.parked) AS capped"
);

#[derive(FromQueryResult)]
struct Stands {
    stands: bool,
}

#[derive(Debug, FromQueryResult)]
struct Tended {
    rung: i64,
    apart: i64,
    capped: bool,
}

impl PgRunStore {
    pub(super) async fn claim_ready(
        &self,
        worker: WorkerId,
        limit: u32,
        now: DateTime<Utc>,
    ) -> Result<Vec<ClaimedRun>, StoreError> {
        let guard = ClaimGuard::begin(&self.memory().deliveries, worker, now);
        let mut taken = Vec::new();
        for pool in self.pools.iter() {
            let left = limit.saturating_sub(u32::try_from(taken.len()).unwrap_or(u32::MAX));
            if left > 0 {
                self.take_of_pool(worker, pool, left, now, &mut taken).await?;
            }
        }
        self.hand_out(guard, worker, taken, now).await
    }

    pub(super) async fn claim_one(
        &self,
        worker: WorkerId,
        run: RunRef,
        now: DateTime<Utc>,
    ) -> Result<Option<ClaimedRun>, StoreError> {
        let guard = ClaimGuard::begin(&self.memory().deliveries, worker, now);
        let choice = || [run.tenant.uuid().into(), run.run.uuid().into()];
        let mut taken = self
            .take(self.database.engine(), CLAIM_RUN, worker, now, choice())
            .await?;
        // most hints that find nothing come too late: only a run that still stands there may wait for its cap
        if taken.is_empty() && self.stands(choice()).await? {
            taken = self.take_capped(CLAIM_CAPPED_RUN, worker, now, choice()).await?;
        }
        Ok(self.hand_out(guard, worker, taken, now).await?.pop())
    }

    async fn stands(&self, run: [Value; 2]) -> Result<bool, DbError> {
        let row = fetch_one::<_, Stands>(self.database.engine(), STANDS, run).await?;
        Ok(row.is_some_and(|row| row.stands))
    }

    async fn take_of_pool(
        &self,
        worker: WorkerId,
        pool: &str,
        limit: u32,
        now: DateTime<Utc>,
        taken: &mut Vec<TakenRow>,
    ) -> Result<(), DbError> {
        let before = taken.len();
        let left = |taken: &Vec<TakenRow>| {
            let got = u32::try_from(taken.len() - before).unwrap_or(u32::MAX);
            limit.saturating_sub(got)
        };
        // while every claim comes back full, timers and capped runs have their turn all the same
        let is_time = self.is_time_to_tend(now);
        if is_time {
            let tended = self.tend(pool, now).await?;
            if tended.capped || tended.apart > 0 {
                let share = limit.div_ceil(2);
                taken.extend(self.take_capped_of_pool(worker, pool, share, now).await?);
            }
        }
        taken.extend(self.take_free(worker, pool, left(taken), now).await?);
        if left(taken) == 0 || is_time {
            return Ok(());
        }
        let tended = self.tend(pool, now).await?;
        if tended.rung > 0 {
            taken.extend(self.take_free(worker, pool, left(taken), now).await?);
        }
        if tended.capped || tended.apart > 0 {
            taken.extend(self.take_capped_of_pool(worker, pool, left(taken), now).await?);
        }
        Ok(())
    }

    fn is_time_to_tend(&self, now: DateTime<Utc>) -> bool {
        let now = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        let last = self.memory().tended_at.swap(now, Ordering::Relaxed);
        let is_time = now.abs_diff(last) >= TEND_EVERY_MS;
        if !is_time {
            self.memory().tended_at.store(last, Ordering::Relaxed);
        }
        is_time
    }

    async fn tend(&self, pool: &str, now: DateTime<Utc>) -> Result<Tended, DbError> {
        let values = [self.database.region().into(), now.into(), pool.into()];
        let tended = fetch_one::<_, Tended>(self.database.engine(), TEND, values).await?;
        Ok(tended.unwrap_or(Tended {
            rung: 0,
            apart: 0,
            capped: false,
        }))
    }

    /// Of those without a cap.
    async fn take_free(
        &self,
        worker: WorkerId,
        pool: &str,
        limit: u32,
        now: DateTime<Utc>,
    ) -> Result<Vec<TakenRow>, DbError> {
        let from = self.memory().places.load(Ordering::Relaxed);
        let (normal, bulk) = reserved(from, limit);
        let choice = [
            pool.into(),
            i64::from(limit).into(),
            i64::from(normal).into(),
            i64::from(bulk).into(),
        ];
        let taken = self.take(self.database.engine(), CLAIM, worker, now, choice).await?;
        self.memory().places.fetch_add(taken.len() as u64, Ordering::Relaxed);
        Ok(taken)
    }

    async fn take_capped_of_pool(
        &self,
        worker: WorkerId,
        pool: &str,
        limit: u32,
        now: DateTime<Utc>,
    ) -> Result<Vec<TakenRow>, DbError> {
        let choice = [pool.into(), i64::from(limit).into()];
        self.take_capped(CLAIM_CAPPED, worker, now, choice).await
    }

    async fn take_capped(
        &self,
        sql: &'static str,
        worker: WorkerId,
        now: DateTime<Utc>,
        choice: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<TakenRow>, DbError> {
        let tx = self.database.engine().begin().await?;
        execute(&tx, ONE_AT_A_TIME, []).await?;
        let taken = self.take(&tx, sql, worker, now, choice).await?;
        tx.commit().await?;
        Ok(taken)
    }

    async fn take<C: ConnectionTrait>(
        &self,
        on: &C,
        sql: &'static str,
        worker: WorkerId,
        now: DateTime<Utc>,
        choice: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<TakenRow>, DbError> {
        let head: [Value; 3] = [worker.uuid().into(), self.database.region().into(), now.into()];
        let taken: Vec<TakenRow> = fetch_all(on, sql, head.into_iter().chain(choice)).await?;
        for row in &taken {
            self.memory().fairness.reached(row.lane, row.vt);
        }
        Ok(taken)
    }
}
