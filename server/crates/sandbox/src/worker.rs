//! The parent's side of one child.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{ExitStatus, Stdio};

use domain::expr::ExprError;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use crate::message::{Reply, STARTED};
use crate::{Limits, frame, limits};

/// Room for the envelope of a reply around its value.
const ENVELOPE_BYTES: usize = 64 * 1024;

/// A child that waits for a job. Dropping it kills it.
pub(crate) struct Worker {
    child: Child,
    jobs: ChildStdin,
    replies: ChildStdout,
    done: u32,
}

/// Why a job has no reply.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The child was gone before it began: nothing was evaluated, another child may take the job.
    NotStarted(String),
    /// The child ended, or had to be ended, because of the job.
    Ended(ExprError),
}

impl Worker {
    /// Starts a child: no environment, no terminal, a process group of its own so that Ctrl-C is the parent's affair.
    pub(crate) fn start(program: &Path, args: &[OsString]) -> io::Result<Self> {
        let mut child = Command::new(program)
            .args(args)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let piped = || io::Error::other("the child has no pipes");
        let jobs = child.stdin.take().ok_or_else(piped)?;
        let replies = child.stdout.take().ok_or_else(piped)?;
        Ok(Self {
            child,
            jobs,
            replies,
            done: 0,
        })
    }

    /// Has one job done. After a failure the child must be dropped.
    pub(crate) async fn work(&mut self, request: &[u8], limits: &Limits) -> Result<Reply, Failure> {
        match timeout(limits::START, self.hand_over(request)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(self.not_started(&error).await),
            Err(_) => return Err(Failure::NotStarted("it did not start in time".to_owned())),
        }
        let reply = frame::receive(&mut self.replies, limits.output_bytes + ENVELOPE_BYTES);
        let bytes = match timeout(limits.deadline, reply).await {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(_)) => return Err(Failure::Ended(self.post_mortem(limits).await)),
            Err(_) => {
                return Err(Failure::Ended(ExprError::Timeout {
                    limit_ms: limits.deadline_ms(),
                }));
            }
        };
        self.done += 1;
        serde_json::from_slice(&bytes)
            .map_err(|_| Failure::Ended(unavailable("the child's answer makes no sense".to_owned())))
    }

    /// Whether the child has done as many jobs as it should.
    pub(crate) fn is_spent(&self, limits: &Limits) -> bool {
        self.done >= limits.jobs_a_child
    }

    async fn hand_over(&mut self, request: &[u8]) -> io::Result<()> {
        frame::send(&mut self.jobs, request).await?;
        match self.replies.read_u8().await? {
            STARTED => Ok(()),
            _ => Err(io::Error::other("the child speaks out of turn")),
        }
    }

    async fn not_started(&mut self, error: &io::Error) -> Failure {
        match self.status().await {
            Some(status) => Failure::NotStarted(format!("{error}, {status}")),
            None => Failure::NotStarted(error.to_string()),
        }
    }

    /// What the death of the child says about the job.
    async fn post_mortem(&mut self, limits: &Limits) -> ExprError {
        const SIGABRT: i32 = 6;
        const SIGBUS: i32 = 7;
        const SIGKILL: i32 = 9;
        const SIGSEGV: i32 = 11;
        const SIGXCPU: i32 = 24;
        let Some(status) = self.status().await else {
            return unavailable("the child closed its pipe and lives".to_owned());
        };
        match status.signal() {
            // an allocation that fails aborts, a stack that overflows faults, the kernel's own killer kills
            Some(SIGABRT | SIGBUS | SIGKILL | SIGSEGV) => ExprError::Memory {
                limit_mib: limits::EVALUATION_MIB,
            },
            Some(SIGXCPU) => ExprError::Timeout {
                limit_ms: limits.deadline_ms(),
            },
            Some(_) | None => unavailable(status.to_string()),
        }
    }

    async fn status(&mut self) -> Option<ExitStatus> {
        timeout(limits::START, self.child.wait()).await.ok()?.ok()
    }
}

/// The sandbox itself failed.
pub(crate) fn unavailable(reason: String) -> ExprError {
    ExprError::SandboxUnavailable { reason }
}
