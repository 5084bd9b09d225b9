//! The ports of Apex: traits by which the engine and sign-in reach the outside world. Traits and plain data only,
//! so that the engine can be simulated and nothing here needs a database or a socket.

pub mod auth_store;
pub mod board;
pub mod clock;
pub mod dispatch;
pub mod fanout;
pub mod model;
pub mod objects;
pub mod outbound;
pub mod ready_runs;
pub mod run_store;
pub mod sandbox;
pub mod vault;

pub use auth_store::{ApiKeyRecord, AuthStore, LoginLinkRecord, MembershipRecord, UserRecord};
pub use board::{Board, Heard, MAX_NOTICE_BYTES};
pub use clock::{Clock, SystemClock};
pub use dispatch::{Dispatch, Reservation, Taken, Worker};
pub use fanout::{Fanout, RunEvents, RunNews};
pub use model::{Completion, CompletionRequest, ModelError, ModelProvider, Usage};
pub use objects::{ObjectError, ObjectStore};
pub use outbound::{Outbound, OutboundError, OutboundRequest, OutboundResponse};
pub use ready_runs::{ReadyRun, ReadyRuns};
pub use run_store::{
    ChildAnswer, ChildRefused, ChildRun, ChildVersion, ClaimedRun, Heartbeat, Lease, RunRef, RunSpec, RunStore, Signal,
    StoreError,
};
pub use sandbox::{ExpressionSandbox, SandboxJob, SandboxMode};
pub use vault::{SecretVault, VaultError};
