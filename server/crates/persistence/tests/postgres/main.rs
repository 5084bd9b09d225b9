//! The repositories, the run store and the schema against a real Postgres.

#![expect(clippy::unwrap_used, reason = "what a test builds on fails loudly")]

mod accounts;
mod approvals;
mod batches;
mod catalogue;
mod claims;
mod dead_letters;
mod endings;
mod engine;
mod failures;
mod isolation;
mod migrations;
mod nodes;
mod partitions;
mod payloads;
mod replays;
mod retention;
mod runs;
mod sessions;
mod triggers;
mod workflows;
mod world;
