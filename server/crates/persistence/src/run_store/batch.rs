//! Many writes of many runs in one statement, which is one transaction.
//!
//! Each write is fenced by its own lease: one whose lease is gone changes nothing, the others go through. The leases are
//! locked first and in one order, so that the reaper and other batches wait or have been here; a run's row is touched
//! only under its lease.

use chrono::{DateTime, Utc};
use domain::run::RunStatus;
use ports::RunRef;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::asked;
use super::write::{Then, Write};
use crate::group::Job;
use crate::journal::EventColumns;
use crate::statement::{execute, fetch_all};
use crate::{Database, DbError};

/// Marks what isn't there: an array of SeaORM holds no nulls.
const NO_NUMBER: i64 = -1;

// $1 to $18 the writes, $19 to $24 the events, $25 and $26 the least and the greatest id, by which partitions are left
// out. A run whose end somebody asked for meanwhile is ready at once, whatever it waits for: only a claim hears of the
// wish.
macro_rules! batch {
    ($news:literal) => {
        concat!(
            "WITH w AS MATERIALIZED (
                SELECT w.n, w.tenant_id, w.run_id, w.worker_id, w.fence, w.how, nullif(w.before, -1) AS before,
                       nullif(w.last_seq, -1) AS last_seq, nullif(w.status, '') AS status,
                       nullif(w.started_at, 'epoch') AS started_at, nullif(w.finished_at, 'epoch') AS finished_at,
                       nullif(w.output, '') AS output, nullif(w.error, '') AS error,
                       nullif(w.until, 'epoch') AS until, w.signals, w.bytes, w.name, nullif(w.dead_cause, '') AS dead_cause
                FROM unnest($1::integer[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::bigint[],
                            $8::bigint[], $9::text[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[],
                            $14::timestamptz[], $15::integer[], $16::bigint[], $17::text[], $18::text[])
                    AS w (n, tenant_id, run_id, worker_id, fence, how, before, last_seq, status, started_at,
                          finished_at, output, error, until, signals, bytes, name, dead_cause)
            ), held AS MATERIALIZED (
                SELECT w.n, l.tenant_id, l.run_id FROM w
                JOIN run_leases l ON l.tenant_id = w.tenant_id AND l.run_id = w.run_id
                                 AND l.worker_id = w.worker_id AND l.fence = w.fence
                ORDER BY l.tenant_id, l.run_id FOR UPDATE OF l
            ), bumped AS (
                UPDATE runs r
                SET last_seq = coalesce(w.last_seq, r.last_seq), status = coalesce(w.status, r.status),
                    started_at = coalesce(r.started_at, w.started_at),
                    finished_at = coalesce(w.finished_at, r.finished_at),
                    output = coalesce(w.output::json, r.output), error = coalesce(w.error::json, r.error),
                    journal_bytes = r.journal_bytes + w.bytes, crashes = r.crashes + (w.how = 'a')::integer,
                    dead_cause = coalesce(w.dead_cause, r.dead_cause)
                FROM held h JOIN w ON w.n = h.n
                WHERE r.tenant_id = h.tenant_id AND r.id = h.run_id AND r.id BETWEEN $25 AND $26
                  AND (w.before IS NULL OR r.last_seq = w.before)
                RETURNING w.n, r.tenant_id, r.id, r.workflow_id, r.trigger, r.parent_run_id, r.parent_step, r.cancel_requested_at
            ), journaled AS (
                INSERT INTO step_events (tenant_id, run_id, seq, at, type, step, body)
                SELECT b.tenant_id, b.id, e.seq, e.at, e.type, nullif(e.step, ''), e.body::json
                FROM unnest($19::integer[], $20::bigint[], $21::timestamptz[], $22::text[], $23::text[], $24::text[])
                    AS e (n, seq, at, type, step, body)
                JOIN bumped b ON b.n = e.n
            ), freed AS (
                DELETE FROM run_leases l USING bumped b JOIN w ON w.n = b.n
                WHERE l.tenant_id = b.tenant_id AND l.run_id = b.id AND w.how <> 'k'
                RETURNING l.*, w.how, w.until, w.signals, b.cancel_requested_at IS NOT NULL AS is_unwanted
            ), queued AS (
                INSERT INTO run_queue (tenant_id, run_id, workflow_id, region, pool, lane, ready_at, parked, vt, fence,
                                       signals_seen)
                SELECT tenant_id, run_id, workflow_id, region, pool, lane,
                       CASE WHEN is_unwanted THEN claimed_at ELSE coalesce(until, claimed_at) END,
                       NOT is_unwanted AND until IS NOT NULL, vt, fence, signals
                FROM freed WHERE freed.how <> 'f'
            ), unheard AS (
                DELETE FROM run_signals s USING freed f
                WHERE f.how = 'f' AND s.tenant_id = f.tenant_id AND s.run_id = f.run_id
            )",
            $news,
            " SELECT w.n, h.n IS NOT NULL AS held, b.n IS NOT NULL AS written
              FROM w LEFT JOIN held h ON h.n = w.n LEFT JOIN bumped b ON b.n = w.n"
        )
    };
}

const BATCH: &str = batch!("");

// What others hear of. $27 to $30 why a run died, $31 to $44 what people are asked. A signal has the child's id: it is
// said once. Whatever somebody has decided, the journal says what became of it.
const BATCH_WITH_NEWS: &str = batch!(
    ", told AS (
        INSERT INTO run_signals (tenant_id, id, run_id, name, step, payload, at)
        SELECT b.tenant_id, b.id, b.parent_run_id, 'sub_workflow', b.parent_step,
               json_build_object('runId', w.name, 'status', w.status, 'output', coalesce(w.output, 'null')::json,
                                 'error', coalesce(w.error, 'null')::json),
               w.finished_at
        FROM bumped b JOIN w ON w.n = b.n
        JOIN runs p ON p.tenant_id = b.tenant_id AND p.id = b.parent_run_id
        WHERE w.how = 'f' AND p.status IN ('queued', 'running', 'waiting')
        ON CONFLICT (tenant_id, id) DO NOTHING
    ), buried AS (
        INSERT INTO dead_letters (tenant_id, run_id, workflow_id, step, code, message, attempts, at)
        SELECT b.tenant_id, b.id, b.workflow_id, nullif(d.step, ''), w.dead_cause, d.message, d.attempts, w.finished_at
        FROM unnest($27::integer[], $28::text[], $29::text[], $30::integer[]) AS d (n, step, message, attempts)
        JOIN bumped b ON b.n = d.n JOIN w ON w.n = d.n
        WHERE w.how = 'f'
        ON CONFLICT (tenant_id, run_id) DO NOTHING
    ), mended AS (
        INSERT INTO outbox (tenant_id, id, kind, body, at, next_at)
        SELECT b.tenant_id, b.id, 'error_workflow', json_build_object('runId', w.name), w.finished_at, w.finished_at
        FROM bumped b JOIN w ON w.n = b.n
        JOIN workflow_settings s ON s.tenant_id = b.tenant_id AND s.workflow_id = b.workflow_id
        WHERE w.how = 'f' AND w.status IN ('failed', 'dead') AND s.error_workflow_id IS NOT NULL
        ON CONFLICT (tenant_id, id) DO NOTHING
    ), asked AS (
        INSERT INTO approvals (tenant_id, id, run_id, workflow_id, step, title, request, state, requested_at, due_at,
                               escalated_at)
        SELECT b.tenant_id, q.id, b.id, b.workflow_id, q.step, q.title, q.request::json, q.state, q.at,
               nullif(q.due, 'epoch'), nullif(q.escalated, 'epoch')
        FROM unnest($31::integer[], $32::uuid[], $33::text[], $34::text[], $35::text[], $36::timestamptz[],
                    $37::timestamptz[], $38::text[], $39::timestamptz[])
            AS q (n, id, step, title, request, at, due, state, escalated)
        JOIN bumped b ON b.n = q.n
        ON CONFLICT (tenant_id, run_id, step) DO UPDATE
        SET title = EXCLUDED.title, request = EXCLUDED.request, state = EXCLUDED.state,
            requested_at = EXCLUDED.requested_at, due_at = EXCLUDED.due_at, escalated_at = EXCLUDED.escalated_at,
            decided_at = NULL, decided_by_user = NULL, decided_by_key = NULL, decided_by = NULL, answer = NULL,
            comment = NULL
    ), settled AS (
        UPDATE approvals a
        SET state = coalesce(nullif(o.state, ''), a.state),
            decided_at = CASE WHEN o.state = '' THEN a.decided_at ELSE coalesce(a.decided_at, o.at) END,
            escalated_at = coalesce(nullif(o.escalated, 'epoch'), a.escalated_at)
        FROM unnest($40::integer[], $41::text[], $42::text[], $43::timestamptz[], $44::timestamptz[])
            AS o (n, step, state, at, escalated)
        JOIN bumped b ON b.n = o.n
        WHERE a.tenant_id = b.tenant_id AND a.run_id = b.id AND a.step = o.step
    )"
);

