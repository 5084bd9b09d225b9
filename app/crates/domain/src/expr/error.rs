//! What can be wrong with an expression, by meaning.
//!
//! These travel through the sandbox's pipe and into problem documents, so they are plain data with a stable
//! [`code`](ExprError::code). They name paths and keys, never values: a value may be a secret.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A place in a source, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Which bound was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Bytes of a source.
    SourceBytes,
    /// Nesting of brackets in a source.
    Nesting,
    /// Operators, lookups, filters and calls in one expression.
    Operators,
    /// Tokens of a source.
    Tokens,
    /// Tags of a text.
    Tags,
    /// Block tags of a text.
    BlockTags,
    /// Nesting of a value.
    ValueDepth,
    /// Steps of evaluation.
    Steps,
    /// Bytes allocated by evaluation.
    Bytes,
    /// Numbers given by `range`.
    Range,
    /// Columns of indentation.
    Indent,
    /// Bytes of a result that came out of the sandbox.
    Output,
}

impl Bound {
    fn noun(self) -> &'static str {
        match self {
            Self::SourceBytes => "bytes of source",
            Self::Nesting => "levels of brackets",
            Self::Operators => "operators in one expression",
            Self::Tokens => "tokens",
            Self::Tags => "tags in one text",
            Self::BlockTags => "block tags in one text",
            Self::ValueDepth => "levels of nesting in a value",
            Self::Steps => "steps",
            Self::Bytes => "bytes of memory",
            Self::Range => "numbers from `range`",
            Self::Indent => "columns of indentation",
            Self::Output => "bytes of output",
        }
    }
}

/// Why an expression can't be read or gives no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ExprError {
    /// The source is not an expression.
    #[error("{message} (line {line}, column {column})")]
    Syntax {
        /// The line, from 1.
        line: u32,
        /// The column, from 1.
        column: u32,
        /// What is wrong there.
        message: String,
    },
    /// A cap was met, before or during evaluation.
    #[error("more than {limit} {}", what.noun())]
    Limit {
        /// Which cap.
        what: Bound,
        /// Its value.
        limit: u64,
    },
    /// No such filter.
    #[error("there is no filter `{name}`")]
    UnknownFilter {
        /// The name as written.
        name: String,
        /// The known name that resembles it most.
        nearest: Option<String>,
        /// Where.
        at: Option<Position>,
    },
    /// No such test (`is …`).
    #[error("there is no test `{name}`")]
    UnknownTest {
        /// The name as written.
        name: String,
        /// The known name that resembles it most.
        nearest: Option<String>,
        /// Where.
        at: Option<Position>,
    },
    /// No such function.
    #[error("there is no function `{name}`")]
    UnknownFunction {
        /// The name as written.
        name: String,
        /// The known name that resembles it most.
        nearest: Option<String>,
        /// Where.
        at: Option<Position>,
    },
    /// A value ended undefined.
    #[error("`{path}` is undefined")]
    Undefined {
        /// The path that leads nowhere, as far as it was followed.
        path: String,
        /// What stands beside it, at most [`MAX_KNOWN`](super::limits::MAX_KNOWN) names.
        known: Vec<String>,
        /// Where.
        at: Option<Position>,
    },
    /// An operation doesn't fit its values.
    #[error("{message}")]
    Type {
        /// What was tried.
        message: String,
        /// Where.
        at: Option<Position>,
    },
    /// A filter, test or function was called with arguments that it doesn't take.
    #[error("{message}")]
    Argument {
        /// What is wrong with them.
        message: String,
        /// Where.
        at: Option<Position>,
    },
    /// A result that no number can hold: division by zero, overflow, not a number.
    #[error("{message}")]
    Arithmetic {
        /// What was tried.
        message: String,
        /// Where.
        at: Option<Position>,
    },
    /// The text has blocks: it runs only in the sandbox.
    #[error("text with blocks is evaluated on the server")]
    NeedsSandbox,
    /// The sandbox's deadline passed.
    #[error("took longer than {limit_ms} ms")]
    Timeout {
        /// The deadline.
        limit_ms: u64,
    },
    /// The sandbox ran out of memory or stack.
    #[error("needed more memory than the sandbox has ({limit_mib} MiB)")]
    Memory {
        /// The limit.
        limit_mib: u64,
    },
    /// The sandbox itself could not be used; trying again may help.
    #[error("the sandbox is not available")]
    SandboxUnavailable {
        /// Why, for the log.
        reason: String,
    },
}

