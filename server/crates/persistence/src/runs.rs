//! Runs as the API sees them. The engine's side is [`crate::PgRunStore`].

mod accept;
mod cancel;
mod counts;
mod events;
mod get;
mod list;
mod median;
mod record;

pub use accept::{Accepted, Idempotency, NewRun, accept};
pub use cancel::{Cancelled, request_cancel};
pub use counts::counts;
pub use events::events;
pub use get::{get, header};
pub use list::{RunFilter, list};
pub use median::median_duration_ms;
pub use record::{Lane, RunHeader, RunRecord, Trigger};
