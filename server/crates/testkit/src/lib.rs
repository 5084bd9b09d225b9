//! What tests of the server stand on: a database of their own, and a clock that they move.
//!
//! A dev-dependency only. Nothing here sleeps: a test waits for an event or moves the clock.

#![expect(clippy::expect_used, reason = "a test that can't be set up fails loudly")]

mod fake_clock;
pub mod history;
mod ids;
mod nats;
mod operator;
mod server;
mod test_db;

pub use fake_clock::FakeClock;
pub use ids::{new_uuid, uuid_at};
pub use nats::NatsServer;
pub use operator::{Crowd, FullDisk, Hold, Operator, Waiting};
pub use test_db::{Seat, TestDb};
