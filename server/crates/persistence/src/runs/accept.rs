//! Accepting runs: each its row, its first event and its place in the queue, or nothing at all.
//!
//! A run for which a worker of this process keeps a place free gets its lease at once instead of a place in the queue,
//! unless its organisation or workflow has a cap, or it is for workers of another pool.

use chrono::{DateTime, Utc};
use domain::id::{ApiKeyId, RunId, UserId, WorkerId, WorkflowId, WorkflowVersionId};
use domain::run::RunMode;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{Lane, Trigger};
use crate::fairness::{LANES, Offer};
use crate::statement::{fetch_all, fetch_one};
use crate::{DbError, TenantTx};

/// The promise that a repeated request starts no second run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    /// What kind of request it is, at most 64 bytes; keys of different scopes don't meet.
    pub scope: String,
    /// The caller's key, 1 to 255 bytes.
    pub key: String,
    /// SHA-256 of what was asked for.
    pub request_hash: [u8; 32],
    /// Until when the key is remembered.
    pub expires_at: DateTime<Utc>,
}

/// A run to be accepted.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// Its id, freshly minted at `at` (UUIDv7).
    pub id: RunId,
    /// The version to run.
    pub version: WorkflowVersionId,
    /// Checked inputs, defaults filled in.
    pub inputs: serde_json::Value,
    /// Live or mock.
    pub mode: RunMode,
    /// What starts it.
    pub trigger: Trigger,
    /// How urgent it is.
    pub lane: Lane,
    /// The person who starts it.
    pub created_by_user: Option<UserId>,
    /// The key that starts it.
    pub created_by_key: Option<ApiKeyId>,
    /// The request that starts it.
    pub request_id: Option<String>,
    /// When the request may be repeated.
    pub idempotency: Option<Idempotency>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// A new run, queued.
    Fresh(RunId),
    /// The same request came before; its run.
    Repeated(RunId),
    /// The same key came before with another request.
    KeyConflict,
    /// There is no such version, or its workflow was put away.
    VersionNotFound,
}

/// A place that a worker of this process keeps free for the run.
#[derive(Debug, Clone)]
pub struct Place {
    /// Who would hold the run.
    pub worker: WorkerId,
    /// The pools that it serves.
    pub pools: Vec<String>,
}

/// A fresh run, where it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The workflow of its version.
    pub workflow: WorkflowId,
    /// Whether the worker of its [`Place`] holds it; else it is queued.
    pub is_held: bool,
}

/// The fence of a run's first lease.
pub(crate) const FIRST_FENCE: i64 = 1;

