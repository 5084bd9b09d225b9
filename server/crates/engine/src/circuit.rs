//! Circuit breakers: a server that keeps failing is left alone for a while instead of being asked again and again.
//!
//! One a tenant and target (a host, a provider of models), in this worker's memory: tenants don't break each other's
//! calls, and a restart forgets. [`Circuit`] is a pure state machine; [`Circuits`] is the set of them.

mod set;
mod state;

use std::time::Duration;

use chrono::{DateTime, Utc};

pub(crate) use set::Circuits;
pub use state::{Circuit, Permit};

/// The code of an attempt that was not made because its target has failed too often.
pub const CIRCUIT_OPEN: &str = "circuit_open";

/// When a circuit opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CircuitOptions {
    /// Failures within the window from which on it may open; 0 turns circuits off.
    pub failures: u32,
    /// Share of the calls within the window that must have failed, in percent.
    pub percent: u8,
    /// How long calls count.
    pub window: Duration,
    /// How long it stays open before one call may try.
    pub open: Duration,
}

impl Default for CircuitOptions {
    fn default() -> Self {
        Self {
            failures: 10,
            percent: 50,
            window: Duration::from_secs(30),
            open: Duration::from_secs(30),
        }
    }
}

/// How a call ended, as far as its target is to blame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It answered.
    Well,
    /// It could not be reached, took too long, asked for patience, or failed.
    Ill,
    /// It was never asked, or what came says nothing about it.
    Unknown,
}

/// A moment, for the state machine.
type Moment = DateTime<Utc>;
