//! Nodes that talk to each other: over a board in memory, and over a real NATS server.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what it expects by failing loudly"
)]

mod board;
mod nats;
mod tls;
mod world;
