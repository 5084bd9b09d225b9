//! One write of a run's journal, as the batch takes it.

use chrono::{DateTime, Utc};
use domain::run::{EventKind, RunError, RunEvent, RunStatus};
use ports::Lease;

use super::asked::Asked;
use super::deliveries::Known;
use crate::DbError;
use crate::journal::{EventColumns, RowChange};
use crate::payloads::Object;

/// What happens to the lease after the events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// The worker keeps it.
    Keep,
    /// The run waits until a time.
    Park {
        /// When it is ready again.
        until: DateTime<Utc>,
    },
    /// The run waits until a time, after Apex itself failed on it.
    PutAside {
        /// When it is ready again.
        until: DateTime<Utc>,
    },
    /// The run is for anybody, at once.
    Release,
    /// The run has ended.
    Finish,
}

impl Then {
    /// As the statement knows it.
    pub(super) const fn letter(self) -> &'static str {
        match self {
            Self::Keep => "k",
            Self::Park { .. } => "p",
            Self::PutAside { .. } => "a",
            Self::Release => "r",
            Self::Finish => "f",
        }
    }

    pub(super) const fn until(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Park { until } | Self::PutAside { until } => Some(until),
            Self::Keep | Self::Release | Self::Finish => None,
        }
    }
}

/// The events don't follow each other.
#[derive(Debug, thiserror::Error)]
#[error("the events do not follow the last one of the journal of {0}")]
pub(super) struct OutOfOrder(pub(super) domain::id::RunId);

/// A write, ready for its batch.
#[derive(Debug, Clone)]
pub(super) struct Write {
    pub(super) lease: Lease,
    pub(super) then: Then,
    /// The seq that must be the journal's last; none when nothing is appended.
    pub(super) before: Option<i64>,
    pub(super) change: RowChange,
    pub(super) events: EventColumns,
    /// Why the run ended, where it did not succeed.
    pub(super) error: Option<RunError>,
    pub(super) known: Known,
    /// What people are asked, and what becomes of older questions.
    pub(super) asked: Asked,
    pub(super) bytes: usize,
}

impl Write {
    /// The write, and what must lie in the object store before it; without a store nothing is lifted out.
    pub(super) fn new(
        lease: &Lease,
        events: &[RunEvent],
        then: Then,
        known: Known,
        has_store: bool,
    ) -> Result<(Self, Vec<Object>), DbError> {
        let gapless = events.windows(2).all(|pair| pair[1].seq == pair[0].seq + 1);
        if !gapless {
            return Err(DbError::corrupt("journal", OutOfOrder(lease.run.run)));
        }
        let mut change = RowChange::of(events)?;
        if then.until().is_some() {
            change.status = Some(RunStatus::Waiting);
        }
        let (columns, objects) = if has_store {
            EventColumns::lifted(lease.run, events)?
        } else {
            (EventColumns::of(events)?, Vec::new())
        };
        let bytes = columns.bytes() + change.output.as_ref().map_or(0, String::len);
        let write = Self {
            lease: *lease,
            then,
            before: events.first().map(|event| event.seq - 1),
            change,
            events: columns,
            error: events.last().and_then(error_of),
            known,
            asked: Asked::of(events)?,
            bytes,
        };
        Ok((write, objects))
    }

    /// Whether others hear of it: of the end a parent, the dead letters, an error workflow; of a question those who are
    /// asked.
    pub(super) fn is_news(&self) -> bool {
        let is_final = self.change.status.is_some_and(RunStatus::is_final);
        !self.asked.is_empty() || is_final && (self.known.has_parent || self.error.is_some())
    }
}

fn error_of(event: &RunEvent) -> Option<RunError> {
    match &event.kind {
        EventKind::RunFinished { error, .. } => error.clone(),
        EventKind::RunQueued
        | EventKind::RunStarted
        | EventKind::RunResumed
        | EventKind::RunParked { .. }
        | EventKind::CancelRequested
        | EventKind::CompensationStarted { .. }
        | EventKind::SignalReceived { .. }
        | EventKind::StepStarted { .. }
        | EventKind::StepSucceeded { .. }
        | EventKind::StepRetried { .. }
        | EventKind::StepFailed { .. }
        | EventKind::StepSkipped { .. }
        | EventKind::StepWaiting { .. }
        | EventKind::SignalAwaited { .. }
        | EventKind::ApprovalRequested { .. }
        | EventKind::ApprovalEscalated { .. }
        | EventKind::ChildStarted { .. }
        | EventKind::IterationStarted { .. }
        | EventKind::StepCancelled { .. }
        | EventKind::LoopStarted { .. }
        | EventKind::Log { .. } => None,
    }
}
