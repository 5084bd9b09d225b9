//! The application layer on a real Postgres: what happens when two act at once, or one is killed on its way.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what it expects by failing loudly"
)]

mod files;
mod publish;
mod replays;
mod seed;
mod triggers;
mod world;
