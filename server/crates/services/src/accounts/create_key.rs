use auth::hash::TokenKind;
use auth::key::{key_hint, new_key};
use domain::access::{Permission, SCOPE_ALL, is_scope};
use persistence::accounts::{self, NewApiKey};

use super::AccountError;
use crate::Context;
use crate::identity::new_key_id;

/// What `apex admin create-key` asks for.
#[derive(Debug, Clone)]
pub struct KeyRequest {
    /// The organisation that the key acts for.
    pub org: String,
    /// What it is called in lists.
    pub name: String,
    /// What it may do; `*` is all.
    pub scopes: Vec<String>,
}

/// Makes an API key and gives it out, once: only its keyed hash is stored.
pub async fn create_key(context: &Context, request: &KeyRequest) -> Result<String, AccountError> {
    let scopes = checked_scopes(&request.scopes)?;
    let name = request.name.trim();
    if name.is_empty() || name.chars().count() > 120 || name.contains(char::is_control) {
        return Err(AccountError::Invalid("the name has 1 to 120 characters".to_owned()));
    }
    let tenant = accounts::tenant_by_slug(&context.db, &request.org)
        .await
        .map_err(AccountError::database)?
        .ok_or_else(|| AccountError::NotFound(format!("there is no organisation with the slug `{}`", request.org)))?;
    let key = new_key().map_err(AccountError::database)?;
    let row = NewApiKey {
        id: new_key_id(),
        name: name.to_owned(),
        prefix: key_hint(&key),
        hash: context.hasher.hash(TokenKind::ApiKey, &key),
        scopes,
        created_by: None,
        at: context.clock.now(),
        expires_at: None,
    };
    let tx = context
        .db
        .tenant(tenant.id)
        .begin()
        .await
        .map_err(AccountError::database)?;
    accounts::create_api_key(&tx, row)
        .await
        .map_err(AccountError::database)?;
    tx.commit().await.map_err(AccountError::database)?;
    Ok(key)
}

fn checked_scopes(given: &[String]) -> Result<Vec<String>, AccountError> {
    let scopes: Vec<String> = given
        .iter()
        .flat_map(|text| text.split([',', ' ']))
        .filter(|scope| !scope.is_empty())
        .map(str::to_owned)
        .collect();
    let known = || {
        let names: Vec<&str> = Permission::ALL.iter().map(|permission| permission.scope()).collect();
        format!("{SCOPE_ALL}, {}", names.join(", "))
    };
    match scopes.iter().find(|scope| !is_scope(scope)) {
        Some(unknown) => Err(AccountError::Invalid(format!(
            "`{unknown}` is no scope: use {}",
            known()
        ))),
        None if scopes.is_empty() => Err(AccountError::Invalid(format!("name at least one scope: {}", known()))),
        None => Ok(scopes),
    }
}
