//! The private server with the machine's own Postgres, started, shared, killed and refused.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise; processes started for a test are told their folder by a variable"
)]

mod folder;
mod places;
mod processes;
mod recovery;
mod refusals;
mod sharing;
mod starting;
