use persistence::{accounts, tenant_settings};

use super::AccountError;
use crate::Context;

/// Pins all that an organisation starts from now on to the workers of a pool, unless a workflow has its own; none takes
/// the pin away. Runs that stand keep theirs.
pub async fn set_pool(context: &Context, org: &str, pool: Option<&str>) -> Result<(), AccountError> {
    let tenant = accounts::tenant_by_slug(&context.db, org)
        .await
        .map_err(AccountError::database)?
        .ok_or_else(|| AccountError::NotFound(format!("there is no organisation with the slug `{org}`")))?;
    let tx = context
        .db
        .tenant(tenant.id)
        .begin()
        .await
        .map_err(AccountError::database)?;
    tenant_settings::set_pool(&tx, pool)
        .await
        .map_err(AccountError::database)?;
    tx.commit().await.map_err(AccountError::database)
}
