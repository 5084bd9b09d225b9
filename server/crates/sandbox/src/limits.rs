//! What a job may take, and what the child allows itself whatever it is told.

use std::num::NonZeroUsize;
use std::time::Duration;

/// Memory that one evaluation may add to what its job already holds.
pub(crate) const EVALUATION_BYTES: u64 = 64 * 1024 * 1024;
/// The same in MiB, for errors.
pub(crate) const EVALUATION_MIB: u64 = EVALUATION_BYTES / (1024 * 1024);
/// Memory of a child in all, on top of what it starts with: the parsed job and the evaluation.
pub(crate) const CHILD_BYTES: u64 = 256 * 1024 * 1024;
/// Address space that the allocator may reserve without using it.
pub(crate) const RESERVED_BYTES: u64 = 512 * 1024 * 1024;
/// Growth after which a child is replaced, since the allocator doesn't give everything back.
pub(crate) const RETIRE_BYTES: u64 = 32 * 1024 * 1024;
/// Processor time of a child in all, in seconds: it ends even when nobody is left to kill it.
pub(crate) const CPU_SECONDS: u64 = 30;
/// Open files: the three pipes and one to read its own size.
pub(crate) const OPEN_FILES: u64 = 8;
/// Stack of the thread that evaluates.
pub(crate) const STACK_BYTES: usize = 4 * 1024 * 1024;
/// Largest job in bytes of JSON.
pub(crate) const JOB_BYTES: usize = 8 * 1024 * 1024;
/// Time a child may take to start and to read its job, before the deadline counts.
pub(crate) const START: Duration = Duration::from_secs(5);

/// What the pool grants.
#[derive(Debug, Clone)]
pub struct Limits {
    /// How many children work at once; more jobs wait.
    pub children: NonZeroUsize,
    /// Time for one evaluation, from the moment the child has read its job.
    pub deadline: Duration,
    /// Largest result in bytes of JSON.
    pub output_bytes: usize,
    /// Steps of evaluation that the meter grants.
    pub steps: u64,
    /// Bytes of evaluation that the meter grants, all allocations summed.
    pub bytes: u64,
    /// Jobs after which a child is replaced.
    pub jobs_a_child: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            children: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            deadline: Duration::from_millis(100),
            output_bytes: 4 * 1024 * 1024,
            steps: 3_000_000,
            bytes: EVALUATION_BYTES,
            jobs_a_child: 200,
        }
    }
}

impl Limits {
    /// The deadline in milliseconds, for errors.
    pub(crate) fn deadline_ms(&self) -> u64 {
        u64::try_from(self.deadline.as_millis()).unwrap_or(u64::MAX)
    }
}
