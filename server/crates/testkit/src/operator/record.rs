//! Writes down every lease, and reads what stands in the tables.

use domain::id::{RunId, WorkerId};
use domain::run::RunEvent;
use sea_orm::sqlx::postgres::PgRow;
use sea_orm::sqlx::{self, Row as _};

use super::Operator;
use crate::history::{History, LeaseChange, Left, RunRow};
use crate::test_db::Seat;

// A run's lease is its row: the next one can't be inserted before the last one's end is committed, so that the numbers
// of one run's changes are in order.
const RECORD: &str = "
CREATE TABLE test_leases (n bigserial PRIMARY KEY, run_id uuid NOT NULL, worker_id uuid NOT NULL, fence bigint NOT NULL,
                          is_given boolean NOT NULL);
GRANT SELECT ON test_leases TO apex_engine;
CREATE FUNCTION test_record() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO test_leases (run_id, worker_id, fence, is_given) VALUES (OLD.run_id, OLD.worker_id, OLD.fence, false);
    ELSE
        INSERT INTO test_leases (run_id, worker_id, fence, is_given) VALUES (NEW.run_id, NEW.worker_id, NEW.fence, true);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER test_record AFTER INSERT OR DELETE ON run_leases FOR EACH ROW EXECUTE FUNCTION test_record()";

impl Operator {
    /// From now on every lease is written down.
    pub async fn record(&self) {
        let mut owner = self.connection(Seat::Owner).await;
        sqlx::raw_sql(RECORD)
            .execute(&mut owner)
            .await
            .expect("a record of leases");
    }

    /// What the database knows; the caller adds what was promised, and what the outside saw.
    pub async fn history(&self) -> History {
        History {
            runs: self.rows("SELECT id, status, last_seq FROM runs", run).await,
            journal: self
                .rows("SELECT run_id, seq, at, body::text FROM step_events", event)
                .await,
            leases: self
                .rows(
                    "SELECT run_id, worker_id, fence, is_given FROM test_leases ORDER BY n",
                    lease,
                )
                .await,
            left: self.left().await,
            ..History::default()
        }
    }

    /// Runs of one organisation with their journals, the oldest first, from after a run; without leases. For histories
    /// too long to be held at once.
    pub async fn history_after(&self, after: Option<RunId>, most: i64) -> History {
        const RUNS: &str = "
        SELECT id, status, last_seq FROM runs WHERE tenant_id = (SELECT tenant_id FROM runs LIMIT 1) AND id > $1
        ORDER BY id LIMIT $2";
        const JOURNALS: &str = "
        SELECT run_id, seq, at, body::text FROM step_events
        WHERE tenant_id = (SELECT tenant_id FROM runs LIMIT 1) AND run_id > $1 AND run_id <= $2";
        let after = after.map(RunId::uuid).unwrap_or_default();
        let mut connection = self.connection(Seat::Engine).await;
        let rows = sqlx::query(RUNS).bind(after).bind(most).fetch_all(&mut connection);
        let runs: Vec<RunRow> = rows.await.expect("runs").iter().map(run).collect();
        let last = runs.last().map_or(after, |run| run.id.uuid());
        let rows = sqlx::query(JOURNALS).bind(after).bind(last).fetch_all(&mut connection);
        History {
            runs,
            journal: rows.await.expect("journals").iter().map(event).collect(),
            ..History::default()
        }
    }

    /// What stands in the tables that are empty when nothing is to be done.
    pub async fn left(&self) -> Left {
        let sql = "SELECT (SELECT count(*) FROM run_queue), (SELECT count(*) FROM run_leases),
                          (SELECT count(*) FROM run_signals)";
        let rows = self
            .rows(sql, |row| Left {
                queued: row.get::<i64, _>(0).unsigned_abs(),
                leased: row.get::<i64, _>(1).unsigned_abs(),
                signals: row.get::<i64, _>(2).unsigned_abs(),
            })
            .await;
        rows.into_iter().next().unwrap_or_default()
    }

    async fn rows<T>(&self, sql: &'static str, read: impl Fn(&PgRow) -> T) -> Vec<T> {
        let mut connection = self.connection(Seat::Engine).await;
        let rows = sqlx::query(sql).fetch_all(&mut connection).await.expect(sql);
        rows.iter().map(read).collect()
    }
}

fn run(row: &PgRow) -> RunRow {
    RunRow {
        id: RunId::from_uuid(row.get(0)),
        status: row.get::<&str, _>(1).parse().expect("a status"),
        last_seq: row.get(2),
    }
}

fn event(row: &PgRow) -> (RunId, RunEvent) {
    let event = RunEvent {
        seq: row.get(1),
        at: row.get(2),
        kind: serde_json::from_str(row.get(3)).expect("an event"),
    };
    (RunId::from_uuid(row.get(0)), event)
}

fn lease(row: &PgRow) -> LeaseChange {
    LeaseChange {
        run: RunId::from_uuid(row.get(0)),
        worker: WorkerId::from_uuid(row.get(1)),
        fence: row.get(2),
        is_given: row.get(3),
    }
}
