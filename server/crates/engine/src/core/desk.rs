//! What a turn of the machine produces: journal events, commands, timers.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::limits::{MAX_LOG_CHARS, MAX_LOGS, MAX_RUN_BYTES};
use domain::run::{EventKind, LogLevel, RunEvent, StepPath};

use super::mailbox::Mailbox;
use super::slot::Slot;
use super::{Command, Program, Setup};
use crate::size::json_bytes;

#[derive(Debug)]
pub(super) struct Desk {
    pub(super) setup: Setup,
    pub(super) now: DateTime<Utc>,
    pub(super) seq: i64,
    pub(super) events: Vec<RunEvent>,
    pub(super) commands: Vec<Command>,
    pub(super) timers: BTreeSet<(DateTime<Utc>, StepPath)>,
    pub(super) in_flight: usize,
    /// Nothing new begins.
    pub(super) holding: bool,
    pub(super) logs: usize,
    pub(super) mailbox: Mailbox,
    /// What the run's journal holds, in bytes of JSON.
    pub(super) bytes: usize,
}

impl Desk {
    pub(super) fn new(setup: Setup) -> Self {
        Self {
            setup,
            now: DateTime::<Utc>::MIN_UTC,
            seq: 0,
            events: Vec::new(),
            commands: Vec::new(),
            timers: BTreeSet::new(),
            in_flight: 0,
            holding: false,
            logs: 0,
            mailbox: Mailbox::default(),
            bytes: 0,
        }
    }

    /// Journals an event of the run as a whole.
    pub(super) fn record(&mut self, kind: EventKind) {
        self.seq += 1;
        self.weigh(&kind);
        self.events.push(RunEvent {
            seq: self.seq,
            at: self.now,
            kind,
        });
    }

    /// Counts an event of the journal, new or replayed.
    pub(super) fn weigh(&mut self, kind: &EventKind) {
        self.bytes = self.bytes.saturating_add(json_bytes(kind));
    }

    /// Whether the journal holds more than a run may write.
    pub(super) fn is_full(&self) -> bool {
        self.bytes > MAX_RUN_BYTES
    }

    /// Journals an event of a step and lets it happen.
    pub(super) fn emit(&mut self, slot: &mut Slot, program: &Program, index: usize, kind: EventKind) {
        self.mailbox.note_use(slot, &kind);
        slot.apply((self.seq + 1, self.now), &kind, program.cell(index));
        self.note_timer(self.now, &kind, program.step(index).timeout_ms);
        self.record(kind);
    }

    /// A loop has its time-out as a whole; attempts are watched by whoever carries them out.
    pub(super) fn note_timer(&mut self, at: DateTime<Utc>, kind: &EventKind, timeout_ms: u64) {
        match kind {
            EventKind::StepRetried { step, until, .. } | EventKind::StepWaiting { step, until } => {
                self.timers.insert((*until, step.clone()));
            }
            EventKind::SignalAwaited { step, until, .. } => {
                self.timers.extend(until.map(|until| (until, step.clone())));
            }
            EventKind::ApprovalRequested { step, approval } => {
                let times = [approval.until, approval.escalate_at].into_iter().flatten();
                self.timers.extend(times.map(|time| (time, step.clone())));
            }
            EventKind::LoopStarted { step, .. } | EventKind::IterationStarted { step, index: 0 } => {
                self.timers.insert((later(at, timeout_ms), step.clone()));
            }
            EventKind::RunQueued
            | EventKind::RunStarted
            | EventKind::RunResumed
            | EventKind::RunParked { .. }
            | EventKind::CancelRequested
            | EventKind::RunFinished { .. }
            | EventKind::StepStarted { .. }
            | EventKind::StepSucceeded { .. }
            | EventKind::StepFailed { .. }
            | EventKind::StepSkipped { .. }
            | EventKind::StepCancelled { .. }
            | EventKind::CompensationStarted { .. }
            | EventKind::SignalReceived { .. }
            | EventKind::ApprovalEscalated { .. }
            | EventKind::ChildStarted { .. }
            | EventKind::IterationStarted { .. }
            | EventKind::Log { .. } => {}
        }
    }

    /// Forgets the timers of a step that ended, and of everything inside it.
    pub(super) fn forget_timers(&mut self, path: &StepPath) {
        let inside = |other: &StepPath| {
            other == path
                || other
                    .as_str()
                    .strip_prefix(path.as_str())
                    .is_some_and(|rest| rest.starts_with('.'))
        };
        self.timers.retain(|(_, other)| !inside(other));
    }

    /// Writes a line for people; past the limit lines are dropped, and that is said once.
    pub(super) fn log(&mut self, step: Option<&StepPath>, level: LogLevel, message: &str) {
        self.logs += 1;
        let (level, message) = match self.logs {
            0..=MAX_LOGS => (level, cut(message)),
            count if count == MAX_LOGS + 1 => (
                LogLevel::Warn,
                format!("more than {MAX_LOGS} log lines: later ones are dropped"),
            ),
            _ => return,
        };
        self.record(EventKind::Log {
            step: step.cloned(),
            level,
            message,
        });
    }

    /// Takes a step out of the driver's hands.
    pub(super) fn land(&mut self, slot: &mut Slot) {
        if slot.in_flight.take().is_some() {
            self.in_flight -= 1;
        }
    }
}

/// `ms` milliseconds after `at`, at most the end of the calendar.
pub(super) fn later(at: DateTime<Utc>, ms: u64) -> DateTime<Utc> {
    i64::try_from(ms)
        .ok()
        .and_then(TimeDelta::try_milliseconds)
        .and_then(|span| at.checked_add_signed(span))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn cut(message: &str) -> String {
    match message.char_indices().nth(MAX_LOG_CHARS) {
        None => message.into(),
        Some((end, _)) => message[..end].into(),
    }
}
