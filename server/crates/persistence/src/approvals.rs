//! What runs ask people. The rows are written with the journal ([`crate::PgRunStore`]); here they are listed and decided.
//!
//! A decision is written together with the signal that carries it to the run: lock the run first (`runs::signal` does),
//! then decide.

mod count;
mod decide;
mod get;
mod list;
mod record;

pub use count::count_pending;
pub use decide::{Decision, decide};
pub use get::{get, of_run};
pub use list::{ApprovalFilter, list};
pub use record::{ApprovalRecord, ApprovalState};
