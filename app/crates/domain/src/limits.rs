//! The documented limits of a workflow and its runs (`docs/limits.md` lists them; a test holds the two equal).

/// Most nodes a graph may hold, bodies of loops included.
pub const MAX_NODES: usize = 1_000;
/// Most edges a graph may hold, bodies of loops included.
pub const MAX_EDGES: usize = 4_000;
/// Deepest nesting of loop bodies.
pub const MAX_BODY_DEPTH: usize = 4;
/// Deepest nesting of JSON that is accepted anywhere (`serde_json` refuses at 128).
pub const MAX_JSON_DEPTH: usize = 64;
/// Largest workflow document in bytes.
pub const MAX_DOCUMENT_BYTES: usize = 1024 * 1024;
/// Longest name or title in characters.
pub const MAX_NAME_CHARS: usize = 120;
/// Longest description of a workflow in characters.
pub const MAX_DESCRIPTION_CHARS: usize = 2_000;
/// Most problems listed at once; the rest is counted.
pub const MAX_PROBLEMS: usize = 200;
/// Most attempts of one step.
pub const MAX_ATTEMPTS: u32 = 20;
/// Longest time-out of one attempt, in milliseconds (1 hour).
pub const MAX_TIMEOUT_MS: u64 = 3_600_000;
/// Longest backoff between two attempts, in milliseconds (1 hour).
pub const MAX_BACKOFF_MS: u64 = 3_600_000;
/// Longest `wait`, in milliseconds (365 days).
pub const MAX_WAIT_MS: u64 = 365 * 24 * 3_600_000;
/// Most items of a `for_each`.
pub const MAX_ITEMS: usize = 10_000;
/// Most items a `for_each` works on at once.
pub const MAX_CONCURRENCY: u32 = 64;
/// Most turns of a `while`.
pub const MAX_TURNS: u32 = 1_000;
/// Most people that one approval asks.
pub const MAX_ASSIGNEES: usize = 50;
/// Deepest nesting of sub-workflows.
pub const MAX_CHILD_DEPTH: u32 = 8;
/// Longest name of a signal in characters.
pub const MAX_SIGNAL_NAME_CHARS: usize = 64;
/// Most bytes of JSON that one signal carries, or the answer to one approval.
pub const MAX_SIGNAL_BYTES: usize = 64 * 1024;
/// Most signals from outside that one run holds until it ends.
pub const MAX_SIGNALS: u32 = 500;
/// Longest comment of a person on a decision, in characters.
pub const MAX_COMMENT_CHARS: usize = 2_000;
/// Largest output of one step, in bytes of JSON.
pub const MAX_OUTPUT_BYTES: usize = 4 * 1024 * 1024;
/// Outputs of steps beyond so many bytes of JSON lie in the object store; the journal refers to them.
pub const INLINE_BYTES: usize = 32 * 1024;
/// Largest response body that an `http` step reads, in bytes after decompression.
pub const MAX_RESPONSE_BYTES: usize = 4 * 1024 * 1024;
/// Largest inputs object of a run, in bytes of JSON.
pub const MAX_INPUT_BYTES: usize = 512 * 1024;
/// Most that one run may write to its journal, in bytes of JSON: inputs and outputs of its steps, items of its loops, logs.
pub const MAX_RUN_BYTES: usize = 64 * 1024 * 1024;
/// Longest log message in characters; the rest is cut.
pub const MAX_LOG_CHARS: usize = 8_000;
/// Most log lines of one run; later ones are dropped and said so once.
pub const MAX_LOGS: usize = 10_000;
/// Largest body that a webhook takes, in bytes.
pub const MAX_HOOK_BYTES: usize = 256 * 1024;
