//! Server functions by area.

pub mod approval;
pub mod dead_letter;
pub mod failure;
pub mod run;
pub mod session;
pub mod trigger;
pub mod workflow;

#[cfg(feature = "ssr")]
pub mod context;
