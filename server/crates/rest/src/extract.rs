//! Extractors that answer with problems and the path to the fault, never with a bare text.

mod body;
mod caller;
mod id;
mod query;
mod repeated_keys;

pub(crate) use body::read;
pub use body::{ApiJson, ApiText};
pub use caller::{RequestId, Signed};
pub use id::ApiPath;
pub use query::{ApiQuery, PageQuery};
pub(crate) use repeated_keys::repeated_keys;
