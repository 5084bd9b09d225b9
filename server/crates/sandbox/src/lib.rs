//! Expressions whose cost their inputs don't bound, evaluated where they can hurt nobody.
//!
//! A small [pool](SandboxPool) of child processes of the same binary reads jobs on stdin and answers on stdout. A child
//! caps itself before it reads anything: memory, processor time, open files, no core dump, no files written. The parent
//! keeps the deadline: it kills a child that is late and starts another for the next job. So a bomb costs one child.
//!
//! Inside the child the evaluator's own meter still counts; the walls here stand for the day it miscounts.
//!
//! Don't put anything into a job that the expression may not see: the child holds nothing else, no environment, no
//! secrets but those of the job's scope.

mod child;
mod confine;
mod frame;
mod limits;
mod message;
mod pool;
mod worker;

pub use child::child_main;
pub use limits::Limits;
pub use pool::SandboxPool;
