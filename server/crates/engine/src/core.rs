//! The engine's core: `(state, input, now) -> (state, events, commands)`. No tokio, no I/O, no clock of its own.
//!
//! Why it exists: whatever decides what a run does next must be testable over thousands of schedules and crashes in
//! seconds. So the [`Machine`] changes its state only by applying journal events, the same ones that a restart replays:
//! a run that was killed and a run that was not can't disagree. Don't add state here that no event can rebuild, except
//! for what is in flight at this moment.

mod advance;
mod awaiting;
mod backoff;
mod close;
mod command;
mod desk;
mod failure;
mod frame;
mod input;
mod join;
mod keep;
mod looping;
mod lost;
mod machine;
mod mailbox;
mod on;
mod output;
mod program;
mod replay;
mod slot;
mod turning;
mod undo;
mod view;

pub use backoff::pause_ms;
pub use command::{Attempt, Command};
pub use input::{Heard, Input, Outcome, StepLog, Turn};
pub use join::Join;
pub use keep::keep;
pub use machine::{Machine, Setup};
pub use program::{Program, Rules};
pub use replay::ReplayError;
pub use view::{View, Wanted};
