//! The repositories, the run store and the schema against a real Postgres.

#![expect(clippy::unwrap_used, reason = "what a test builds on fails loudly")]

mod accounts;
mod approvals;
mod catalogue;
mod dead_letters;
mod engine;
mod failures;
mod isolation;
mod migrations;
mod replays;
mod runs;
mod sessions;
mod triggers;
mod workflows;
mod world;
