//! A transaction of one tenant: the only thing that repositories accept.

use domain::id::TenantId;
use sea_orm::{DatabaseTransaction, TransactionTrait};

use crate::statement::execute;
use crate::{Database, DbError};

/// Where transactions of one tenant begin.
#[derive(Debug, Clone)]
pub struct TenantScope {
    database: Database,
    tenant: TenantId,
}

impl TenantScope {
    pub(crate) fn new(database: Database, tenant: TenantId) -> Self {
        Self { database, tenant }
    }

    /// Begins a transaction and names the tenant to row-level security.
    pub async fn begin(&self) -> Result<TenantTx, DbError> {
        let tx = self.database.app().begin().await?;
        execute(
            &tx,
            "SELECT set_config('app.tenant_id', $1, true)",
            [self.tenant.uuid().to_string().into()],
        )
        .await?;
        Ok(TenantTx {
            tx,
            tenant: self.tenant,
            region: self.database.region().to_owned(),
        })
    }
}

/// A transaction within one tenant. Dropping it rolls it back.
#[derive(Debug)]
pub struct TenantTx {
    tx: DatabaseTransaction,
    tenant: TenantId,
    region: String,
}

impl TenantTx {
    /// Whose transaction it is.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Makes everything done in it durable.
    pub async fn commit(self) -> Result<(), DbError> {
        Ok(self.tx.commit().await?)
    }

    /// Undoes everything done in it.
    pub async fn rollback(self) -> Result<(), DbError> {
        Ok(self.tx.rollback().await?)
    }

    pub(crate) fn conn(&self) -> &DatabaseTransaction {
        &self.tx
    }

    pub(crate) fn region(&self) -> &str {
        &self.region
    }

    /// The tenant as a bound value.
    pub(crate) fn key(&self) -> sea_orm::Value {
        self.tenant.uuid().into()
    }
}
