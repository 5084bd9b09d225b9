//! The domain of Apex: typed ids, the workflow graph, the node catalogue, validation, the compiler, expressions,
//! run events and their fold.
//!
//! Why it exists: the same code must judge a workflow in the browser, in the API and in the engine. So nothing here
//! does I/O, reads a clock or draws randomness, and everything compiles to wasm32.

pub mod access;
pub mod catalogue;
pub mod expr;
pub mod graph;
pub mod id;
pub mod inputs;
pub mod limits;
pub mod plan;
pub mod problem;
mod report;
pub mod run;
mod suggest;
pub mod trigger;
