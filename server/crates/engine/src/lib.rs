//! The durable engine of Apex: steps are executed at least once, and every step has exactly one recorded result. No
//! accepted run is lost, whatever dies.
//!
//! Three layers, and what each must not do:
//! - [`core`]: what a run does next. No I/O, no time of its own; simulated over thousands of crashes.
//! - [`exec`]: one file per node kind. Knows nothing of runs, journals or leases.
//! - [`driver`]: claims, leases, commits, timers, tasks. Decides nothing about workflows.
//!
//! Start it with [`Engine`]: `Engine::new(options, ports).start(shutdown)` gives an [`EngineHandle`].

#![expect(
    clippy::result_large_err,
    reason = "a StepError is journaled as it stands; a box would only hide its 144 bytes"
)]

mod circuit;
pub mod core;
pub mod driver;
pub mod exec;
mod redact;
mod render;
mod size;

pub use circuit::{CIRCUIT_OPEN, Circuit, CircuitOptions, Permit, Verdict};
pub use driver::{Engine, EngineHandle, Options, Ports, RunOne, RunOneError, Stats};
pub use exec::{Executor, Executors, StepContext, StepResult};
