//! What an expression field knows: names to complete, values to preview. Pure.

pub(crate) mod complete;
pub(crate) mod context;
pub(crate) mod preview;

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// Text with `{{ expressions }}`.
    Template,
    /// A bare expression; braces are accepted.
    Expression,
}
