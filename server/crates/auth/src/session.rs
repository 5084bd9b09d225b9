//! What the server keeps of a browser session. The cookie holds an opaque id and nothing else.

use domain::id::{TenantId, UserId};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::AuthError;

const KEY: &str = "identity";
/// Where the session store looks for the person, so that all sessions of one can be ended.
const USER_KEY: &str = "user_id";

/// Who signed in, and the organisation they act in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The person.
    pub user: UserId,
    /// The active organisation.
    pub tenant: TenantId,
}

/// The identity of a session; none when nobody signed in.
pub async fn identity(session: &Session) -> Result<Option<Identity>, AuthError> {
    session.get(KEY).await.map_err(|error| AuthError::session(&error))
}

/// Signs in. The session's id is changed, so that an id planted before is worth nothing.
pub async fn begin(session: &Session, identity: Identity) -> Result<(), AuthError> {
    session.cycle_id().await.map_err(|error| AuthError::session(&error))?;
    session
        .insert(USER_KEY, identity.user)
        .await
        .map_err(|error| AuthError::session(&error))?;
    session
        .insert(KEY, identity)
        .await
        .map_err(|error| AuthError::session(&error))
}

/// Signs out: the session is gone on the server too.
pub async fn end(session: &Session) -> Result<(), AuthError> {
    session.flush().await.map_err(|error| AuthError::session(&error))
}
