//! Deciding a letter.

use chrono::{DateTime, Utc};
use domain::id::{RunId, UserId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::LetterState;
use super::record::state_of;
use crate::statement::{execute, fetch_one};
use crate::{DbError, TenantTx};

/// Where a letter stands, as far as a decision needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// What became of it.
    pub state: LetterState,
    /// The run that replays it.
    pub replayed_by: Option<RunId>,
}

#[derive(FromQueryResult)]
struct StateRow {
    state: String,
    replayed_by: Option<Uuid>,
}

const LOCK: &str = "
SELECT state, replayed_by FROM dead_letters WHERE tenant_id = $1 AND run_id = $2 FOR UPDATE";

const DECIDE: &str = "
UPDATE dead_letters SET state = $3, replayed_by = $4, decided_at = $5, decided_by = $6
WHERE tenant_id = $1 AND run_id = $2";

/// Reads the letter of a run and keeps everybody else from deciding it until the transaction ends; none when the run
/// has no letter.
pub async fn lock(tx: &TenantTx, run: RunId) -> Result<Option<Decided>, DbError> {
    let row = fetch_one::<_, StateRow>(tx.conn(), LOCK, [tx.key(), run.uuid().into()]).await?;
    let read = |row: StateRow| {
        Ok(Decided {
            state: state_of(&row.state)?,
            replayed_by: row.replayed_by.map(RunId::from_uuid),
        })
    };
    row.map(read).transpose()
}

/// Says that another run replays it. Lock it first.
pub async fn mark_replayed(
    tx: &TenantTx,
    run: RunId,
    by: RunId,
    person: Option<UserId>,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    decide(tx, run, (LetterState::Replayed, Some(by)), person, Some(at)).await
}

/// Lets it go. Lock it first.
pub async fn discard(tx: &TenantTx, run: RunId, person: Option<UserId>, at: DateTime<Utc>) -> Result<(), DbError> {
    decide(tx, run, (LetterState::Discarded, None), person, Some(at)).await
}

/// Takes a decision back. Lock it first.
pub async fn reopen(tx: &TenantTx, run: RunId) -> Result<(), DbError> {
    decide(tx, run, (LetterState::Open, None), None, None).await
}

async fn decide(
    tx: &TenantTx,
    run: RunId,
    (state, replayed_by): (LetterState, Option<RunId>),
    person: Option<UserId>,
    at: Option<DateTime<Utc>>,
) -> Result<(), DbError> {
    let values = [
        tx.key(),
        run.uuid().into(),
        state.as_str().into(),
        replayed_by.map(RunId::uuid).into(),
        at.into(),
        person.map(UserId::uuid).into(),
    ];
    execute(tx.conn(), DECIDE, values).await?;
    Ok(())
}
