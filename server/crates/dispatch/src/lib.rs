//! How the nodes of an installation hear of each other: hints that a run is ready, was cancelled or was told something,
//! and the live events of runs, for those who watch them from another node.
//!
//! Within the process everything is told at once. Between nodes there are two ways: the database's board (LISTEN and
//! NOTIFY, always there), and NATS where it is configured. A [`Post`] uses NATS while it is connected and the board for
//! whoever is not reached by NATS.
//!
//! Rules: nothing here is the truth. A run is claimed in the database, an event is read in the journal; whatever is lost
//! on the way costs time, because workers and watchers also look by themselves. Nothing here waits for anybody: what
//! cannot be told is dropped, and the other side finds out by looking.

mod board;
mod local;
mod nats;
mod notice;
mod outbox;
mod peers;
mod post;

pub use local::LocalFanout;
pub use nats::{NatsOptions, NatsOptionsError, NatsState, is_pool_name};
pub use post::{Node, Options, Ports, Post};
