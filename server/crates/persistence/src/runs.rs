//! Runs as the API sees them. The engine's side is [`crate::PgRunStore`].

mod accept;
mod acceptance;
mod awaited;
mod cancel;
mod cancel_many;
mod children;
mod counts;
mod events;
mod fill;
mod get;
mod links;
mod list;
mod median;
mod record;
mod replay;
mod signal;

pub use accept::{Accepted, Idempotency, NewRun, Place, Standing, accept};
pub(crate) use acceptance::Acceptance;
pub use awaited::{Awaited, awaited};
pub use cancel::{Cancelled, request_cancel};
pub use cancel_many::{ActiveFilter, active, request_cancel_many};
pub use children::{ChildRecord, children_of};
pub use counts::counts;
pub(crate) use counts::first_id_of;
pub use events::events;
pub use fill::fill;
pub use get::{get, header};
pub use links::replays_of;
pub use list::{RunFilter, list};
pub use median::median_duration_ms;
pub use record::{Lane, RunHeader, RunRecord, Trigger, UnknownTrigger};
pub use replay::accept_replay;
pub use signal::{NewSignal, Signalled, signal};
