//! Accepting a replay: a new run of the same version, whose journal begins with what was kept of an old one.
//!
//! The kept events stand between the run's acceptance and its start; that is how they are told from what the run did
//! itself. Row, journal and place in the queue are one transaction.

use domain::id::RunId;
use domain::run::RunEvent;
use ports::RunRef;

use super::accept::{Accepted, NewRun, accept};
use crate::journal::EventColumns;
use crate::statement::execute;
use crate::{DbError, TenantTx};

/// Bytes of the events that one statement writes, at least; one event is never cut.
const BATCH_BYTES: usize = 1024 * 1024;

// $1 tenant, $2 run, $3 to $7 the events
const KEEP: &str = "
INSERT INTO step_events (tenant_id, run_id, seq, at, type, step, body)
SELECT $1, $2, e.seq, e.at, e.type, nullif(e.step, ''), e.body::json
FROM unnest($3::bigint[], $4::timestamptz[], $5::text[], $6::text[], $7::text[]) AS e (seq, at, type, step, body)";

const LINK: &str = "
UPDATE runs SET replay_of = $3, last_seq = $4, journal_bytes = $5 WHERE tenant_id = $1 AND id = $2";

/// Accepts the run as [`accept`] does, and begins its journal with `kept`, whose `seq` go on from 2.
pub async fn accept_replay(tx: &TenantTx, run: NewRun, of: RunId, kept: &[RunEvent]) -> Result<Accepted, DbError> {
    let accepted = accept(tx, run).await?;
    let Accepted::Fresh(id) = accepted else {
        return Ok(accepted);
    };
    let columns = EventColumns::of(kept)?;
    let bytes = columns.bytes();
    let of_run = RunRef {
        tenant: tx.tenant(),
        run: id,
    };
    for batch in batches(kept, columns.bodies()) {
        // copies under the new run's name: the old one's go with their own day
        let (columns, objects) = match tx.database().objects() {
            Some(_) => EventColumns::lifted(of_run, batch)?,
            None => (EventColumns::of(batch)?, Vec::new()),
        };
        tx.database().keep_objects(objects).await?;
        let head = [tx.key(), id.uuid().into()];
        execute(tx.conn(), KEEP, head.into_iter().chain(columns.values())).await?;
    }
    let last_seq = kept.last().map_or(1, |event| event.seq);
    let values = [
        tx.key(),
        id.uuid().into(),
        of.uuid().into(),
        last_seq.into(),
        i64::try_from(bytes).unwrap_or(i64::MAX).into(),
    ];
    execute(tx.conn(), LINK, values).await?;
    Ok(accepted)
}

/// The events in parts of about [`BATCH_BYTES`], in order.
fn batches<'a>(events: &'a [RunEvent], bodies: &[String]) -> Vec<&'a [RunEvent]> {
    let mut batches = Vec::new();
    let (mut begin, mut bytes) = (0, 0);
    for (index, body) in bodies.iter().enumerate() {
        bytes += body.len();
        if bytes >= BATCH_BYTES {
            batches.push(&events[begin..=index]);
            (begin, bytes) = (index + 1, 0);
        }
    }
    if begin < events.len() {
        batches.push(&events[begin..]);
    }
    batches
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::run::EventKind;

    use super::*;

    #[test]
    fn every_event_is_in_one_batch_and_batches_are_bounded() {
        let events: Vec<RunEvent> = (1..=5)
            .map(|seq| RunEvent {
                seq,
                at: DateTime::UNIX_EPOCH,
                kind: EventKind::RunQueued,
            })
            .collect();
        let bodies: Vec<String> = [10, BATCH_BYTES, 1, BATCH_BYTES / 2, 3]
            .iter()
            .map(|size| "x".repeat(*size))
            .collect();
        let sizes: Vec<usize> = batches(&events, &bodies).iter().map(|batch| batch.len()).collect();
        assert_eq!(sizes, [2, 3]);
        assert!(batches(&[], &[]).is_empty());
    }
}