impl ExprError {
    /// The stable code, one page under `docs/errors/` each.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "expression_syntax",
            Self::Limit { .. } => "expression_limit",
            Self::UnknownFilter { .. } => "expression_unknown_filter",
            Self::UnknownTest { .. } => "expression_unknown_test",
            Self::UnknownFunction { .. } => "expression_unknown_function",
            Self::Undefined { .. } => "expression_undefined",
            Self::Type { .. } => "expression_type",
            Self::Argument { .. } => "expression_argument",
            Self::Arithmetic { .. } => "expression_arithmetic",
            Self::NeedsSandbox => "expression_needs_sandbox",
            Self::Timeout { .. } => "expression_timeout",
            Self::Memory { .. } => "expression_memory",
            Self::SandboxUnavailable { .. } => "expression_sandbox_unavailable",
        }
    }

    /// What to try, one sentence.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Syntax { .. } => "Check brackets, quotes and the end of each tag.".into(),
            Self::Limit { .. } => "Split the work over several steps or take fewer items at once.".into(),
            Self::UnknownFilter { nearest, .. }
            | Self::UnknownTest { nearest, .. }
            | Self::UnknownFunction { nearest, .. } => nearest.as_ref().map_or_else(
                || "See the list of what expressions can do.".into(),
                |name| format!("Did you mean `{name}`?"),
            ),
            Self::Undefined { known, .. } if known.is_empty() => "Add `| default(…)` if it may be missing.".into(),
            Self::Undefined { known, .. } => {
                format!("Known: {}. Add `| default(…)` if it may be missing.", known.join(", "))
            }
            Self::Type { .. } => "Convert with `int`, `float`, `string` or `list` first.".into(),
            Self::Argument { .. } => "See the filter's signature in the list of filters.".into(),
            Self::Arithmetic { .. } => "Test the operands first, for example `a / b if b else 0`.".into(),
            Self::NeedsSandbox => "It runs when the workflow runs; the preview can't show it.".into(),
            Self::Timeout { .. } => "Do less in one expression, or spread the work over several steps.".into(),
            Self::Memory { .. } => "Build less text in one expression, or spread it over several steps.".into(),
            Self::SandboxUnavailable { .. } => "Try again; if it persists, ask the operator to read the log.".into(),
        }
    }

    /// Where it is, if a place is known.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Syntax { line, column, .. } => Some(Position {
                line: *line,
                column: *column,
            }),
            Self::UnknownFilter { at, .. }
            | Self::UnknownTest { at, .. }
            | Self::UnknownFunction { at, .. }
            | Self::Undefined { at, .. }
            | Self::Type { at, .. }
            | Self::Argument { at, .. }
            | Self::Arithmetic { at, .. } => *at,
            Self::Limit { .. }
            | Self::NeedsSandbox
            | Self::Timeout { .. }
            | Self::Memory { .. }
            | Self::SandboxUnavailable { .. } => None,
        }
    }

    /// The same error at `place`, unless it knows a closer one.
    #[must_use]
    pub(super) fn or_at(mut self, place: Position) -> Self {
        match &mut self {
            Self::UnknownFilter { at, .. }
            | Self::UnknownTest { at, .. }
            | Self::UnknownFunction { at, .. }
            | Self::Undefined { at, .. }
            | Self::Type { at, .. }
            | Self::Argument { at, .. }
            | Self::Arithmetic { at, .. } => *at = at.or(Some(place)),
            Self::Syntax { .. }
            | Self::Limit { .. }
            | Self::NeedsSandbox
            | Self::Timeout { .. }
            | Self::Memory { .. }
            | Self::SandboxUnavailable { .. } => {}
        }
        self
    }

    /// An operation that doesn't fit its values.
    pub(super) fn type_error(message: impl Into<String>) -> Self {
        Self::Type {
            message: message.into(),
            at: None,
        }
    }

    /// Arguments that a filter, test or function doesn't take.
    pub(super) fn argument(message: impl Into<String>) -> Self {
        Self::Argument {
            message: message.into(),
            at: None,
        }
    }

    /// A result that no number can hold.
    pub(super) fn arithmetic(message: impl Into<String>) -> Self {
        Self::Arithmetic {
            message: message.into(),
            at: None,
        }
    }

    /// A cap was met.
    pub(super) fn limit(what: Bound, limit: usize) -> Self {
        Self::Limit {
            what,
            limit: limit as u64,
        }
    }
}

/// An error of one string inside a larger config value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[error("{path}: {error}")]
pub struct LocatedError {
    /// JSON Pointer (RFC 6901) from the value that was rendered; empty for the value itself.
    pub path: String,
    /// What is wrong there.
    #[source]
    pub error: ExprError,
}