// Looks again once the batch stands: the parent of a child that ended may have parked, and to a run that parked
// something may have been said, at the same moment as the batch. Rows that somebody has locked are being taken. If this
// never runs, the reaper does the same. $1 now, $2 and $3 runs that parked, $4 and $5 children that ended.
const LOOK_AGAIN: &str = "
WITH waiting AS (
    SELECT p.tenant_id, p.run_id FROM unnest($2::uuid[], $3::uuid[]) AS p (tenant_id, run_id)
    UNION
    SELECT r.tenant_id, r.parent_run_id FROM unnest($4::uuid[], $5::uuid[]) AS c (tenant_id, run_id)
    JOIN runs r ON r.tenant_id = c.tenant_id AND r.id = c.run_id WHERE r.parent_run_id IS NOT NULL
), unread AS (
    SELECT q.tenant_id, q.run_id FROM waiting
    JOIN run_queue q ON q.tenant_id = waiting.tenant_id AND q.run_id = waiting.run_id
    WHERE q.parked AND q.signals_seen < (
        SELECT count(*) FROM run_signals s WHERE s.tenant_id = q.tenant_id AND s.run_id = q.run_id)
    FOR UPDATE OF q SKIP LOCKED
)
UPDATE run_queue q SET ready_at = least(q.ready_at, $1), parked = false FROM unread u
WHERE q.tenant_id = u.tenant_id AND q.run_id = u.run_id";

