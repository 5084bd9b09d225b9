//! Who waits for a lock, and the end of connections.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::{self, ConnectOptions as _, Row as _};

use super::Operator;
use crate::test_db::Seat;

const LOOK: Duration = Duration::from_millis(10);
const PATIENCE: Duration = Duration::from_secs(60);

// $1 how the statement begins
const WAITING: &str = "
SELECT pid, query_start FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND wait_event_type = 'Lock' AND state = 'active'
  AND starts_with(ltrim(query, E' \\n'), $1)";
// connections of the program, not of tests
const OURS: &str = "
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user
  AND application_name LIKE 'apex-%'";

/// A statement that waits for a lock.
#[derive(Debug, Clone, Copy)]
pub struct Waiting {
    /// Its connection's process at the server.
    pub pid: i32,
    /// When it began.
    pub since: DateTime<Utc>,
}

impl Operator {
    /// Statements of this seat that begin with `head` and wait for a lock.
    pub async fn waiting(&self, seat: Seat, head: &str) -> Vec<Waiting> {
        waiting(&mut self.connection(seat).await, head).await
    }

    /// Returns once a statement that begins with `head` waits for a lock.
    pub async fn until_waiting(&self, seat: Seat, head: &str) -> Waiting {
        let mut connection = self.connection(seat).await;
        let mut tick = tokio::time::interval(LOOK);
        let wait = async {
            loop {
                tick.tick().await;
                if let Some(found) = waiting(&mut connection, head).await.pop() {
                    return found;
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait)
            .await
            .map_err(|_| head)
            .expect("a statement of this kind waits")
    }

    /// Ends every statement of this seat that begins with `head` and waits, with its connection. Gives their number.
    pub async fn end_waiting(&self, seat: Seat, head: &str) -> usize {
        let mut connection = self.connection(seat).await;
        let found = waiting(&mut connection, head).await;
        for Waiting { pid, .. } in &found {
            // two arguments: waits until it is gone
            sqlx::query("SELECT pg_terminate_backend($1, 5000)")
                .bind(pid)
                .execute(&mut connection)
                .await
                .expect("a connection is ended");
        }
        found.len()
    }

    /// Ends every connection of Apex. Gives their number.
    pub async fn end_all(&self) -> i64 {
        let mut ended = 0;
        for seat in [Seat::Engine, Seat::App] {
            ended += end_ours(&mut self.connection(seat).await).await;
        }
        ended
    }

    /// When the server was started.
    pub async fn started(&self) -> DateTime<Utc> {
        started(&mut self.connection(Seat::Engine).await)
            .await
            .expect("when it was started")
    }

    /// Returns once another server answers than the one that was started then.
    pub async fn until_restarted(&self, before: DateTime<Utc>) {
        let options: PgConnectOptions = self.engine.parse().expect("an address");
        let mut tick = tokio::time::interval(LOOK);
        let wait = async {
            loop {
                tick.tick().await;
                let Ok(mut connection) = options.connect().await else {
                    continue;
                };
                if started(&mut connection).await.is_ok_and(|since| since > before) {
                    return;
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait)
            .await
            .expect("the server comes back");
    }

    /// The one number that this statement gives.
    pub async fn number(&self, seat: Seat, sql: &str) -> i64 {
        let mut connection = self.connection(seat).await;
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .fetch_one(&mut connection)
            .await
            .expect("a number")
            .get(0)
    }

    /// Returns once this statement gives true.
    pub async fn until(&self, sql: &str) {
        let mut connection = self.connection(Seat::Engine).await;
        let mut tick = tokio::time::interval(LOOK);
        let wait = async {
            loop {
                tick.tick().await;
                let row = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_one(&mut connection).await;
                if row.expect("true or false").get(0) {
                    return;
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait)
            .await
            .map_err(|_| sql)
            .expect("it comes true");
    }
}

/// Ends the connections that Apex has as this one's role, and gives their number.
pub(super) async fn end_ours(connection: &mut PgConnection) -> i64 {
    let sql = format!("SELECT count(*) FROM (SELECT pg_terminate_backend(pid, 5000) AS done {OURS}) AS t WHERE done");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_one(connection).await;
    row.expect("a number").get(0)
}

async fn started(connection: &mut PgConnection) -> Result<DateTime<Utc>, sqlx::Error> {
    let row = sqlx::query("SELECT pg_postmaster_start_time()").fetch_one(connection);
    Ok(row.await?.get(0))
}

async fn waiting(connection: &mut PgConnection, head: &str) -> Vec<Waiting> {
    let rows = sqlx::query(WAITING)
        .bind(head)
        .fetch_all(connection)
        .await
        .expect("who waits");
    rows.iter()
        .map(|row| Waiting {
            pid: row.get(0),
            since: row.get(1),
        })
        .collect()
}
