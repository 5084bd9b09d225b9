//! A transaction of one tenant: the only thing that repositories accept.

use domain::id::TenantId;
use sea_orm::{DatabaseTransaction, TransactionTrait};

use crate::fairness::Fairness;
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

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// Whose transactions they are.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Begins a transaction and names the tenant to row-level security.
    pub async fn begin(&self) -> Result<TenantTx, DbError> {
        let tx = self.database.app().begin().await?;
        TenantTx::name(&self.database, tx, self.tenant).await
    }
}

/// A transaction within one tenant. Dropping it rolls it back.
#[derive(Debug)]
pub struct TenantTx {
    tx: DatabaseTransaction,
    tenant: TenantId,
    database: Database,
}

impl TenantTx {
    /// From here on, until another is named, the transaction is this tenant's.
    pub(crate) async fn name(database: &Database, tx: DatabaseTransaction, tenant: TenantId) -> Result<Self, DbError> {
        let name = "SELECT set_config('app.tenant_id', $1, true)";
        execute(&tx, name, [tenant.uuid().to_string().into()]).await?;
        Ok(Self {
            tx,
            tenant,
            database: database.clone(),
        })
    }

    /// The bare transaction, for the next tenant to be named.
    pub(crate) fn into_inner(self) -> DatabaseTransaction {
        self.tx
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    pub(crate) fn fairness(&self) -> &Fairness {
        &self.database.memory().fairness
    }

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
        self.database.region()
    }

    /// The tenant as a bound value.
    pub(crate) fn key(&self) -> sea_orm::Value {
        self.tenant.uuid().into()
    }
}
