//! The rules of the core, one a test.

mod bounds;
mod failing;
mod flow;
mod loops;
mod restarts;
mod signals;
mod turns;
mod undoing;
mod waiting;
