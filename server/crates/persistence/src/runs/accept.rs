//! Accepting a run: its row, its first event and its place in the queue, or nothing at all.

use chrono::{DateTime, Utc};
use domain::id::{ApiKeyId, RunId, UserId, WorkflowVersionId};
use domain::run::RunMode;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{Lane, Trigger};
use crate::statement::fetch_one;
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

// $1 tenant, $2 version, $3 run, $4 mode, $5 trigger, $6 inputs, $7 at, $8 user, $9 key, $10 request, $11 region,
// $12 lane
macro_rules! insert {
    ($key:literal, $guard:literal) => {
        concat!(
            "WITH pinned AS (
                SELECT v.workflow_id, v.version, coalesce(ws.pool, ts.pool, 'default') AS pool,
                       coalesce(ws.lane, $12) AS lane,
                       coalesce(ws.max_concurrent_runs, ts.max_concurrent_runs) IS NOT NULL AS capped
                FROM workflow_versions v
                JOIN workflows w ON w.tenant_id = v.tenant_id AND w.id = v.workflow_id
                LEFT JOIN workflow_settings ws ON ws.tenant_id = v.tenant_id AND ws.workflow_id = v.workflow_id
                LEFT JOIN tenant_settings ts ON ts.tenant_id = v.tenant_id
                WHERE v.tenant_id = $1 AND v.id = $2 AND w.archived_at IS NULL
            ), ",
            $key,
            "run AS (
                INSERT INTO runs (tenant_id, id, workflow_id, workflow_version_id, version, status, mode, trigger,
                                  inputs, queued_at, created_by_user, created_by_key, request_id, last_seq, pool)
                SELECT $1, $3, pinned.workflow_id, $2, pinned.version, 'queued', $4, $5, $6::json, $7, $8, $9, $10, 1,
                       pinned.pool
                FROM pinned",
            $guard,
            " RETURNING id
            ), event AS (
                INSERT INTO step_events (tenant_id, run_id, seq, at, type, body)
                SELECT $1, run.id, 1, $7, 'run_queued', '{\"type\":\"run_queued\"}'::json FROM run
            ), queued AS (
                INSERT INTO run_queue (tenant_id, run_id, workflow_id, region, pool, lane, ready_at, capped, fence)
                SELECT $1, run.id, pinned.workflow_id, $11, pinned.pool, pinned.lane, $7, pinned.capped, 0
                FROM run CROSS JOIN pinned
            )
            SELECT EXISTS (SELECT FROM pinned) AS pinned, EXISTS (SELECT FROM run) AS fresh"
        )
    };
}

const ACCEPT: &str = insert!("", "");

// A key that stands and has not expired stops the statement here. A request that is just being accepted under the
// same key is waited for. $13 scope, $14 key, $15 hash, $16 expiry
const ACCEPT_ONCE: &str = insert!(
    "claimed AS (
        INSERT INTO idempotency_keys AS k (tenant_id, scope, key, request_hash, run_id, expires_at)
        SELECT $1, $13, $14, $15, $3, $16 FROM pinned
        ON CONFLICT (tenant_id, scope, key) DO UPDATE
        SET request_hash = EXCLUDED.request_hash, run_id = EXCLUDED.run_id, expires_at = EXCLUDED.expires_at
        WHERE k.expires_at <= $7
        RETURNING k.run_id
    ), ",
    " CROSS JOIN claimed"
);

const FIRST: &str = "
SELECT run_id, request_hash FROM idempotency_keys WHERE tenant_id = $1 AND scope = $2 AND key = $3";

#[derive(FromQueryResult)]
struct Outcome {
    pinned: bool,
    fresh: bool,
}

#[derive(FromQueryResult)]
struct First {
    run_id: Uuid,
    request_hash: Vec<u8>,
}

/// Accepts a run in one statement; durable once the transaction is committed. With an idempotency key, exactly one
/// of any number of equal requests gets [`Accepted::Fresh`].
pub async fn accept(tx: &TenantTx, run: NewRun) -> Result<Accepted, DbError> {
    let id = run.id;
    let once = run.idempotency.clone();
    let mut values = values(tx, run);
    let sql = match &once {
        None => ACCEPT,
        Some(once) => {
            values.extend(key_values(once));
            ACCEPT_ONCE
        }
    };
    let outcome = fetch_one::<_, Outcome>(tx.conn(), sql, values).await?;
    match (outcome, once) {
        (Some(Outcome { fresh: true, .. }), _) => Ok(Accepted::Fresh(id)),
        (Some(Outcome { pinned: true, .. }), Some(once)) => first_answer(tx, &once).await,
        (Some(_) | None, _) => Ok(Accepted::VersionNotFound),
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

fn values(tx: &TenantTx, run: NewRun) -> Vec<Value> {
    vec![
        tx.key(),
        run.version.uuid().into(),
        run.id.uuid().into(),
        run.mode.as_str().into(),
        run.trigger.as_str().into(),
        run.inputs.to_string().into(),
        run.at.into(),
        run.created_by_user.map(UserId::uuid).into(),
        run.created_by_key.map(ApiKeyId::uuid).into(),
        run.request_id.into(),
        tx.region().into(),
        run.lane.number().into(),
    ]
}

fn key_values(once: &Idempotency) -> [Value; 4] {
    [
        once.scope.as_str().into(),
        once.key.as_str().into(),
        once.request_hash.to_vec().into(),
        once.expires_at.into(),
    ]
}
