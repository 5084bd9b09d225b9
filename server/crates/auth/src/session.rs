//! What the server keeps of a browser session. The cookie holds an opaque id and nothing else.
//!
//! A session ends when nobody used it for a while, and at the latest some time after its sign-in however much it is
//! used ([`Lifetime`]). Its use is written down once in a while, not at each request.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{TenantId, UserId};
use serde::{Deserialize, Serialize};
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::{Expiry, Session};

use crate::AuthError;

const KEY: &str = "identity";
/// Where the session store looks for the person, so that all sessions of one can be ended.
const USER_KEY: &str = "user_id";
const TIMES_KEY: &str = "times";
/// A use is written down when the last one that was is older than this part of the idle time.
const NOTE_EVERY: i32 = 100;

/// Who signed in, and the organisation they act in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The person.
    pub user: UserId,
    /// The active organisation.
    pub tenant: TenantId,
}

/// How long sessions live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// Unused.
    pub idle: TimeDelta,
    /// From sign-in, used or not.
    pub longest: TimeDelta,
}

/// When somebody signed in, and when they were last known to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Times {
    began: DateTime<Utc>,
    seen: DateTime<Utc>,
}

impl Default for Lifetime {
    /// 14 days unused, 30 days in all.
    fn default() -> Self {
        Self {
            idle: TimeDelta::days(14),
            longest: TimeDelta::days(30),
        }
    }
}

impl Lifetime {
    /// When the session ends if it isn't used again.
    fn end(self, times: Times) -> DateTime<Utc> {
        (times.seen + self.idle).min(times.began + self.longest)
    }
}

/// The identity of a session that lives; none when nobody signed in, or too long ago. Notes that it is used.
pub async fn identity(session: &Session, life: Lifetime, now: DateTime<Utc>) -> Result<Option<Identity>, AuthError> {
    let found: Option<Identity> = read(session, KEY).await?;
    let times: Option<Times> = read(session, TIMES_KEY).await?;
    let (Some(identity), Some(times)) = (found, times) else {
        return Ok(None);
    };
    if life.end(times) <= now {
        end(session).await?;
        return Ok(None);
    }
    if now - times.seen >= life.idle / NOTE_EVERY {
        note(session, life, Times { seen: now, ..times }).await?;
    }
    Ok(Some(identity))
}

/// Signs in. The session's id is changed, so that an id planted before is worth nothing.
pub async fn begin(session: &Session, identity: Identity, life: Lifetime, now: DateTime<Utc>) -> Result<(), AuthError> {
    session.cycle_id().await.map_err(|error| AuthError::session(&error))?;
    write(session, USER_KEY, identity.user).await?;
    write(session, KEY, identity).await?;
    note(session, life, Times { began: now, seen: now }).await
}

/// Signs out: the session is gone on the server too.
pub async fn end(session: &Session) -> Result<(), AuthError> {
    session.flush().await.map_err(|error| AuthError::session(&error))
}

/// Writes the times down, and when the store and the browser may forget the session.
async fn note(session: &Session, life: Lifetime, times: Times) -> Result<(), AuthError> {
    write(session, TIMES_KEY, times).await?;
    let end = OffsetDateTime::from_unix_timestamp(life.end(times).timestamp()).ok();
    session.set_expiry(end.map(Expiry::AtDateTime));
    Ok(())
}

async fn read<T: for<'de> Deserialize<'de>>(session: &Session, key: &str) -> Result<Option<T>, AuthError> {
    session.get(key).await.map_err(|error| AuthError::session(&error))
}

async fn write<T: Serialize + Send + Sync>(session: &Session, key: &str, value: T) -> Result<(), AuthError> {
    session
        .insert(key, value)
        .await
        .map_err(|error| AuthError::session(&error))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tower_sessions::MemoryStore;

    use super::*;

    /// Of the defaults, which people are told.
    const LIFE: Lifetime = Lifetime {
        idle: TimeDelta::days(14),
        longest: TimeDelta::days(30),
    };

    fn day(day: i64) -> DateTime<Utc> {
        // ahead of today: the store of these tests looks at the real clock
        DateTime::from_timestamp(4_000_000_000, 0).unwrap() + TimeDelta::days(day)
    }

    fn somebody() -> Identity {
        Identity {
            user: format!("usr_{:0>26}", 1).parse().unwrap(),
            tenant: format!("org_{:0>26}", 1).parse().unwrap(),
        }
    }

    async fn signed_in() -> Session {
        let session = Session::new(None, Arc::new(MemoryStore::default()), None);
        begin(&session, somebody(), LIFE, day(0)).await.unwrap();
        session
    }

    #[tokio::test]
    async fn a_session_that_is_used_lives_on_and_the_browser_is_told() {
        let session = signed_in().await;
        assert_eq!(session.expiry_date().unix_timestamp(), day(14).timestamp());
        assert_eq!(identity(&session, LIFE, day(13)).await.unwrap(), Some(somebody()));
        assert_eq!(session.expiry_date().unix_timestamp(), day(27).timestamp());
        assert_eq!(identity(&session, LIFE, day(26)).await.unwrap(), Some(somebody()));
        assert_eq!(
            session.expiry_date().unix_timestamp(),
            day(30).timestamp(),
            "no longer than that"
        );
    }

    #[tokio::test]
    async fn a_session_that_is_not_used_ends() {
        let session = signed_in().await;
        assert_eq!(identity(&session, LIFE, day(14)).await.unwrap(), None);
        assert!(session.is_empty().await, "it is gone");
    }

    #[tokio::test]
    async fn a_session_ends_however_much_it_is_used() {
        let session = signed_in().await;
        for used in 1..30 {
            assert!(
                identity(&session, LIFE, day(used)).await.unwrap().is_some(),
                "day {used}"
            );
        }
        assert_eq!(identity(&session, LIFE, day(30)).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_use_shortly_after_the_last_is_not_written() {
        let session = signed_in().await;
        let before = session.expiry_date();
        let soon = day(0) + TimeDelta::hours(3);
        assert!(identity(&session, LIFE, soon).await.unwrap().is_some());
        assert_eq!(session.expiry_date(), before);
    }

    #[tokio::test]
    async fn a_session_without_times_is_nobodys() {
        let session = Session::new(None, Arc::new(MemoryStore::default()), None);
        session.insert(KEY, somebody()).await.unwrap();
        assert_eq!(identity(&session, LIFE, day(0)).await.unwrap(), None);
    }
}
