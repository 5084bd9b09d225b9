//! API keys: made once, shown never again, ended at any time.

use chrono::{DateTime, Utc};
use domain::id::{ApiKeyId, UserId};
use entity::api_key::{Column, Entity, Model};
use ports::ApiKeyRecord;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::statement::execute;
use crate::{DbError, TenantTx};

/// A key to be kept, by its keyed hash.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// Its id, freshly minted.
    pub id: ApiKeyId,
    /// What it is called.
    pub name: String,
    /// Its first characters, for people to tell keys apart.
    pub prefix: String,
    /// The keyed hash of the key.
    pub hash: [u8; 32],
    /// What it may do; `*` is all.
    pub scopes: Vec<String>,
    /// Who makes it; none for the command line.
    pub created_by: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A key as administration sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeySummary {
    /// What sign-in knows of it.
    pub record: ApiKeyRecord,
    /// Its first characters.
    pub prefix: String,
    /// Who made it.
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was last shown.
    pub last_used_at: Option<DateTime<Utc>>,
}

const INSERT: &str = "
INSERT INTO api_keys (tenant_id, id, name, prefix, key_hash, scopes, created_by, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const REVOKE: &str = "
UPDATE api_keys SET revoked_at = coalesce(revoked_at, $3) WHERE tenant_id = $1 AND id = $2";

// at most one write a minute and key, however often it is shown
const TOUCH: &str = "
UPDATE api_keys SET last_used_at = $3
WHERE tenant_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at < $3 - interval '1 minute')";

/// Keeps the key.
pub async fn create_api_key(tx: &TenantTx, key: NewApiKey) -> Result<(), DbError> {
    let values = [
        tx.key(),
        key.id.uuid().into(),
        key.name.into(),
        key.prefix.into(),
        key.hash.to_vec().into(),
        key.scopes.into(),
        key.created_by.map(UserId::uuid).into(),
        key.at.into(),
        key.expires_at.into(),
    ];
    execute(tx.conn(), INSERT, values).await.map(drop)
}

/// Every key of the organisation, newest first, ended ones too.
pub async fn api_keys(tx: &TenantTx) -> Result<Vec<ApiKeySummary>, DbError> {
    let mine = Entity::find().filter(Column::TenantId.eq(tx.tenant().uuid()));
    let rows = mine
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(key_summary).collect())
}

/// Ends the key; doing it again changes nothing. False when there is no such key.
pub async fn revoke_api_key(tx: &TenantTx, id: ApiKeyId, at: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(execute(tx.conn(), REVOKE, [tx.key(), id.uuid().into(), at.into()]).await? > 0)
}

/// Notes that the key was shown, to the minute.
pub async fn touch_api_key(tx: &TenantTx, id: ApiKeyId, at: DateTime<Utc>) -> Result<(), DbError> {
    execute(tx.conn(), TOUCH, [tx.key(), id.uuid().into(), at.into()])
        .await
        .map(drop)
}

fn key_summary(row: Model) -> ApiKeySummary {
    ApiKeySummary {
        prefix: row.prefix.clone(),
        created_by: row.created_by.map(UserId::from_uuid),
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        record: key_record(row),
    }
}

pub(crate) fn key_record(row: Model) -> ApiKeyRecord {
    ApiKeyRecord {
        id: row.key(),
        tenant: row.tenant(),
        name: row.name,
        scopes: row.scopes,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
    }
}
