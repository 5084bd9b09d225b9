use persistence::DbError;
use persistence::accounts::{self, NewTenant, NewUser};

use super::{AccountError, checked_email};
use crate::Context;
use crate::identity::{new_tenant_id, new_user_id};
use domain::id::{TenantId, UserId};

/// What `apex admin create-org` asks for.
#[derive(Debug, Clone)]
pub struct OrgRequest {
    /// Name in addresses and on the command line.
    pub slug: String,
    /// Name for people.
    pub name: String,
    /// E-mail of the owner, who is made when there is no such user.
    pub owner: String,
    /// Where the organisation's data lives.
    pub region: String,
}

/// Makes an organisation with its owner, in one transaction.
pub async fn create_org(context: &Context, request: &OrgRequest) -> Result<(TenantId, UserId), AccountError> {
    let slug = checked_slug(&request.slug)?;
    let name = request.name.trim();
    if name.is_empty() || name.chars().count() > 120 || name.contains(char::is_control) {
        return Err(AccountError::Invalid("the name has 1 to 120 characters".to_owned()));
    }
    let email = checked_email(&request.owner)?;
    let at = context.clock.now();
    let person = email.split('@').next().unwrap_or(&email).to_owned();
    let user = NewUser {
        id: new_user_id(),
        email,
        name: capitalised(&person),
        at,
    };
    let user = accounts::put_user(&context.db, user)
        .await
        .map_err(AccountError::database)?;
    let tenant = new_tenant_id();
    let tx = context
        .db
        .tenant(tenant)
        .begin()
        .await
        .map_err(AccountError::database)?;
    let row = NewTenant {
        slug: slug.clone(),
        name: name.to_owned(),
        region: request.region.clone(),
        at,
    };
    accounts::create_tenant(&tx, row).await.map_err(|error| match error {
        DbError::Duplicate { .. } => {
            AccountError::Exists(format!("there is an organisation with the slug `{slug}` already"))
        }
        other => AccountError::database(other),
    })?;
    accounts::put_membership(&tx, user.id, "owner", at)
        .await
        .map_err(AccountError::database)?;
    tx.commit().await.map_err(AccountError::database)?;
    Ok((tenant, user.id))
}

fn checked_slug(slug: &str) -> Result<String, AccountError> {
    let ok = (2..=40).contains(&slug.len())
        && slug
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        // two dashes would read as the border between organisation and name in the names of secrets
        && !slug.contains("--")
        && !slug.starts_with('-')
        && !slug.ends_with('-');
    if ok {
        Ok(slug.to_owned())
    } else {
        Err(AccountError::Invalid(format!(
            "`{slug}` is no slug: use 2 to 40 of a-z, 0-9 and single -, not at the ends"
        )))
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
