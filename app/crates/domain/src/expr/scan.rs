//! Caps a source before it is parsed.
//!
//! The parser recurses, so a source may reach it only when its nesting and its chains are short. Tokens come from
//! `minijinja`'s own lexer, which doesn't recurse: what is counted here is exactly what the parser will see.

use minijinja::machinery::{Token, Tokenizer};
use minijinja::syntax::SyntaxConfig;

use super::error::{Bound, ExprError};
use super::limits;
use super::parse;

/// Whether `source` has any tag at all; text without is passed through as it is.
pub(super) fn has_tags(source: &str) -> bool {
    source
        .as_bytes()
        .windows(2)
        .any(|pair| pair[0] == b'{' && matches!(pair[1], b'{' | b'%' | b'#'))
}

/// Refuses a text that is too long, too deep or too winding to parse.
pub(super) fn cap_template(source: &str, syntax: &SyntaxConfig) -> Result<(), ExprError> {
    cap_bytes(source, limits::MAX_TEMPLATE_BYTES)?;
    cap_tokens(source, false, syntax)
}

/// Refuses an expression that is too long, too deep or too winding to parse.
pub(super) fn cap_expression(source: &str) -> Result<(), ExprError> {
    cap_bytes(source, limits::MAX_EXPRESSION_BYTES)?;
    cap_tokens(source, true, &SyntaxConfig::default())
}

fn cap_bytes(source: &str, limit: usize) -> Result<(), ExprError> {
    if source.len() > limit {
        return Err(ExprError::limit(Bound::SourceBytes, limit));
    }
    Ok(())
}

fn cap_tokens(source: &str, bare: bool, syntax: &SyntaxConfig) -> Result<(), ExprError> {
    let mut tokenizer = Tokenizer::new(source, "", bare, syntax.clone());
    let mut counts = Counts::default();
    loop {
        match tokenizer.next_token() {
            Ok(Some((token, _))) => counts.take(&token)?,
            Ok(None) => return Ok(()),
            Err(error) => return Err(parse::syntax_error(source, &error)),
        }
    }
}

/// What has been seen so far, some of it since the current tag began.
#[derive(Default)]
struct Counts {
    tokens: usize,
    tags: usize,
    block_tags: usize,
    nesting: usize,
    operators: usize,
}

impl Counts {
    fn take(&mut self, token: &Token<'_>) -> Result<(), ExprError> {
        self.tokens += 1;
        cap(self.tokens, Bound::Tokens, limits::MAX_TOKENS)?;
        match token {
            Token::VariableStart => self.begin_tag(),
            Token::BlockStart => {
                self.block_tags += 1;
                self.begin_tag();
            }
            Token::ParenOpen | Token::BracketOpen | Token::BraceOpen => {
                self.nesting += 1;
                self.operators += 1;
            }
            Token::ParenClose | Token::BracketClose | Token::BraceClose => {
                self.nesting = self.nesting.saturating_sub(1);
            }
            other => self.operators += usize::from(deepens(other)),
        }
        cap(self.tags, Bound::Tags, limits::MAX_TAGS)?;
        cap(self.block_tags, Bound::BlockTags, limits::MAX_BLOCK_TAGS)?;
        cap(self.nesting, Bound::Nesting, limits::MAX_NESTING)?;
        cap(self.operators, Bound::Operators, limits::MAX_OPERATORS)
    }

    fn begin_tag(&mut self) {
        self.tags += 1;
        self.nesting = 0;
        self.operators = 0;
    }
}

fn cap(count: usize, what: Bound, limit: usize) -> Result<(), ExprError> {
    if count > limit {
        return Err(ExprError::limit(what, limit));
    }
    Ok(())
}

/// Whether the parser may make the tree one deeper for this token.
fn deepens(token: &Token<'_>) -> bool {
    match token {
        Token::Ident(word) => matches!(*word, "if" | "else" | "or" | "and" | "not" | "is" | "in"),
        Token::Plus
        | Token::Minus
        | Token::Mul
        | Token::Div
        | Token::FloorDiv
        | Token::Pow
        | Token::Mod
        | Token::Dot
        | Token::Tilde
        | Token::Pipe
        | Token::Eq
        | Token::Ne
        | Token::Gt
        | Token::Gte
        | Token::Lt
        | Token::Lte
        | Token::BracketOpen
        | Token::ParenOpen
        | Token::BraceOpen => true,
        Token::TemplateData(_)
        | Token::VariableStart
        | Token::VariableEnd
        | Token::BlockStart
        | Token::BlockEnd
        | Token::Str(_)
        | Token::String(_)
        | Token::Int(_)
        | Token::Int128(_)
        | Token::Float(_)
        | Token::Comma
        | Token::Colon
        | Token::Assign
        | Token::BracketClose
        | Token::ParenClose
        | Token::BraceClose => false,
    }
}
