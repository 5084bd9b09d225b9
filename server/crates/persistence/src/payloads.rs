//! Large outputs lie in the object store; the journal keeps a reference.
//!
//! What is lifted out is the output of a step, or the items of a loop, of more than [`INLINE_BYTES`]. The row then holds
//! the same event with an empty output behind `"object"`, a member that no event has: what a step puts into its output
//! can't be taken for a reference. A key is made of the run's day, its organisation, the run, the event's place and a
//! hash of the bytes: a worker that has been replaced and still writes never overwrites what the journal refers to, and a
//! day's objects go with the day's partition.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::limits::INLINE_BYTES;
use domain::run::{EventKind, RunEvent};
use futures::{StreamExt, TryStreamExt};
use ports::RunRef;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::journal::EventRow;
use crate::{Database, DbError};

/// Objects that are written or read at the same time.
const AT_ONCE: usize = 8;
/// How the row of a lifted event begins.
const MARK: &str = "{\"object\":";

/// Bytes on their way into the object store.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    key: String,
    bytes: Bytes,
}

impl Object {
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }
}

#[derive(Deserialize)]
struct Reference {
    object: String,
}

/// The day that a run belongs to, by its id (UTC).
pub(crate) fn day_of(run: Uuid) -> String {
    // a UUIDv7 begins with its milliseconds
    let ms = run.as_u128() >> 80;
    let at = i64::try_from(ms).ok().and_then(DateTime::<Utc>::from_timestamp_millis);
    at.unwrap_or_default().format("%Y%m%d").to_string()
}

/// Everything that belongs to the runs of a day.
pub(crate) fn under_day(day: &str) -> String {
    format!("runs/{day}")
}

/// The event's text for the journal, and what is to be kept outside; none when the event is small or of another kind.
pub(crate) fn lift(run: RunRef, event: &RunEvent, text: &str) -> Result<Option<(String, Object)>, DbError> {
    if text.len() <= INLINE_BYTES {
        return Ok(None);
    }
    let (rest, bytes) = match &event.kind {
        EventKind::StepSucceeded {
            step,
            attempt,
            duration_ms,
            output,
            port,
        } => {
            let rest = EventKind::StepSucceeded {
                step: step.clone(),
                attempt: *attempt,
                duration_ms: *duration_ms,
                output: Value::Null,
                port: port.clone(),
            };
            (rest, serde_json::to_vec(output))
        }
        EventKind::LoopStarted { step, items } => {
            let rest = EventKind::LoopStarted {
                step: step.clone(),
                items: Vec::new(),
            };
            (rest, serde_json::to_vec(items))
        }
        EventKind::RunQueued
        | EventKind::RunStarted
        | EventKind::RunResumed
        | EventKind::RunParked { .. }
        | EventKind::RunFinished { .. }
        | EventKind::CancelRequested
        | EventKind::CompensationStarted { .. }
        | EventKind::SignalReceived { .. }
        | EventKind::SignalAwaited { .. }
        | EventKind::StepStarted { .. }
        | EventKind::StepRetried { .. }
        | EventKind::StepFailed { .. }
        | EventKind::StepSkipped { .. }
        | EventKind::StepWaiting { .. }
        | EventKind::StepCancelled { .. }
        | EventKind::ApprovalRequested { .. }
        | EventKind::ApprovalEscalated { .. }
        | EventKind::ChildStarted { .. }
        | EventKind::IterationStarted { .. }
        | EventKind::Log { .. } => return Ok(None),
    };
    let corrupt = |error| DbError::corrupt("run event", error);
    let bytes = bytes.map_err(corrupt)?;
    let key = key(run, event.seq, &bytes);
    let rest = serde_json::to_string(&rest).map_err(corrupt)?;
    let name = serde_json::to_string(&key).map_err(corrupt)?;
    let body = format!("{MARK}{name},{}", &rest[1..]);
    Ok(Some((
        body,
        Object {
            key,
            bytes: bytes.into(),
        },
    )))
}

fn key(run: RunRef, seq: i64, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let head = digest
        .iter()
        .take(8)
        .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let day = under_day(&day_of(run.run.uuid()));
    format!("{day}/{}/{}/{seq}-{head:016x}", run.tenant.uuid(), run.run.uuid())
}