// $1 tenant, $2 region, $3 the worker that keeps places, $4 its pools, then the runs as arrays: $5 n, $6 run, $7 version,
// $8 mode, $9 trigger, $10 inputs, $11 at, $12 user, $13 key, $14 request, $15 lane, $16 to $18 virtual time by lane,
// $19 has a place, $20 scope, $21 key, $22 hash, $23 expiry. Arrays hold no nulls: empty texts and nil ids mean none.
// A key that stands and has not expired stops its run here; a request that is just being accepted under the same key
// is waited for, and keys are taken in one order.
const ACCEPT: &str = "
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest($5::integer[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::timestamptz[],
                         $12::uuid[], $13::uuid[], $14::text[], $15::smallint[], $16::bigint[], $17::bigint[],
                         $18::bigint[], $19::boolean[], $20::text[], $21::text[], $22::bytea[], $23::timestamptz[])
        AS a (n, run_id, version_id, mode, trigger, inputs, at, by_user, by_key, request_id, lane, vt0, vt1, vt2,
              has_place, scope, key, hash, expires_at)
), pinned AS MATERIALIZED (
    SELECT a.*, v.workflow_id, v.version, coalesce(ws.pool, ts.pool, 'default') AS pool,
           coalesce(ws.lane, a.lane) AS in_lane, coalesce(ts.weight, 1) AS weight,
           ws.max_concurrent_runs IS NOT NULL OR ts.max_concurrent_runs IS NOT NULL AS capped
    FROM asked a
    JOIN workflow_versions v ON v.tenant_id = $1 AND v.id = a.version_id
    JOIN workflows w ON w.tenant_id = $1 AND w.id = v.workflow_id AND w.archived_at IS NULL
    LEFT JOIN workflow_settings ws ON ws.tenant_id = $1 AND ws.workflow_id = v.workflow_id
    LEFT JOIN tenant_settings ts ON ts.tenant_id = $1
), claimed AS (
    INSERT INTO idempotency_keys AS k (tenant_id, scope, key, request_hash, run_id, expires_at)
    SELECT $1, scope, key, hash, run_id, expires_at FROM pinned WHERE key <> '' ORDER BY scope, key
    ON CONFLICT (tenant_id, scope, key) DO UPDATE
    SET request_hash = EXCLUDED.request_hash, run_id = EXCLUDED.run_id, expires_at = EXCLUDED.expires_at
    WHERE k.expires_at <= (SELECT max(at) FROM asked)
    RETURNING k.run_id
), fresh AS MATERIALIZED (
    SELECT p.*, p.has_place AND NOT p.capped AND p.pool = ANY ($4::text[]) AND EXISTS (
               SELECT FROM workers WHERE id = $3 AND reaped_at IS NULL AND expires_at > p.at) AS is_held
    FROM pinned p WHERE p.key = '' OR EXISTS (SELECT FROM claimed c WHERE c.run_id = p.run_id)
), run AS (
    INSERT INTO runs (tenant_id, id, workflow_id, workflow_version_id, version, status, mode, trigger, inputs, queued_at,
                      created_by_user, created_by_key, request_id, last_seq, pool)
    SELECT $1, run_id, workflow_id, version_id, version, 'queued', mode, trigger, inputs::json, at,
           nullif(by_user, '00000000-0000-0000-0000-000000000000'),
           nullif(by_key, '00000000-0000-0000-0000-000000000000'), nullif(request_id, ''), 1, pool
    FROM fresh
), event AS (
    INSERT INTO step_events (tenant_id, run_id, seq, at, type, body)
    SELECT $1, run_id, 1, at, 'run_queued', '{\"type\":\"run_queued\"}'::json FROM fresh
), held AS (
    INSERT INTO run_leases (tenant_id, run_id, workflow_id, worker_id, fence, region, pool, lane, vt, claimed_at)
    SELECT $1, run_id, workflow_id, $3, 1, $2, pool, in_lane, (ARRAY[vt0, vt1, vt2])[in_lane + 1], at
    FROM fresh WHERE is_held
), queued AS (
    INSERT INTO run_queue (tenant_id, run_id, workflow_id, region, pool, lane, ready_at, capped, vt, fence)
    SELECT $1, run_id, workflow_id, $2, pool, in_lane, at, capped, (ARRAY[vt0, vt1, vt2])[in_lane + 1], 0
    FROM fresh WHERE NOT is_held
)
SELECT p.n, f.n IS NOT NULL AS fresh, coalesce(f.is_held, false) AS is_held, p.workflow_id, p.in_lane AS lane,
       (ARRAY[p.vt0, p.vt1, p.vt2])[p.in_lane + 1] AS vt, p.weight
FROM pinned p LEFT JOIN fresh f ON f.n = p.n";

const FIRST: &str = "
SELECT run_id, request_hash FROM idempotency_keys WHERE tenant_id = $1 AND scope = $2 AND key = $3";

#[derive(FromQueryResult)]
struct Outcome {
    n: i32,
    fresh: bool,
    is_held: bool,
    workflow_id: Uuid,
    lane: i16,
    vt: i64,
    weight: i32,
}

#[derive(FromQueryResult)]
struct First {
    run_id: Uuid,
    request_hash: Vec<u8>,
}

/// Accepts a run in one statement; durable once the transaction is committed. With an idempotency key, exactly one
/// of any number of equal requests gets [`Accepted::Fresh`].
pub async fn accept(tx: &TenantTx, run: NewRun) -> Result<Accepted, DbError> {
    let accepted = accept_all(tx, &[&run], None).await?;
    let first = accepted.into_iter().next().map(|(accepted, _)| accepted);
    Ok(first.unwrap_or(Accepted::VersionNotFound))
}

/// Accepts runs of the transaction's organisation. No two of them may have the same idempotency key. Each one that has a
/// place is held by `place`'s worker, if it may be; `Standing` is given for fresh ones.
pub(crate) async fn accept_all(
    tx: &TenantTx,
    runs: &[&NewRun],
    place: Option<(&Place, &[bool])>,
) -> Result<Vec<(Accepted, Option<Standing>)>, DbError> {
    let offers = tx.fairness().offers(tx.tenant());
    let values =
        Columns::of(runs, offers, place.map(|(_, has_place)| has_place)).values(tx, place.map(|(place, _)| place));
    let outcomes = fetch_all::<_, Outcome>(tx.conn(), ACCEPT, values).await?;
    let mut found: Vec<Option<Outcome>> = runs.iter().map(|_| None).collect();
    for outcome in outcomes {
        let place = usize::try_from(outcome.n).ok().and_then(|n| found.get_mut(n));
        place.map(|place| place.insert(outcome));
    }
    let mut answers = Vec::with_capacity(runs.len());
    for (run, outcome) in runs.iter().zip(found) {
        answers.push(answer(tx, run, outcome).await?);
    }
    Ok(answers)
}

