//! A dead letter as people see it.

use persistence::dead_letters::{LetterRecord, LetterState};
use rpc::{DeadLetter, DeadLetterState};

pub(super) fn letter(record: LetterRecord) -> DeadLetter {
    DeadLetter {
        run_id: record.run,
        workflow_id: record.workflow,
        workflow_name: record.workflow_name,
        workflow_deleted: record.archived,
        step_id: record.step,
        code: record.code,
        message: record.message,
        attempts: record.attempts,
        at: record.at,
        state: state(record.state),
        replayed_by: record.replayed_by,
        decided_at: record.decided_at,
    }
}

pub(crate) const fn state(state: LetterState) -> DeadLetterState {
    match state {
        LetterState::Open => DeadLetterState::Open,
        LetterState::Replayed => DeadLetterState::Replayed,
        LetterState::Discarded => DeadLetterState::Discarded,
    }
}

pub(super) const fn stored(state: DeadLetterState) -> LetterState {
    match state {
        DeadLetterState::Open => LetterState::Open,
        DeadLetterState::Replayed => LetterState::Replayed,
        DeadLetterState::Discarded => LetterState::Discarded,
    }
}
