//! Forgetting what is past its time.

use chrono::{DateTime, Utc};

use crate::statement::execute;
use crate::{Database, DbError};

const LINKS: &str = "DELETE FROM login_links WHERE expires_at <= $1";
const SESSIONS: &str = "DELETE FROM web_sessions WHERE expires_at <= $1";
// crosses tenants, so it is the engine's
const KEYS: &str = "DELETE FROM idempotency_keys WHERE expires_at <= $1";
// so is this
const DELIVERIES: &str = "DELETE FROM hook_deliveries WHERE expires_at <= $1";
// what was said to a run at the very moment it ended
const SIGNALS: &str = "
DELETE FROM run_signals s WHERE s.at <= $1 - interval '1 hour' AND NOT EXISTS (
    SELECT FROM runs r WHERE r.tenant_id = s.tenant_id AND r.id = s.run_id
      AND r.status IN ('queued', 'running', 'waiting'))";

impl Database {
    /// Deletes sign-in links, browser sessions, idempotency keys and hook deliveries that have expired, and
    /// signals to runs that have ended. Gives their number. Meant for a background job; expired rows are never honoured anyway.
    pub async fn sweep_expired(&self, now: DateTime<Utc>) -> Result<u64, DbError> {
        let links = execute(self.app(), LINKS, [now.into()]).await?;
        let sessions = execute(self.app(), SESSIONS, [now.into()]).await?;
        let keys = execute(self.engine(), KEYS, [now.into()]).await?;
        let deliveries = execute(self.engine(), DELIVERIES, [now.into()]).await?;
        let signals = execute(self.engine(), SIGNALS, [now.into()]).await?;
        Ok(links + sessions + keys + deliveries + signals)
    }
}
