//! The contract between browser and server: data shapes, the one error, every server function by area, and, with
//! feature `ssr`, the service traits that those functions call.
//!
//! A server function is a public endpoint: it takes its inputs, finds the caller, calls one service, converts. No rule
//! and no SQL belongs here.

pub mod api;
pub mod dto;
pub mod error;
pub mod json;
#[cfg(feature = "ssr")]
pub mod service;

pub use dto::*;
pub use error::AppError;
