//! The server as a whole: the house's directions, the command line, the API over real HTTP on a private Postgres.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what it expects by failing loudly"
)]

mod api;
mod approvals;
mod architecture;
mod cli;
mod connections;
mod documents;
mod faults;
mod hooks;
mod isolation;
mod nodes;
mod recovery;
mod replay;
mod sign_in;
mod starters;
mod stopping;
mod support;
mod tls;
