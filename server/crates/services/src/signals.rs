//! What is said to runs from outside: by name over the API, and to one waiting step at an address of its own.

mod resume;
mod send;

use async_trait::async_trait;
use domain::access::Caller;
use domain::id::RunId;
use domain::run::StepPath;
use ports::RunRef;
use rpc::service::{ResumeCall, SignalService};
use rpc::{AppError, NewSignal, ResumeLink, SignalSent};

use crate::Context;

pub(crate) use resume::resume_path;

/// Implements [`SignalService`]; one verb a file.
pub(crate) struct Signals {
    context: Context,
}

impl Signals {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

#[async_trait]
impl SignalService for Signals {
    async fn send(&self, caller: &Caller, run: RunId, signal: NewSignal) -> Result<SignalSent, AppError> {
        send::send(&self.context, caller, run, signal).await
    }

    async fn resume(&self, call: ResumeCall) -> Result<SignalSent, AppError> {
        resume::resume(&self.context, call).await
    }

    async fn resume_link(&self, caller: &Caller, run: RunId, step: StepPath) -> Result<ResumeLink, AppError> {
        resume::resume_link(&self.context, caller, run, step).await
    }
}

/// Tells whoever holds the run, or takes it now that it is ready.
pub(crate) fn announce(context: &Context, run: RunRef) {
    context.dispatch.signal(run);
    context.dispatch.ready(run);
}
