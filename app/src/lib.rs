//! The application: the document around it, the route table, and what every page's frame shares.
//!
//! Pages themselves live in `pages` and `studio`; nothing here knows how one looks inside.

#![expect(unreachable_pub, reason = "the component macro makes every component public")]

mod account;
mod commands;
mod destinations;
mod frame;
mod palette;
mod routes;
mod shell;

pub use routes::App;
pub use shell::shell;
