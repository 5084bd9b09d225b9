//! Server functions by area.

pub mod run;
pub mod session;
pub mod workflow;

#[cfg(feature = "ssr")]
pub mod context;
