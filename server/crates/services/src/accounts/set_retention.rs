use persistence::{accounts, retention};

use super::AccountError;
use crate::Context;

/// Most days that runs can be kept.
const MOST_DAYS: u32 = 3650;

/// Keeps an organisation's runs for so many days (1 to 3650), unless a workflow has its own; none as long as the
/// installation does. Takes effect with the next hourly round.
pub async fn set_retention(context: &Context, org: &str, days: Option<u32>) -> Result<(), AccountError> {
    if days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
        return Err(AccountError::Invalid(format!(
            "runs are kept for 1 to {MOST_DAYS} days"
        )));
    }
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
    retention::set_days(&tx, days).await.map_err(AccountError::database)?;
    tx.commit().await.map_err(AccountError::database)
}