impl Database {
    /// Keeps what was lifted out. Must have happened before the rows that refer to it are written.
    pub(crate) async fn keep_objects(&self, objects: Vec<Object>) -> Result<(), DbError> {
        let Some(store) = self.objects().filter(|_| !objects.is_empty()) else {
            return Ok(());
        };
        futures::stream::iter(objects)
            .map(|object| async move { store.put(&object.key, object.bytes).await })
            .buffer_unordered(AT_ONCE)
            .try_collect::<Vec<()>>()
            .await?;
        Ok(())
    }

    /// Events as they were written, wherever their outputs lie, in the order of the rows.
    pub(crate) async fn events_of(&self, rows: Vec<EventRow>) -> Result<Vec<RunEvent>, DbError> {
        futures::stream::iter(rows)
            .map(|row| self.event_of(row))
            .buffered(AT_ONCE)
            .try_collect()
            .await
    }

    /// As [`Database::events_of`], of one row.
    pub(crate) async fn event_of(&self, row: EventRow) -> Result<RunEvent, DbError> {
        let reference = reference(&row)?;
        let mut event = RunEvent::try_from(row)?;
        let Some(Reference { object }) = reference else {
            return Ok(event);
        };
        let store = self
            .objects()
            .ok_or_else(|| DbError::corrupt("run event", "its output lies in an object store, and none is set"))?;
        let bytes = store.get(&object).await?;
        put_back(&mut event, &bytes)?;
        Ok(event)
    }
}

fn reference(row: &EventRow) -> Result<Option<Reference>, DbError> {
    if !row.body.starts_with(MARK) {
        return Ok(None);
    }
    let reference = serde_json::from_str(&row.body).map_err(|error| DbError::corrupt("run event", error))?;
    Ok(Some(reference))
}

fn put_back(event: &mut RunEvent, bytes: &[u8]) -> Result<(), DbError> {
    let corrupt = |error| DbError::corrupt("object of a run", error);
    if let EventKind::StepSucceeded { output, .. } = &mut event.kind {
        *output = serde_json::from_slice(bytes).map_err(corrupt)?;
    } else if let EventKind::LoopStarted { items, .. } = &mut event.kind {
        *items = serde_json::from_slice(bytes).map_err(corrupt)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::id::{RunId, TenantId};
    use serde_json::json;

    use super::*;

    fn run() -> RunRef {
        RunRef {
            tenant: TenantId::from_uuid(Uuid::nil()),
            // 2026-11-20T00:00:00Z
            run: RunId::from_uuid(Uuid::from_u128(1_795_132_800_000_u128 << 80)),
        }
    }

    fn succeeded(output: Value) -> RunEvent {
        RunEvent {
            seq: 7,
            at: DateTime::UNIX_EPOCH,
            kind: EventKind::StepSucceeded {
                step: "fetch".parse().unwrap(),
                attempt: 1,
                duration_ms: 3,
                output,
                port: "out".into(),
            },
        }
    }

    fn lifted(event: &RunEvent) -> Option<(String, Object)> {
        lift(run(), event, &serde_json::to_string(&event.kind).unwrap()).unwrap()
    }

    fn row(body: String) -> EventRow {
        EventRow {
            seq: 7,
            at: DateTime::UNIX_EPOCH,
            body,
        }
    }

    #[test]
    fn a_large_output_is_lifted_and_put_back_and_a_small_one_stays() {
        assert!(lifted(&succeeded(json!("x".repeat(INLINE_BYTES / 2)))).is_none());
        let large = succeeded(json!({ "text": "x".repeat(INLINE_BYTES) }));
        let (body, object) = lifted(&large).unwrap();
        assert!(body.len() < 500, "{body}");
        assert!(object.key.starts_with("runs/20261120/"), "{}", object.key);
        let row = row(body);
        assert_eq!(reference(&row).unwrap().unwrap().object, object.key);
        let mut event = RunEvent::try_from(row).unwrap();
        assert_ne!(event, large);
        put_back(&mut event, &object.bytes).unwrap();
        assert_eq!(event, large);
    }

    #[test]
    fn an_output_that_looks_like_a_reference_is_none() {
        let sly = succeeded(json!({ "object": "runs/20261120/somebody/else" }));
        let body = serde_json::to_string(&sly.kind).unwrap();
        assert!(reference(&row(body)).unwrap().is_none());
    }

    #[test]
    fn other_bytes_of_the_same_event_have_another_key() {
        let one = lifted(&succeeded(json!("a".repeat(INLINE_BYTES)))).unwrap().1;
        let two = lifted(&succeeded(json!("b".repeat(INLINE_BYTES)))).unwrap().1;
        assert_ne!(one.key, two.key);
    }
}
