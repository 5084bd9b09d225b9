use chrono::{DateTime, Utc};
use domain::id::{TenantId, UserId};
use persistence::accounts::{self, NewTenant, NewUser};
use persistence::{DbError, TenantTx};

use super::{AccountError, checked_email};
use crate::Context;
use crate::identity::{new_tenant_id, new_user_id};

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
    let founding = found_org(context, request).await?;
    founding.tx.commit().await.map_err(AccountError::database)?;
    Ok((founding.tenant, founding.owner))
}

/// An organisation that stands once its transaction is committed.
#[derive(Debug)]
pub(crate) struct Founding {
    pub(crate) tx: TenantTx,
    pub(crate) tenant: TenantId,
    pub(crate) owner: UserId,
}

/// Makes an organisation as the beginning of something larger. Its owner is no part of the transaction: a person stands
/// for themselves, and the one who is there is taken.
pub(crate) async fn found_org(context: &Context, request: &OrgRequest) -> Result<Founding, AccountError> {
    let slug = checked_slug(&request.slug)?;
    let name = checked_name(&request.name)?;
    let at = context.clock.now();
    let owner = put_owner(context, &request.owner, at).await?;
    let tenant = new_tenant_id();
    let scope = context.db.tenant(tenant);
    let tx = scope.begin().await.map_err(AccountError::database)?;
    let row = NewTenant {
        slug: slug.clone(),
        name,
        region: request.region.clone(),
        at,
    };
    accounts::create_tenant(&tx, row).await.map_err(|error| match error {
        DbError::Duplicate { .. } => {
            AccountError::Exists(format!("there is an organisation with the slug `{slug}` already"))
        }
        other => AccountError::database(other),
    })?;
    accounts::put_membership(&tx, owner, "owner", at)
        .await
        .map_err(AccountError::database)?;
    Ok(Founding { tx, tenant, owner })
}

async fn put_owner(context: &Context, email: &str, at: DateTime<Utc>) -> Result<UserId, AccountError> {
    let email = checked_email(email)?;
    let person = email.split('@').next().unwrap_or(&email).to_owned();
    let user = NewUser {
        id: new_user_id(),
        email,
        name: capitalised(&person),
        at,
    };
    let user = accounts::put_user(&context.db, user).await;
    user.map(|user| user.id).map_err(AccountError::database)
}

fn checked_name(name: &str) -> Result<String, AccountError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 120 || name.contains(char::is_control) {
        return Err(AccountError::Invalid("the name has 1 to 120 characters".to_owned()));
    }
    Ok(name.to_owned())
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
