//! The one way out: every outgoing HTTP request and socket of Apex passes this guard.
//!
//! A workflow's author chooses where a step connects to, so without a guard a step could reach the machine's own
//! services, its neighbours in a private network, or the cloud's metadata address. The guard judges *addresses*, not
//! names: a name is judged by what it resolves to at the moment of connecting ([`EgressPolicy::resolve`]), which leaves
//! no gap between the check and the use. Redirects are followed here, hop by hop, so that each hop is judged too.
//!
//! Do not build a `reqwest::Client` or open a `TcpStream` to an outside host anywhere else.
//!
//! ```
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use egress::{EgressPolicy, GuardedClient, Limits, Request};
//!
//! let policy: EgressPolicy = "127.0.0.0/8, ::1".parse()?;
//! let client = GuardedClient::new(policy, Limits::default())?;
//! let response = client.send(Request::new(http::Method::GET, "https://example.org/")?).await?;
//! assert!(response.status.is_success());
//! # Ok(())
//! # }
//! ```

mod address;
mod body;
mod client;
mod connect;
mod error;
mod failure;
mod policy;
mod redirect;
mod request;
mod resolver;
mod response;

pub use address::{BlockReason, judge};
pub use client::{GuardedClient, Limits};
pub use connect::connect;
pub use error::{Cause, EgressError, ErrorClass, Phase};
pub use policy::{EgressPolicy, InvalidAllowList};
pub use request::Request;
pub use response::{Response, StreamResponse};
