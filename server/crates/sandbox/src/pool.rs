//! The children in waiting, and the port by which the engine reaches them.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use domain::expr::{Bound, ExprError, LocatedError};
use ports::{ExpressionSandbox, SandboxJob};
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::message::{Reply, Request};
use crate::worker::{Failure, Worker, unavailable};
use crate::{Limits, limits};

/// How often a job is given to another child when one was gone before it began.
const TRIES: u32 = 3;

/// A pool of sandbox children. Children start when they are first needed and end when the pool is dropped.
pub struct SandboxPool {
    program: PathBuf,
    args: Vec<OsString>,
    limits: Limits,
    places: Semaphore,
    idle: Mutex<Vec<Worker>>,
}

impl SandboxPool {
    /// A pool whose children are `program` with `args`: the own binary with the subcommand that calls
    /// [`child_main`](crate::child_main).
    #[must_use]
    pub fn new(program: PathBuf, args: Vec<OsString>, limits: Limits) -> Self {
        let places = Semaphore::new(limits.children.get());
        Self {
            program,
            args,
            limits,
            places,
            idle: Mutex::new(Vec::new()),
        }
    }

    async fn try_render(&self, job: &SandboxJob) -> Result<Value, LocatedError> {
        let request = self.encode(job)?;
        let _place = self
            .places
            .acquire()
            .await
            .map_err(|error| whole(unavailable(error.to_string())))?;
        let mut reason = String::new();
        for _ in 0..TRIES {
            let mut worker = self.worker()?;
            match worker.work(&request, &self.limits).await {
                Ok(reply) => return self.settle(worker, reply),
                Err(Failure::Ended(error)) => {
                    tracing::info!(code = error.code(), "a sandbox child ended with its job");
                    return Err(whole(error));
                }
                Err(Failure::NotStarted(why)) => reason = why,
            }
        }
        tracing::warn!(%reason, "no sandbox child could take a job");
        Err(whole(unavailable(reason)))
    }

    fn encode(&self, job: &SandboxJob) -> Result<Vec<u8>, LocatedError> {
        let Limits {
            steps,
            bytes,
            output_bytes,
            ..
        } = self.limits;
        let request = serde_json::to_vec(&Request {
            job,
            steps,
            bytes,
            output_bytes,
        })
        .map_err(|error| whole(unavailable(error.to_string())))?;
        if request.len() > limits::JOB_BYTES {
            return Err(whole(ExprError::Limit {
                what: Bound::Bytes,
                limit: limits::JOB_BYTES as u64,
            }));
        }
        Ok(request)
    }

    /// A child in waiting, or a new one.
    fn worker(&self) -> Result<Worker, LocatedError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(worker) => Ok(worker),
            None => Worker::start(&self.program, &self.args).map_err(|error| {
                tracing::error!(%error, "a sandbox child can't be started");
                whole(unavailable("a child can't be started".to_owned()))
            }),
        }
    }

    /// Sends the child back to wait, unless it is to be replaced.
    fn settle(&self, worker: Worker, reply: Reply) -> Result<Value, LocatedError> {
        if !reply.retire && !worker.is_spent(&self.limits) {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        }
        reply.outcome
    }
}

#[async_trait]
impl ExpressionSandbox for SandboxPool {
    async fn render(&self, job: SandboxJob) -> Result<Value, LocatedError> {
        self.try_render(&job).await
    }
}

/// An error of the value as a whole.
fn whole(error: ExprError) -> LocatedError {
    LocatedError {
        path: String::new(),
        error,
    }
}
