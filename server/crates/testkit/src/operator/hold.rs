//! Locks that statements have to wait for.

use domain::id::WorkerId;
use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::sqlx::{self, Connection as _};

use super::Operator;
use crate::test_db::Seat;

/// The gate at the end of statements that write.
const WRITES: i64 = 6_224_910_357_013_172_998;
/// The gate before commits.
const COMMITS: i64 = 6_224_910_357_013_172_999;

// Open for everybody but while somebody holds it.
const GATE: &str = "
CREATE OR REPLACE FUNCTION test_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::bigint); RETURN NULL; END $$";

/// A lock, until it is let go.
#[derive(Debug)]
pub struct Hold(PgConnection);

impl Hold {
    /// Whoever waits goes on.
    pub async fn release(self) {
        self.0.close().await.expect("the lock is let go");
    }
}

impl Operator {
    /// Nobody writes to the table meanwhile; reading goes on.
    pub async fn hold_table(&self, table: &str) -> Hold {
        let sql = format!("LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE");
        self.hold(Seat::Owner, &sql).await
    }

    /// Nobody changes the row of this worker meanwhile.
    pub async fn hold_worker(&self, worker: WorkerId) -> Hold {
        let sql = format!("SELECT FROM workers WHERE id = '{}' FOR UPDATE", worker.uuid());
        self.hold(Seat::Engine, &sql).await
    }

    /// Statements that do this (`INSERT`, `UPDATE`) to this table have a gate at their end.
    pub async fn gate_writes(&self, event: &str, table: &str) {
        let trigger = format!("CREATE TRIGGER test_gate AFTER {event} ON {table} FOR EACH STATEMENT");
        self.gate(&trigger, WRITES).await;
    }

    /// Such statements wait: all is done, nothing is committed.
    pub async fn hold_writes(&self) -> Hold {
        self.hold(Seat::Owner, &format!("SELECT pg_advisory_xact_lock({WRITES})"))
            .await
    }

    /// Transactions that insert into this table have a gate before their commit.
    pub async fn gate_commits(&self, table: &str) {
        let trigger = format!(
            "CREATE CONSTRAINT TRIGGER test_gate AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        );
        self.gate(&trigger, COMMITS).await;
    }

    /// Such transactions wait within their commit.
    pub async fn hold_commits(&self) -> Hold {
        self.hold(Seat::Owner, &format!("SELECT pg_advisory_xact_lock({COMMITS})"))
            .await
    }

    async fn gate(&self, trigger: &str, number: i64) {
        let mut owner = self.connection(Seat::Owner).await;
        let script = format!("{GATE}; {trigger} EXECUTE FUNCTION test_gate({number})");
        sqlx::raw_sql(sqlx::AssertSqlSafe(script))
            .execute(&mut owner)
            .await
            .expect("a gate");
    }

    async fn hold(&self, seat: Seat, sql: &str) -> Hold {
        let mut connection = self.connection(seat).await;
        let script = format!("BEGIN; {sql}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(script))
            .execute(&mut connection)
            .await
            .expect("the lock is given");
        Hold(connection)
    }
}