impl Job for Write {
    type Answer = Verdict;
    type Key = RunRef;

    fn key(&self) -> RunRef {
        self.lease.run
    }

    fn bytes(&self) -> usize {
        self.bytes
    }

    async fn do_all(database: &Database, writes: &[&Self]) -> Result<Vec<Verdict>, DbError> {
        let verdicts = write_batch(database, writes).await?;
        let written = writes.iter().zip(&verdicts);
        let written: Vec<&Self> = written
            .filter(|(_, verdict)| **verdict == Verdict::Written)
            .map(|(write, _)| *write)
            .collect();
        if let Err(error) = look_again(database, &written).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "could not look for sleepers; the reaper will"
            );
        }
        Ok(verdicts)
    }
}

/// What became of one write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It stands.
    Written,
    /// The lease is another's by now; nothing of it stands.
    Stale,
    /// It does not follow the journal's last event; nothing of it stands.
    OutOfOrder,
}

#[derive(FromQueryResult)]
struct Outcome {
    n: i32,
    held: bool,
    written: bool,
}

/// Writes them all, in one transaction. The verdicts are in the order of the writes.
async fn write_batch(database: &Database, writes: &[&Write]) -> Result<Vec<Verdict>, DbError> {
    let with_news = writes.iter().any(|write| write.is_news());
    let mut values = Columns::of(writes).values();
    let sql = if with_news {
        values.extend(letters(writes));
        values.extend(asked::values(writes));
        BATCH_WITH_NEWS
    } else {
        BATCH
    };
    let outcomes = fetch_all::<_, Outcome>(database.engine(), sql, values).await?;
    let mut verdicts = vec![Verdict::Stale; writes.len()];
    for Outcome { n, held, written } in outcomes {
        let verdict = match (held, written) {
            (_, true) => Verdict::Written,
            (true, false) => Verdict::OutOfOrder,
            (false, false) => Verdict::Stale,
        };
        if let Some(place) = usize::try_from(n).ok().and_then(|n| verdicts.get_mut(n)) {
            *place = verdict;
        }
    }
    Ok(verdicts)
}

/// Wakes whoever this batch and somebody else's have left asleep together.
async fn look_again(database: &Database, written: &[&Write]) -> Result<(), DbError> {
    let (mut parked, mut ended): (Vec<&Write>, Vec<&Write>) = (Vec::new(), Vec::new());
    for write in written {
        match write.then {
            Then::Park { .. } | Then::PutAside { .. } => parked.push(write),
            Then::Finish if write.known.has_parent => ended.push(write),
            Then::Keep | Then::Release | Then::Finish => {}
        }
    }
    if parked.is_empty() && ended.is_empty() {
        return Ok(());
    }
    let of = |writes: &[&Write]| -> (Vec<Uuid>, Vec<Uuid>) {
        let refs = writes.iter().map(|write| write.lease.run);
        refs.map(|run| (run.tenant.uuid(), run.run.uuid())).unzip()
    };
    let ((parked_tenants, parked_runs), (tenants, runs)) = (of(&parked), of(&ended));
    // the workers' clocks, not one of our own
    let latest = written.iter().filter_map(|write| write.events.latest()).max();
    let values: [Value; 5] = [
        latest.unwrap_or_default().into(),
        parked_tenants.into(),
        parked_runs.into(),
        tenants.into(),
        runs.into(),
    ];
    execute(database.engine(), LOOK_AGAIN, values).await?;
    Ok(())
}

