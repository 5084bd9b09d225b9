//! The life of a draft between browser and server: a pure machine. Nothing of anybody's is ever overwritten unasked.

pub(crate) mod mirror;

use chrono::{DateTime, Utc};
use rpc::AppError;

/// How long typing must rest before the draft is sent, in milliseconds.
const REST_MS: u64 = 800;
/// The longest pause between two tries while offline, in milliseconds.
const MAX_PAUSE_MS: u64 = 15_000;

/// Where the draft stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Phase {
    /// The server has it all.
    Saved,
    /// There is something to send.
    Dirty,
    /// On its way.
    Sending,
    /// The server can't be reached; it is tried again.
    Offline,
    /// Somebody else saved meanwhile: a person decides.
    Conflict,
    /// The server doesn't take it, and says why.
    Refused(String),
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Ask again (`due`) after so many milliseconds.
    WaitMs(u64),
    /// Send the draft now.
    Send,
    /// Nothing.
    Rest,
}

/// The machine.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Saving {
    /// Where the draft stands.
    pub phase: Phase,
    /// The revision that the server gave last.
    pub revision: i64,
    /// When the server took it last.
    pub saved_at: Option<DateTime<Utc>>,
    edits: u64,
    sent: u64,
    failures: u32,
}

impl Saving {
    /// A draft as it came from the server.
    pub(crate) fn new(revision: i64, saved_at: Option<DateTime<Utc>>) -> Self {
        Self {
            phase: Phase::Saved,
            revision,
            saved_at,
            edits: 0,
            sent: 0,
            failures: 0,
        }
    }

    /// Whether closing the page would lose something.
    pub(crate) fn is_unsaved(&self) -> bool {
        self.phase != Phase::Saved
    }

    /// Something was changed.
    pub(crate) fn edited(&mut self) -> Next {
        self.edits += 1;
        match self.phase {
            Phase::Saved | Phase::Dirty | Phase::Refused(_) => {
                self.phase = Phase::Dirty;
                Next::WaitMs(REST_MS)
            }
            Phase::Offline => Next::WaitMs(self.pause()),
            Phase::Sending | Phase::Conflict => Next::Rest,
        }
    }

    /// The pause is over, or somebody wants it saved at once.
    pub(crate) fn due(&mut self) -> Next {
        match self.phase {
            Phase::Dirty | Phase::Offline | Phase::Refused(_) => {
                self.phase = Phase::Sending;
                self.sent = self.edits;
                Next::Send
            }
            Phase::Saved | Phase::Sending | Phase::Conflict => Next::Rest,
        }
    }

    /// The server took it.
    pub(crate) fn took(&mut self, revision: i64, at: DateTime<Utc>) -> Next {
        self.revision = revision;
        self.saved_at = Some(at);
        self.failures = 0;
        if self.edits == self.sent {
            self.phase = Phase::Saved;
            Next::Rest
        } else {
            self.phase = Phase::Dirty;
            Next::WaitMs(REST_MS)
        }
    }

    /// The server did not take it.
    pub(crate) fn failed(&mut self, error: &AppError) -> Next {
        if error.code == "stale_revision" {
            self.phase = Phase::Conflict;
            return Next::Rest;
        }
        if is_passing(error) {
            self.failures += 1;
            self.phase = Phase::Offline;
            return Next::WaitMs(self.pause());
        }
        self.phase = Phase::Refused(error.message.clone());
        // an edit made while it was under way may have put it right
        if self.edits == self.sent {
            Next::Rest
        } else {
            self.phase = Phase::Dirty;
            Next::WaitMs(REST_MS)
        }
    }

    /// What was kept aside by an earlier page is of another revision than the server's.
    pub(crate) fn diverged(&mut self) {
        self.edits += 1;
        self.phase = Phase::Conflict;
    }

    /// Mine shall take the place of theirs, which has this revision.
    pub(crate) fn keep_mine(&mut self, theirs: i64) -> Next {
        self.revision = theirs;
        self.phase = Phase::Dirty;
        self.due()
    }

    /// Theirs takes the place of mine.
    pub(crate) fn take_theirs(&mut self, revision: i64, at: DateTime<Utc>) {
        self.sent = self.edits;
        self.took(revision, at);
    }

    fn pause(&self) -> u64 {
        let doubled = 1_000_u64.saturating_mul(1 << self.failures.clamp(1, 5).saturating_sub(1));
        doubled.min(MAX_PAUSE_MS)
    }
}

/// Whether trying again may help: no connection, too many requests, a fault of the server.
fn is_passing(error: &AppError) -> bool {
    error.status == 0 || error.status == 408 || error.status == 429 || error.status >= 500
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> DateTime<Utc> {
        DateTime::from_timestamp(1_763_640_000, 0).unwrap()
    }

    fn offline() -> AppError {
        AppError::new(0, "offline", "no connection")
    }

    #[test]
    fn an_edit_is_sent_after_a_rest_and_then_saved() {
        let mut saving = Saving::new(1, None);
        assert!(!saving.is_unsaved());
        assert_eq!(saving.edited(), Next::WaitMs(800));
        assert!(saving.is_unsaved());
        assert_eq!(saving.due(), Next::Send);
        assert_eq!(saving.due(), Next::Rest, "never two at once");
        assert_eq!(saving.took(2, at()), Next::Rest);
        assert_eq!((saving.phase, saving.revision), (Phase::Saved, 2));
    }

    #[test]
    fn what_is_typed_while_sending_is_sent_next() {
        let mut saving = Saving::new(1, None);
        saving.edited();
        saving.due();
        assert_eq!(saving.edited(), Next::Rest);
        assert_eq!(saving.took(2, at()), Next::WaitMs(800));
        assert_eq!(saving.phase, Phase::Dirty);
    }

    #[test]
    fn offline_is_tried_again_with_growing_pauses() {
        let mut saving = Saving::new(1, None);
        saving.edited();
        let mut pauses = Vec::new();
        for _ in 0..6 {
            assert_eq!(saving.due(), Next::Send);
            let Next::WaitMs(pause) = saving.failed(&offline()) else {
                panic!("it gave up")
            };
            pauses.push(pause);
        }
        assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
        saving.due();
        saving.took(2, at());
        assert_eq!(saving.phase, Phase::Saved);
    }

    #[test]
    fn a_conflict_waits_for_a_person_whatever_is_typed() {
        let mut saving = Saving::new(1, None);
        saving.edited();
        saving.due();
        assert_eq!(
            saving.failed(&AppError::new(412, "stale_revision", "changed")),
            Next::Rest
        );
        assert_eq!(saving.edited(), Next::Rest);
        assert_eq!(saving.due(), Next::Rest);
        assert_eq!(saving.keep_mine(7), Next::Send);
        assert_eq!(saving.revision, 7);
        saving.took(8, at());
        assert!(!saving.is_unsaved());
    }

    #[test]
    fn taking_theirs_leaves_nothing_to_send() {
        let mut saving = Saving::new(1, None);
        saving.diverged();
        saving.take_theirs(9, at());
        assert_eq!((saving.phase.clone(), saving.revision), (Phase::Saved, 9));
        assert_eq!(saving.due(), Next::Rest);
    }

    #[test]
    fn a_refusal_is_told_and_the_next_edit_tries_again() {
        let mut saving = Saving::new(1, None);
        saving.edited();
        saving.due();
        saving.failed(&AppError::new(422, "invalid", "too large"));
        assert_eq!(saving.phase, Phase::Refused("too large".to_owned()));
        assert_eq!(saving.edited(), Next::WaitMs(800));
    }
}
