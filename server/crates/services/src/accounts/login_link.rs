use ports::AuthStore;

use super::{AccountError, checked_email};
use crate::Context;

/// A one-time sign-in link for a user, on the address `base_url`.
pub async fn login_link(context: &Context, email: &str, base_url: &str) -> Result<String, AccountError> {
    let email = checked_email(email)?;
    let store = context.db.auth_store();
    let user = store.user_by_email(&email).await.map_err(AccountError::database)?;
    let user = user.ok_or_else(|| AccountError::NotFound(format!("there is no user with the address `{email}`")))?;
    let token = auth::link::issue(&store, &context.hasher, user.id, context.clock.now())
        .await
        .map_err(AccountError::database)?;
    Ok(format!("{}/sign-in/link/{token}", base_url.trim_end_matches('/')))
}