/// The writes as arrays, one a column.
#[derive(Default)]
struct Columns {
    n: Vec<i32>,
    tenant: Vec<Uuid>,
    run: Vec<Uuid>,
    worker: Vec<Uuid>,
    fence: Vec<i64>,
    how: Vec<String>,
    before: Vec<i64>,
    last_seq: Vec<i64>,
    status: Vec<String>,
    started_at: Vec<DateTime<Utc>>,
    finished_at: Vec<DateTime<Utc>>,
    output: Vec<String>,
    error: Vec<String>,
    until: Vec<DateTime<Utc>>,
    signals: Vec<i32>,
    bytes: Vec<i64>,
    name: Vec<String>,
    dead_cause: Vec<String>,
    event_n: Vec<i32>,
    events: EventColumns,
}

impl Columns {
    fn of(writes: &[&Write]) -> Self {
        let mut columns = Self::default();
        for (n, write) in (0..).zip(writes) {
            columns.push(n, write);
        }
        columns
    }

    fn push(&mut self, n: i32, write: &Write) {
        let (lease, change) = (&write.lease, &write.change);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        self.n.push(n);
        self.tenant.push(lease.run.tenant.uuid());
        self.run.push(lease.run.run.uuid());
        self.worker.push(lease.worker.uuid());
        self.fence.push(lease.fence);
        self.how.push(write.then.letter().into());
        self.before.push(write.before.unwrap_or(NO_NUMBER));
        self.last_seq.push(change.last_seq.unwrap_or(NO_NUMBER));
        self.status
            .push(change.status.map(RunStatus::as_str).unwrap_or_default().into());
        self.started_at.push(change.started_at.unwrap_or_default());
        self.finished_at.push(change.finished_at.unwrap_or_default());
        self.output.push(text(&change.output));
        self.error.push(text(&change.error));
        self.until.push(write.then.until().unwrap_or_default());
        self.signals.push(write.known.signals);
        self.bytes.push(i64::try_from(write.events.bytes()).unwrap_or(i64::MAX));
        let is_news = write.is_news();
        self.name.push(if is_news {
            lease.run.run.to_string()
        } else {
            String::new()
        });
        let cause = dead_error(write).map(|error| plain(&error.code));
        self.dead_cause.push(cause.unwrap_or_default());
        self.event_n.extend(std::iter::repeat_n(n, write.events.len()));
        self.events.append(&write.events);
    }

    fn values(self) -> Vec<Value> {
        let least = self.run.iter().min().copied().unwrap_or_default();
        let greatest = self.run.iter().max().copied().unwrap_or_default();
        let head: [Value; 19] = [
            self.n.into(),
            self.tenant.into(),
            self.run.into(),
            self.worker.into(),
            self.fence.into(),
            self.how.into(),
            self.before.into(),
            self.last_seq.into(),
            self.status.into(),
            self.started_at.into(),
            self.finished_at.into(),
            self.output.into(),
            self.error.into(),
            self.until.into(),
            self.signals.into(),
            self.bytes.into(),
            self.name.into(),
            self.dead_cause.into(),
            self.event_n.into(),
        ];
        let tail: [Value; 2] = [least.into(), greatest.into()];
        head.into_iter().chain(self.events.values()).chain(tail).collect()
    }
}

fn dead_error(write: &Write) -> Option<&domain::run::RunError> {
    let is_dead = write.change.status == Some(RunStatus::Dead);
    write.error.as_ref().filter(|_| is_dead)
}

fn letters(writes: &[&Write]) -> [Value; 4] {
    let dead = (0_i32..)
        .zip(writes)
        .filter_map(|(n, write)| dead_error(write).map(|error| (n, error)));
    let (mut ns, mut steps, mut messages, mut attempts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (n, error) in dead {
        ns.push(n);
        steps.push(error.step_id.as_ref().map(ToString::to_string).unwrap_or_default());
        messages.push(plain(&error.message));
        attempts.push(i32::try_from(error.attempts).unwrap_or(i32::MAX));
    }
    [ns.into(), steps.into(), messages.into(), attempts.into()]
}

/// A text column holds no U+0000.
fn plain(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
