use async_trait::async_trait;
use domain::access::Caller;
use domain::id::RunId;
use domain::run::StepPath;

use crate::{AppError, NewSignal, ResumeLink, SignalSent};

/// What somebody sent to the address of a waiting step.
#[derive(Debug, Clone)]
pub struct ResumeCall {
    /// The last part of the address.
    pub token: String,
    /// What the body says that it is.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// What is said to runs from outside.
#[async_trait]
pub trait SignalService: Send + Sync {
    /// Says something to a run. It is stored before this returns.
    async fn send(&self, caller: &Caller, run: RunId, signal: NewSignal) -> Result<SignalSent, AppError>;

    /// Lets a waiting step go on; the token is all that the caller has to know.
    async fn resume(&self, call: ResumeCall) -> Result<SignalSent, AppError>;

    /// The address that lets this step go on, if it waits for a signal now (409 `not_waiting`).
    async fn resume_link(&self, caller: &Caller, run: RunId, step: StepPath) -> Result<ResumeLink, AppError>;
}
