//! The engine from outside: rules of the core one by one, random graphs against a simple interpreter, crashes at every
//! commit point, and the driver on an in-memory store with a clock that only moves when nothing else can happen.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::needless_pass_by_value,
    reason = "a test says what it expects by failing loudly, and takes `json!` by value"
)]

mod bench;
mod clock;
mod crashes;
mod dice;
mod driving;
mod fates;
mod graphs;
mod interpreter;
mod keep;
mod kinds;
mod memory;
mod outside;
mod rules;
mod schedule;
mod secrets;
mod signals;
mod simulation;
mod world;
