//! What sign-in reads and writes. Tokens and keys reach the store only as keyed hashes.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{ApiKeyId, TenantId, UserId};

use crate::run_store::StoreError;

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRecord {
    /// The person's id.
    pub id: UserId,
    /// Verified, lower case.
    pub email: String,
    /// What to call them.
    pub name: String,
}

/// A person's place in an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipRecord {
    /// The organisation.
    pub tenant: TenantId,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// owner, admin, developer or viewer.
    pub role: String,
}

/// An API key without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyRecord {
    /// The key's id.
    pub id: ApiKeyId,
    /// The organisation it acts for.
    pub tenant: TenantId,
    /// What it is called.
    pub name: String,
    /// What it may do; `*` is all.
    pub scopes: Vec<String>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When somebody ended it.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A one-time sign-in link without its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginLinkRecord {
    /// Who it signs in.
    pub user: UserId,
    /// When it ends unused.
    pub expires_at: DateTime<Utc>,
}

/// Users, memberships, keys and links.
#[async_trait]
pub trait AuthStore: Send + Sync + 'static {
    /// The user with this e-mail, lower case.
    async fn user_by_email(&self, email: &str) -> Result<Option<UserRecord>, StoreError>;

    /// The user with this id.
    async fn user(&self, id: UserId) -> Result<Option<UserRecord>, StoreError>;

    /// The user's places, oldest first.
    async fn memberships(&self, user: UserId) -> Result<Vec<MembershipRecord>, StoreError>;

    /// The organisation with this id, as its keys see it.
    async fn tenant(&self, id: TenantId) -> Result<Option<MembershipRecord>, StoreError>;

    /// The key with this keyed hash (32 bytes), revoked or expired ones too.
    async fn key_by_hash(&self, hash: &[u8; 32]) -> Result<Option<ApiKeyRecord>, StoreError>;

    /// Keeps a link by the keyed hash of its token.
    async fn put_login_link(&self, hash: &[u8; 32], link: LoginLinkRecord) -> Result<(), StoreError>;

    /// Uses a link up: at most one caller ever gets it. Expired and used links give none.
    async fn take_login_link(&self, hash: &[u8; 32], now: DateTime<Utc>)
    -> Result<Option<LoginLinkRecord>, StoreError>;
}
