//! The guard against real servers on this machine's loopback, and its judgement of addresses.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise, and its servers end with its runtime"
)]

mod addresses;
mod blocking;
mod failures;
mod limits;
mod redirects;
mod requests;
mod server;
mod sockets;
