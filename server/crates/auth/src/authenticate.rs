//! From a request to a caller.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::access::{Caller, Principal, Role};
use http::{HeaderMap, header};
use ports::{ApiKeyRecord, AuthStore, StoreError};
use tower_sessions::Session;

use crate::hash::{TokenHasher, TokenKind};
use crate::key::is_key_shaped;
use crate::session::{self, Identity, Lifetime};

/// Why a request has no caller.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The `Authorization` header holds no usable key. Says no more, on purpose.
    #[error("the API key is not valid")]
    InvalidKey,
    /// The session store or the database is away.
    #[error("sign-in is not available right now")]
    Unavailable,
}

impl AuthError {
    pub(crate) fn session(error: &tower_sessions::session::Error) -> Self {
        tracing::error!(%error, "session store failed");
        Self::Unavailable
    }
}

impl From<StoreError> for AuthError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "sign-in store failed");
        Self::Unavailable
    }
}

/// Finds the caller of a request: an API key if one is sent, else the session's user.
#[derive(Clone)]
pub struct Authenticator {
    store: Arc<dyn AuthStore>,
    hasher: TokenHasher,
    sessions: Lifetime,
}

impl Authenticator {
    /// Reads keys and users from `store`.
    #[must_use]
    pub fn new(store: Arc<dyn AuthStore>, hasher: TokenHasher, sessions: Lifetime) -> Self {
        Self {
            store,
            hasher,
            sessions,
        }
    }

    /// How long sessions live.
    #[must_use]
    pub fn sessions(&self) -> Lifetime {
        self.sessions
    }

    /// Where users and keys live.
    #[must_use]
    pub fn store(&self) -> &dyn AuthStore {
        self.store.as_ref()
    }

    /// How tokens are hashed.
    #[must_use]
    pub fn hasher(&self) -> &TokenHasher {
        &self.hasher
    }

    /// The caller by API key; none when no `Authorization` header was sent, an error when it can't be used.
    pub async fn by_key(&self, headers: &HeaderMap, now: DateTime<Utc>) -> Result<Option<Caller>, AuthError> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let Some(value) = values.next() else { return Ok(None) };
        // two headers that disagree are an attack or a mistake
        if values.next().is_some() {
            return Err(AuthError::InvalidKey);
        }
        let key = bearer(value.as_bytes()).ok_or(AuthError::InvalidKey)?;
        let record = self.live_key(key, now).await?;
        let tenant = self.store.tenant(record.tenant).await?.ok_or(AuthError::InvalidKey)?;
        Ok(Some(Caller {
            tenant: record.tenant,
            tenant_slug: tenant.slug,
            tenant_name: tenant.name,
            principal: Principal::Key {
                id: record.id,
                name: record.name,
                scopes: record.scopes,
            },
        }))
    }

    async fn live_key(&self, key: &str, now: DateTime<Utc>) -> Result<ApiKeyRecord, AuthError> {
        let hash = self.hasher.hash(TokenKind::ApiKey, key);
        let record = self.store.key_by_hash(&hash).await?.ok_or(AuthError::InvalidKey)?;
        let ended = record.revoked_at.is_some() || record.expires_at.is_some_and(|end| end <= now);
        if ended { Err(AuthError::InvalidKey) } else { Ok(record) }
    }

    /// The caller by session; none when nobody signed in, the session or the membership has ended meanwhile.
    pub async fn by_session(&self, session: &Session, now: DateTime<Utc>) -> Result<Option<Caller>, AuthError> {
        let Some(Identity { user, tenant }) = session::identity(session, self.sessions, now).await? else {
            return Ok(None);
        };
        let Some(person) = self.store.user(user).await? else {
            return Ok(None);
        };
        let places = self.store.memberships(user).await?;
        let Some(place) = places.into_iter().find(|place| place.tenant == tenant) else {
            return Ok(None);
        };
        let Ok(role) = place.role.parse::<Role>() else {
            return Ok(None);
        };
        Ok(Some(Caller {
            tenant,
            tenant_slug: place.slug,
            tenant_name: place.name,
            principal: Principal::User {
                id: person.id,
                email: person.email,
                name: person.name,
                role,
            },
        }))
    }
}

fn bearer(value: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(value).ok()?;
    let (scheme, key) = text.split_once(' ')?;
    let key = key.trim();
    (scheme.eq_ignore_ascii_case("bearer") && is_key_shaped(key)).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::bearer;

    #[test]
    fn only_a_bearer_header_with_a_key_is_read() {
        let key = format!("apex_{}", "a".repeat(43));
        assert_eq!(bearer(format!("Bearer {key}").as_bytes()), Some(key.as_str()));
        assert_eq!(bearer(format!("bearer {key}").as_bytes()), Some(key.as_str()));
        for wrong in [
            "",
            "Bearer",
            "Bearer ",
            "Basic YTpi",
            &key,
            &format!("Bearer {key}x"),
            "Bearer null",
        ] {
            assert_eq!(bearer(wrong.as_bytes()), None, "{wrong}");
        }
        assert_eq!(bearer(b"Bearer \xff\xfe"), None);
    }
}
