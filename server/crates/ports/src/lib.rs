//! The ports of Apex: traits by which the engine and sign-in reach the outside world. Traits and plain data only,
//! so that the engine can be simulated and nothing here needs a database or a socket.

pub mod auth_store;
pub mod clock;
pub mod dispatch;
pub mod fanout;
pub mod model;
pub mod outbound;
pub mod run_store;
pub mod sandbox;
pub mod vault;

pub use auth_store::{ApiKeyRecord, AuthStore, LoginLinkRecord, MembershipRecord, UserRecord};
pub use clock::{Clock, SystemClock};
pub use dispatch::Dispatch;
pub use fanout::{Fanout, RunEvents};
pub use model::{Completion, CompletionRequest, ModelError, ModelProvider, Usage};
pub use outbound::{Outbound, OutboundError, OutboundRequest, OutboundResponse};
pub use run_store::{ClaimedRun, Heartbeat, Lease, RunRef, RunSpec, RunStore, StoreError};
pub use sandbox::{ExpressionSandbox, SandboxJob, SandboxMode};
pub use vault::{SecretVault, VaultError};