async fn answer(
    tx: &TenantTx,
    run: &NewRun,
    outcome: Option<Outcome>,
) -> Result<(Accepted, Option<Standing>), DbError> {
    let Some(outcome) = outcome else {
        return Ok((Accepted::VersionNotFound, None));
    };
    match (outcome.fresh, &run.idempotency) {
        (false, Some(once)) => Ok((first_answer(tx, once).await?, None)),
        (true, _) | (false, None) => {
            tx.fairness()
                .queued(tx.tenant(), outcome.lane, outcome.vt, outcome.weight);
            let standing = Standing {
                workflow: WorkflowId::from_uuid(outcome.workflow_id),
                is_held: outcome.is_held,
            };
            Ok((Accepted::Fresh(run.id), Some(standing)))
        }
    }
}

async fn first_answer(tx: &TenantTx, once: &Idempotency) -> Result<Accepted, DbError> {
    let values = [tx.key(), once.scope.as_str().into(), once.key.as_str().into()];
    let first = fetch_one::<_, First>(tx.conn(), FIRST, values).await?;
    match first {
        Some(first) if first.request_hash == once.request_hash => {
            Ok(Accepted::Repeated(RunId::from_uuid(first.run_id)))
        }
        Some(_) => Ok(Accepted::KeyConflict),
        // swept away between the two statements: the caller may simply ask again
        None => Err(DbError::Unavailable(sea_orm::DbErr::RecordNotFound(
            "idempotency key".into(),
        ))),
    }
}

/// The runs as arrays, one a column.
#[derive(Default)]
struct Columns {
    n: Vec<i32>,
    run: Vec<Uuid>,
    version: Vec<Uuid>,
    mode: Vec<String>,
    trigger: Vec<String>,
    inputs: Vec<String>,
    at: Vec<DateTime<Utc>>,
    by_user: Vec<Uuid>,
    by_key: Vec<Uuid>,
    request_id: Vec<String>,
    lane: Vec<i16>,
    vt: [Vec<i64>; LANES],
    has_place: Vec<bool>,
    scope: Vec<String>,
    key: Vec<String>,
    hash: Vec<Vec<u8>>,
    expires_at: Vec<DateTime<Utc>>,
}

impl Columns {
    fn of(runs: &[&NewRun], offers: [Offer; LANES], has_place: Option<&[bool]>) -> Self {
        let mut columns = Self::default();
        for (n, run) in (0_i32..).zip(runs) {
            for (column, offer) in columns.vt.iter_mut().zip(offers) {
                column.push(offer.vt(i64::from(n)));
            }
            let place = usize::try_from(n).ok().and_then(|n| has_place?.get(n).copied());
            columns.has_place.push(place.unwrap_or_default());
            columns.push(n, run);
        }
        columns
    }

    fn push(&mut self, n: i32, run: &NewRun) {
        self.n.push(n);
        self.run.push(run.id.uuid());
        self.version.push(run.version.uuid());
        self.mode.push(run.mode.as_str().into());
        self.trigger.push(run.trigger.as_str().into());
        self.inputs.push(run.inputs.to_string());
        self.at.push(run.at);
        self.by_user
            .push(run.created_by_user.map(UserId::uuid).unwrap_or_default());
        self.by_key
            .push(run.created_by_key.map(ApiKeyId::uuid).unwrap_or_default());
        self.request_id.push(run.request_id.clone().unwrap_or_default());
        self.lane.push(run.lane.number());
        let once = run.idempotency.as_ref();
        self.scope.push(once.map(|once| once.scope.clone()).unwrap_or_default());
        self.key.push(once.map(|once| once.key.clone()).unwrap_or_default());
        self.hash
            .push(once.map(|once| once.request_hash.to_vec()).unwrap_or_default());
        self.expires_at
            .push(once.map(|once| once.expires_at).unwrap_or_default());
    }

    fn values(self, tx: &TenantTx, place: Option<&Place>) -> Vec<Value> {
        let [vt0, vt1, vt2] = self.vt;
        let pools = place.map(|place| place.pools.clone()).unwrap_or_default();
        vec![
            tx.key(),
            tx.region().into(),
            place.map(|place| place.worker.uuid()).unwrap_or_default().into(),
            pools.into(),
            self.n.into(),
            self.run.into(),
            self.version.into(),
            self.mode.into(),
            self.trigger.into(),
            self.inputs.into(),
            self.at.into(),
            self.by_user.into(),
            self.by_key.into(),
            self.request_id.into(),
            self.lane.into(),
            vt0.into(),
            vt1.into(),
            vt2.into(),
            self.has_place.into(),
            self.scope.into(),
            self.key.into(),
            self.hash.into(),
            self.expires_at.into(),
        ]
    }
}
