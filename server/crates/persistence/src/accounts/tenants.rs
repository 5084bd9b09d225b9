//! Organisations.

use chrono::{DateTime, Utc};
use domain::id::TenantId;
use entity::tenant::{Column, Entity, Model};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};

use crate::statement::execute;
use crate::{Database, DbError, TenantTx};

/// An organisation to be made. Its id is the transaction's tenant.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// Its name in addresses: a to z, 0 to 9 and inner hyphens, at most 63.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// Its home cell.
    pub region: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantRecord {
    /// Its id.
    pub id: TenantId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// What it has subscribed to.
    pub plan: String,
    /// Its home cell.
    pub region: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

const INSERT: &str = "INSERT INTO tenants (id, slug, name, region, created_at) VALUES ($1, $2, $3, $4, $5)";

/// Makes the organisation that the transaction is named after. [`DbError::Duplicate`] of `tenants_slug` when the
/// slug is taken.
pub async fn create_tenant(tx: &TenantTx, tenant: NewTenant) -> Result<(), DbError> {
    let values = [
        tx.key(),
        tenant.slug.into(),
        tenant.name.into(),
        tenant.region.into(),
        tenant.at.into(),
    ];
    execute(tx.conn(), INSERT, values).await.map(drop)
}

/// The organisation with this slug: for the command line, which has no caller to ask memberships of.
pub async fn tenant_by_slug(database: &Database, slug: &str) -> Result<Option<TenantRecord>, DbError> {
    let tx = database.app().begin().await?;
    execute(&tx, "SELECT set_config('app.tenant_slug', $1, true)", [slug.into()]).await?;
    let row = Entity::find().filter(Column::Slug.eq(slug)).one(&tx).await?;
    tx.commit().await?;
    Ok(row.map(tenant_record))
}

fn tenant_record(row: Model) -> TenantRecord {
    TenantRecord {
        id: row.tenant(),
        slug: row.slug,
        name: row.name,
        plan: row.plan,
        region: row.region,
        created_at: row.created_at,
    }
}
