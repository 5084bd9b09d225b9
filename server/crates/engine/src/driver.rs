//! Everything around the core: claims and leases, heartbeats, commits, timers, tasks and the way down.

mod attempt;
mod claim;
mod commit;
mod engine;
mod handle;
mod heartbeat;
mod options;
mod programs;
mod pulse;
mod reap;
mod reserve;
mod run;
mod shared;
mod take;

pub use engine::{Engine, Ports};
pub use handle::{EngineHandle, RunOne, RunOneError, Stats};
pub use options::Options;
