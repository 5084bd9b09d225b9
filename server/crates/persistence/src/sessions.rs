//! Browser sessions for tower-sessions. The cookie's id is never stored, only its SHA-256: who reads the table can't
//! sign in with it.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::UserId;
use ports::Clock;
use sea_orm::{FromQueryResult, Value};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

use crate::statement::{execute, fetch_one};
use crate::{Database, DbError};

/// The key under which a session names its user: text, a [`UserId`]. The row then names them too, so that all
/// sessions of a person can be ended at once.
pub const USER_KEY: &str = "user_id";

/// [`SessionStore`] on Postgres.
#[derive(Clone)]
pub struct PgSessionStore {
    database: Database,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for PgSessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PgSessionStore").finish_non_exhaustive()
    }
}

const CREATE: &str = "
INSERT INTO web_sessions (id_hash, data, user_id, expires_at) VALUES ($1, $2::json, $3, $4)
ON CONFLICT (id_hash) DO NOTHING";

// no insert: a request that is answered while its session is ended must not bring it back
const SAVE: &str = "UPDATE web_sessions SET data = $2::json, user_id = $3, expires_at = $4 WHERE id_hash = $1";

const LOAD: &str = "SELECT data::text AS data, expires_at FROM web_sessions WHERE id_hash = $1 AND expires_at > $2";

const DELETE: &str = "DELETE FROM web_sessions WHERE id_hash = $1";

const DELETE_OF_USER: &str = "DELETE FROM web_sessions WHERE user_id = $1";

#[derive(FromQueryResult)]
struct SessionRow {
    data: String,
    expires_at: DateTime<Utc>,
}

impl PgSessionStore {
    pub(crate) fn new(database: Database, clock: Arc<dyn Clock>) -> Self {
        Self { database, clock }
    }
}

/// Ends every session of the person. Gives their number.
pub async fn end_sessions_of(database: &Database, user: UserId) -> std::result::Result<u64, DbError> {
    execute(database.app(), DELETE_OF_USER, [user.uuid().into()]).await
}

#[async_trait]
impl SessionStore for PgSessionStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        loop {
            if execute(self.database.app(), CREATE, values(record)?)
                .await
                .map_err(|error| backend(&error))?
                > 0
            {
                return Ok(());
            }
            // somebody has this id: 128 random bits make it a wonder, but an id must never be shared
            record.id = Id::default();
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        execute(self.database.app(), SAVE, values(record)?)
            .await
            .map(drop)
            .map_err(|error| backend(&error))
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let values = [hash_of(id).into(), self.clock.now().into()];
        let row = fetch_one::<_, SessionRow>(self.database.app(), LOAD, values)
            .await
            .map_err(|error| backend(&error))?;
        let Some(row) = row else { return Ok(None) };
        let data = serde_json::from_str(&row.data).map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date: offset_of(row.expires_at)?,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        execute(self.database.app(), DELETE, [hash_of(id).into()])
            .await
            .map(drop)
            .map_err(|error| backend(&error))
    }
}

fn values(record: &Record) -> Result<[Value; 4]> {
    let data = serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
    let named = record.data.get(USER_KEY).and_then(serde_json::Value::as_str);
    let user = named.and_then(|text| text.parse::<UserId>().ok()).map(UserId::uuid);
    Ok([
        hash_of(&record.id).into(),
        data.into(),
        user.into(),
        utc_of(record.expiry_date)?.into(),
    ])
}

fn hash_of(id: &Id) -> Vec<u8> {
    Sha256::digest(id.0.to_le_bytes()).to_vec()
}

fn utc_of(time: OffsetDateTime) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp(time.unix_timestamp(), time.nanosecond())
        .ok_or_else(|| Error::Encode("the session ends beyond the calendar".into()))
}

fn offset_of(time: DateTime<Utc>) -> Result<OffsetDateTime> {
    let nanos = i128::from(time.timestamp_micros()) * 1_000;
    OffsetDateTime::from_unix_timestamp_nanos(nanos).map_err(|error| Error::Decode(error.to_string()))
}

fn backend(error: &DbError) -> Error {
    // the library keeps only text; the cause is in the log
    tracing::warn!(error = error as &dyn std::error::Error, "the session store failed");
    Error::Backend(error.to_string())
}
