//! The documented bounds of expressions. Each has a test that meets it and one that passes it.

/// Longest source of one text with tags, in bytes. Text without tags is passed through whatever its length.
pub const MAX_TEMPLATE_BYTES: usize = 256 * 1024;
/// Longest source of one bare expression, in bytes.
pub const MAX_EXPRESSION_BYTES: usize = 16 * 1024;
/// Most tags (`{{ }}` and `{% %}`) in one text.
pub const MAX_TAGS: usize = 1_000;
/// Most block tags (`{% %}`) in one text: each may nest in the one before.
pub const MAX_BLOCK_TAGS: usize = 100;
/// Deepest nesting of brackets in one expression.
pub const MAX_NESTING: usize = 24;
/// Most operators, lookups, filters and calls in one expression: each may deepen the tree by one.
pub const MAX_OPERATORS: usize = 128;
/// Most tokens in one text or expression.
pub const MAX_TOKENS: usize = 16_000;
/// Deepest nesting of a value that is compared, written or copied. Below the 128 of `serde_json`, so that whatever
/// comes out can be read again inside a larger document.
pub const MAX_VALUE_DEPTH: usize = 100;
/// Steps that one render may take in process. A step visits one value or touches [`BYTES_A_STEP`] bytes of text.
pub const MAX_STEPS: u64 = 1_500_000;
/// Bytes of text that cost one step.
pub const BYTES_A_STEP: u64 = 64;
/// Bytes that one render may allocate in process, all allocations summed (48 MiB).
pub const MAX_BYTES: u64 = 48 * 1024 * 1024;
/// Most numbers that `range` gives.
pub const MAX_RANGE: usize = 10_000;
/// Widest indentation that `indent` and `tojson` accept.
pub const MAX_INDENT: usize = 16;
/// Most names that an error lists as known.
pub const MAX_KNOWN: usize = 12;
