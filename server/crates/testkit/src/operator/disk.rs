//! A disk that is full, for the journal only: what Postgres says then, without filling anybody's disk.

use sea_orm::sqlx;

use super::Operator;
use crate::test_db::Seat;

// A sequence counts the refusals: it isn't undone with the statement. Statements that write no event go through.
const FILL: &str = "
CREATE SEQUENCE IF NOT EXISTS test_refusals;
CREATE OR REPLACE FUNCTION test_full_disk() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh) THEN
        PERFORM nextval('test_refusals');
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
    END IF;
    RETURN NULL;
END $$;
GRANT SELECT ON test_refusals TO apex_engine;
CREATE TRIGGER test_full_disk AFTER INSERT ON step_events REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION test_full_disk()";
const EMPTY: &str = "DROP TRIGGER test_full_disk ON step_events; DROP SEQUENCE test_refusals";

/// Nothing is written to the journal until there is space again.
#[derive(Debug)]
pub struct FullDisk(Operator);

impl FullDisk {
    /// Returns once so many writes were refused.
    pub async fn refused(&self, times: u32) {
        self.0
            .until(&format!(
                "SELECT is_called AND last_value >= {times} FROM test_refusals"
            ))
            .await;
    }

    /// There is space again.
    pub async fn empty(self) {
        let mut owner = self.0.connection(Seat::Owner).await;
        sqlx::raw_sql(EMPTY).execute(&mut owner).await.expect("space again");
    }
}

impl Operator {
    /// From now on there is no space for the journal.
    pub async fn fill_disk(&self) -> FullDisk {
        let mut owner = self.connection(Seat::Owner).await;
        sqlx::raw_sql(FILL).execute(&mut owner).await.expect("a full disk");
        FullDisk(self.clone())
    }
}
