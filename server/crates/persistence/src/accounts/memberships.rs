//! Who belongs to an organisation.

use chrono::{DateTime, Utc};
use domain::id::UserId;
use ports::UserRecord;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::statement::{execute, fetch_all};
use crate::{DbError, TenantTx};

/// A person in an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRecord {
    /// The person.
    pub user: UserRecord,
    /// owner, admin, developer or viewer.
    pub role: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

// memberships have no foreign key to users (tenants may live in other cells), so the person is looked up here
const PUT: &str = "
INSERT INTO memberships (tenant_id, user_id, role, created_at)
SELECT $1, id, $3, $4 FROM users WHERE id = $2
ON CONFLICT (tenant_id, user_id) DO UPDATE SET role = EXCLUDED.role";

const REMOVE: &str = "DELETE FROM memberships WHERE tenant_id = $1 AND user_id = $2";

const MEMBERS: &str = "
SELECT u.id, u.email, u.name, m.role, m.created_at FROM memberships m JOIN users u ON u.id = m.user_id
WHERE m.tenant_id = $1 ORDER BY m.created_at, u.email";

#[derive(FromQueryResult)]
struct MemberRow {
    id: Uuid,
    email: String,
    name: String,
    role: String,
    created_at: DateTime<Utc>,
}

/// Gives the person this role here, whatever it was before. [`DbError::Missing`] when there is no such person,
/// [`DbError::Rejected`] for any other word than owner, admin, developer and viewer.
pub async fn put_membership(tx: &TenantTx, user: UserId, role: &str, at: DateTime<Utc>) -> Result<(), DbError> {
    let changed = execute(tx.conn(), PUT, [tx.key(), user.uuid().into(), role.into(), at.into()]).await?;
    if changed == 0 {
        return Err(DbError::Missing {
            constraint: "memberships_user".into(),
        });
    }
    Ok(())
}

/// Takes the person's place away. False when they had none.
pub async fn remove_membership(tx: &TenantTx, user: UserId) -> Result<bool, DbError> {
    Ok(execute(tx.conn(), REMOVE, [tx.key(), user.uuid().into()]).await? > 0)
}

/// Everybody who belongs here, longest first.
pub async fn members(tx: &TenantTx) -> Result<Vec<MemberRecord>, DbError> {
    let rows = fetch_all::<_, MemberRow>(tx.conn(), MEMBERS, [tx.key()]).await?;
    let read = |row: MemberRow| MemberRecord {
        user: UserRecord {
            id: UserId::from_uuid(row.id),
            email: row.email,
            name: row.name,
        },
        role: row.role,
        since: row.created_at,
    };
    Ok(rows.into_iter().map(read).collect())
}
