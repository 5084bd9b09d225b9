//! Language models behind [`ports::ModelProvider`], one room a vendor, and the [`Registry`] that finds the one a model
//! belongs to.
//!
//! No database here, and no way out but `egress`. For now the only vendor is [`DemoProvider`], which needs no key and no
//! network: starters, tests and a first look at Apex run against it.

pub mod demo;
mod registry;

pub use demo::DemoProvider;
pub use registry::Registry;
