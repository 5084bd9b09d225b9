//! What a run's journal means on the canvas and in the drawer. Pure; times are told, never read.

pub(crate) mod describe;
pub(crate) mod edges;
pub(crate) mod masked;
pub(crate) mod nodes;
pub(crate) mod rows;
pub(crate) mod step;
