//! The look-ups of sign-in, which come before a tenant is known.
//!
//! Row-level security still holds: a person's id opens that person's places, a key's hash opens that key's row.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{TenantId, UserId};
use ports::{ApiKeyRecord, AuthStore, LoginLinkRecord, MembershipRecord, StoreError, UserRecord};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, TransactionTrait};
use uuid::Uuid;

use crate::accounts::{key_record, user_record};
use crate::statement::{execute, fetch_all, fetch_one};
use crate::{Database, DbError};

/// [`AuthStore`] on Postgres.
#[derive(Debug, Clone)]
pub struct PgAuthStore {
    database: Database,
}

/// What opens a person's places to a transaction that has no tenant.
const OPEN: &str = "SELECT set_config('app.user_id', $1, true)";

// Every request of a program begins with these two, so they are one statement each. What opens the row is set before the
// row is looked for: the inner query needs its name, and OFFSET 0 keeps it the inner one. It holds for this statement.
const KEY: &str = "
WITH opened AS MATERIALIZED (SELECT set_config('app.key_hash', encode($1, 'hex'), true) AS name)
SELECT k.* FROM opened CROSS JOIN LATERAL (
    SELECT * FROM api_keys WHERE key_hash = decode(opened.name, 'hex') OFFSET 0) AS k";

const ORGANISATION: &str = "
WITH opened AS MATERIALIZED (SELECT set_config('app.tenant_id', $1, true) AS name)
SELECT t.* FROM opened CROSS JOIN LATERAL (
    SELECT * FROM tenants WHERE id = opened.name::uuid OFFSET 0) AS t";

const MEMBERSHIPS: &str = "
SELECT t.id, t.slug, t.name, m.role FROM memberships m JOIN tenants t ON t.id = m.tenant_id
WHERE m.user_id = $1 ORDER BY m.created_at, t.id";

const PUT_LINK: &str = "INSERT INTO login_links (token_hash, user_id, expires_at) VALUES ($1, $2, $3)";

// of any number of callers one finds it unused; the others wait for its lock and then find it used
const TAKE_LINK: &str = "
UPDATE login_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
RETURNING user_id, expires_at";

#[derive(FromQueryResult)]
struct PlaceRow {
    id: Uuid,
    slug: String,
    name: String,
    role: String,
}

#[derive(FromQueryResult)]
struct LinkRow {
    user_id: Uuid,
    expires_at: DateTime<Utc>,
}

impl PgAuthStore {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    async fn places_of(&self, user: UserId) -> Result<Vec<MembershipRecord>, DbError> {
        let tx = self.database.app().begin().await?;
        execute(&tx, OPEN, [user.uuid().to_string().into()]).await?;
        let rows = fetch_all::<_, PlaceRow>(&tx, MEMBERSHIPS, [user.uuid().into()]).await?;
        tx.commit().await?;
        let read = |row: PlaceRow| MembershipRecord {
            tenant: TenantId::from_uuid(row.id),
            slug: row.slug,
            name: row.name,
            role: row.role,
        };
        Ok(rows.into_iter().map(read).collect())
    }

    async fn organisation(&self, id: TenantId) -> Result<Option<MembershipRecord>, DbError> {
        let name = [id.uuid().to_string().into()];
        let row = fetch_one::<_, entity::tenant::Model>(self.database.app(), ORGANISATION, name).await?;
        let read = |row: entity::tenant::Model| MembershipRecord {
            tenant: id,
            slug: row.slug,
            name: row.name,
            role: String::new(),
        };
        Ok(row.map(read))
    }

    async fn key(&self, hash: &[u8; 32]) -> Result<Option<ApiKeyRecord>, DbError> {
        let hash = [hash.to_vec().into()];
        let row = fetch_one::<_, entity::api_key::Model>(self.database.app(), KEY, hash).await?;
        Ok(row.map(key_record))
    }

    async fn person(&self, matching: sea_orm::sea_query::SimpleExpr) -> Result<Option<UserRecord>, DbError> {
        let row = entity::user::Entity::find()
            .filter(matching)
            .one(self.database.app())
            .await?;
        Ok(row.map(user_record))
    }

    async fn take(&self, hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<LoginLinkRecord>, DbError> {
        let values = [hash.to_vec().into(), now.into()];
        let row = fetch_one::<_, LinkRow>(self.database.app(), TAKE_LINK, values).await?;
        Ok(row.map(|row| LoginLinkRecord {
            user: UserId::from_uuid(row.user_id),
            expires_at: row.expires_at,
        }))
    }
}

#[async_trait]
impl AuthStore for PgAuthStore {
    async fn user_by_email(&self, email: &str) -> Result<Option<UserRecord>, StoreError> {
        Ok(self.person(entity::user::Column::Email.eq(email)).await?)
    }

    async fn user(&self, id: UserId) -> Result<Option<UserRecord>, StoreError> {
        Ok(self.person(entity::user::Column::Id.eq(id.uuid())).await?)
    }

    async fn memberships(&self, user: UserId) -> Result<Vec<MembershipRecord>, StoreError> {
        Ok(self.places_of(user).await?)
    }

    /// The role is empty: a key has scopes instead.
    async fn tenant(&self, id: TenantId) -> Result<Option<MembershipRecord>, StoreError> {
        Ok(self.organisation(id).await?)
    }

    async fn key_by_hash(&self, hash: &[u8; 32]) -> Result<Option<ApiKeyRecord>, StoreError> {
        Ok(self.key(hash).await?)
    }

    async fn put_login_link(&self, hash: &[u8; 32], link: LoginLinkRecord) -> Result<(), StoreError> {
        let values = [hash.to_vec().into(), link.user.uuid().into(), link.expires_at.into()];
        execute(self.database.app(), PUT_LINK, values).await?;
        Ok(())
    }

    async fn take_login_link(
        &self,
        hash: &[u8; 32],
        now: DateTime<Utc>,
    ) -> Result<Option<LoginLinkRecord>, StoreError> {
        Ok(self.take(hash, now).await?)
    }
}
