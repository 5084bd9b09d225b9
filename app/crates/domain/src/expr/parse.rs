//! From source to tree, by `minijinja`'s parser, after the caps of [`scan`].
//!
//! The parser is reached by `minijinja`'s feature `unstable_machinery`: the version is pinned exactly for it.

use minijinja::machinery;
use minijinja::machinery::ast::{Expr, Stmt};
use minijinja::syntax::SyntaxConfig;

use super::error::{ExprError, Position};
use super::scan;

/// The statements of a text with tags.
pub(super) struct Template<'s> {
    root: Stmt<'s>,
}

impl<'s> Template<'s> {
    /// Reads a text with tags.
    pub(super) fn parse(source: &'s str) -> Result<Self, ExprError> {
        let syntax = syntax()?;
        scan::cap_template(source, &syntax)?;
        let root = machinery::parse(source, "", syntax).map_err(|error| syntax_error(source, &error))?;
        Ok(Self { root })
    }

    pub(super) fn statements(&self) -> &[Stmt<'s>] {
        match &self.root {
            Stmt::Template(template) => &template.children,
            // the parser's root is always a template
            other => std::slice::from_ref(other),
        }
    }

    /// The expression, if the text is exactly one `{{ expression }}`.
    pub(super) fn sole_expression(&self) -> Option<&Expr<'s>> {
        match self.statements() {
            [Stmt::EmitExpr(emit)] => Some(&emit.expr),
            _ => None,
        }
    }
}

/// A bare expression, as written or inside `{{ }}`.
pub(super) enum Bare<'s> {
    Plain(Expr<'s>),
    Braced(Template<'s>),
}

impl<'s> Bare<'s> {
    /// Reads a bare expression; surrounding braces are accepted.
    pub(super) fn parse(source: &'s str) -> Result<Self, ExprError> {
        let trimmed = source.trim();
        if trimmed.is_empty() {
            return Err(ExprError::Syntax {
                line: 1,
                column: 1,
                message: "an expression is expected".into(),
            });
        }
        if trimmed.starts_with("{{") {
            let template = Template::parse(trimmed)?;
            return match template.sole_expression() {
                Some(_) => Ok(Self::Braced(template)),
                None => Err(ExprError::Syntax {
                    line: 1,
                    column: 1,
                    message: "one expression is expected here, with nothing around it".into(),
                }),
            };
        }
        scan::cap_expression(source)?;
        let expression = machinery::parse_expr(source).map_err(|error| syntax_error(source, &error))?;
        Ok(Self::Plain(expression))
    }

    pub(super) fn expression(&self) -> Option<&Expr<'s>> {
        match self {
            Self::Plain(expression) => Some(expression),
            Self::Braced(template) => template.sole_expression(),
        }
    }
}

fn syntax() -> Result<SyntaxConfig, ExprError> {
    SyntaxConfig::builder()
        .keep_trailing_newline(true)
        .build()
        .map_err(|error| syntax_error("", &error))
}

/// Where an expression begins. The parser's span of a path begins at its last part.
pub(super) fn position(expr: &Expr<'_>) -> Position {
    match expr {
        Expr::GetAttr(get) => position(&get.expr),
        Expr::GetItem(get) => position(&get.expr),
        Expr::Slice(slice) => position(&slice.expr),
        other => {
            let span = other.span();
            Position {
                line: u32::from(span.start_line),
                column: u32::from(span.start_col) + 1,
            }
        }
    }
}

/// The parser's error in our words.
pub(super) fn syntax_error(source: &str, error: &minijinja::Error) -> ExprError {
    let message = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let offset = error.range().map(|range| range.start.min(source.len()));
    let (line, column) = match offset {
        Some(offset) => place(source, offset),
        None => (u32::try_from(error.line().unwrap_or(1)).unwrap_or(u32::MAX), 1),
    };
    ExprError::Syntax { line, column, message }
}

fn place(source: &str, offset: usize) -> (u32, u32) {
    let before: &[u8] = &source.as_bytes()[..offset];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let begin = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let column = String::from_utf8_lossy(&before[begin..]).chars().count() + 1;
    (
        u32::try_from(line).unwrap_or(u32::MAX),
        u32::try_from(column).unwrap_or(u32::MAX),
    )
}
