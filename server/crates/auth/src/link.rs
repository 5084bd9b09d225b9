//! One-time sign-in links: random, hashed, expiring, used at most once.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::UserId;
use ports::{AuthStore, LoginLinkRecord};

use crate::AuthError;
use crate::hash::{TokenHasher, TokenKind};
use crate::key::random_token;

/// How long a link can be used, in minutes.
pub const LINK_MINUTES: i64 = 15;

/// Makes a link for this user and gives its token, which is stored nowhere.
pub async fn issue(
    store: &dyn AuthStore,
    hasher: &TokenHasher,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<String, AuthError> {
    let token = random_token().map_err(|_| AuthError::Unavailable)?;
    let link = LoginLinkRecord {
        user,
        expires_at: now + TimeDelta::minutes(LINK_MINUTES),
    };
    store
        .put_login_link(&hasher.hash(TokenKind::LoginLink, &token), link)
        .await?;
    Ok(token)
}

/// Uses a link up; none when it is unknown, used or too old (the caller can't tell which).
pub async fn redeem(
    store: &dyn AuthStore,
    hasher: &TokenHasher,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<UserId>, AuthError> {
    let hash = hasher.hash(TokenKind::LoginLink, token);
    Ok(store.take_login_link(&hash, now).await?.map(|link| link.user))
}
