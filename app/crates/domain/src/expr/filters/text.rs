//! Filters on text.

use super::super::args::Args;
use super::super::error::{Bound, ExprError};
use super::super::limits;
use super::super::meter::Meter;
use super::super::value::{Text, Val};
use super::text_of;

/// Case mapping may triple a character's bytes, and a character costs more than a byte.
const CASE_COST: usize = 8;

pub(super) fn lower<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let text = text_of(meter, "lower", value)?;
    meter.hold(text.len().saturating_mul(CASE_COST))?;
    Ok(Val::text(text.to_lowercase()))
}

pub(super) fn upper<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let text = text_of(meter, "upper", value)?;
    meter.hold(text.len().saturating_mul(CASE_COST))?;
    Ok(Val::text(text.to_uppercase()))
}

pub(super) fn capitalize<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let text = text_of(meter, "capitalize", value)?;
    meter.hold(text.len().saturating_mul(CASE_COST))?;
    let mut chars = text.chars();
    let first = chars
        .next()
        .map(|first| first.to_uppercase().collect::<String>())
        .unwrap_or_default();
    Ok(Val::text(first + &chars.as_str().to_lowercase()))
}

pub(super) fn title<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let text = text_of(meter, "title", value)?;
    meter.hold(text.len().saturating_mul(CASE_COST))?;
    let mut titled = String::with_capacity(text.len());
    let mut inside = false;
    for found in text.chars() {
        if inside {
            titled.extend(found.to_lowercase());
        } else {
            titled.extend(found.to_uppercase());
        }
        inside = found.is_alphanumeric() || found == '\'';
    }
    Ok(Val::text(titled))
}

pub(super) fn trim<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let text = text_of(meter, "trim", value)?;
    let cut = args.text(0)?;
    meter.read(text.len().saturating_mul(1 + cut.as_ref().map_or(0, |cut| cut.len())))?;
    let trimmed = match &cut {
        Some(cut) => text.trim_matches(|found| cut.contains(found)),
        None => text.trim(),
    };
    let begin = trimmed.as_ptr().addr() - text.as_ptr().addr();
    part(meter, &text, begin, begin + trimmed.len())
}

/// A part of a text by bytes, borrowed where the text is.
fn part<'v>(meter: &mut Meter, text: &Text<'v>, begin: usize, end: usize) -> Result<Val<'v>, ExprError> {
    match text {
        Text::Literal(text) | Text::Borrowed(text) => {
            Ok(Val::Text(Text::Borrowed(text.get(begin..end).unwrap_or_default())))
        }
        Text::Shared(text) => {
            meter.hold(end - begin)?;
            Ok(Val::text(text.get(begin..end).unwrap_or_default().to_owned()))
        }
    }
}

pub(super) fn replace<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let text = text_of(meter, "replace", value)?;
    let (Some(from), Some(to)) = (args.text(0)?, args.text(1)?) else {
        return Err(ExprError::argument("`replace` needs two texts"));
    };
    if from.is_empty() {
        return Err(ExprError::argument("`replace` can't look for empty text"));
    }
    meter.read(text.len().saturating_mul(2))?;
    let most = args.count(2)?.unwrap_or(usize::MAX);
    let found = text.matches(&*from).take(most).count();
    meter.visit(found)?;
    let len = text
        .len()
        .saturating_sub(found * from.len())
        .saturating_add(found.saturating_mul(to.len()));
    meter.hold(len)?;
    let mut replaced = String::with_capacity(len);
    let mut rest: &str = &text;
    for _ in 0..found {
        let Some((before, after)) = rest.split_once(&*from) else {
            break;
        };
        replaced.push_str(before);
        replaced.push_str(&to);
        rest = after;
    }
    replaced.push_str(rest);
    Ok(Val::text(replaced))
}

pub(super) fn split<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let text = text_of(meter, "split", value)?;
    let separator = args.text(0)?;
    let most = args.count(1)?.unwrap_or(usize::MAX - 1).saturating_add(1);
    meter.read(text.len().saturating_mul(2))?;
    let begin = text.as_ptr().addr();
    let places = |parts: &mut dyn Iterator<Item = &str>| -> Vec<(usize, usize)> {
        parts.map(|part| (part.as_ptr().addr() - begin, part.len())).collect()
    };
    let found = match &separator {
        Some(separator) if separator.is_empty() => {
            return Err(ExprError::argument("`split` can't split by empty text"));
        }
        Some(separator) => {
            let count = text.matches(&**separator).count() + 1;
            meter.list(count.saturating_mul(4))?;
            places(&mut text.splitn(most, &**separator))
        }
        None => {
            let count = text.split_whitespace().count();
            meter.list(count.saturating_mul(4))?;
            places(&mut text.split_whitespace())
        }
    };
    let mut parts = Vec::with_capacity(found.len());
    for (begin, len) in found {
        parts.push(part(meter, &text, begin, begin + len)?);
    }
    Ok(Val::list(parts))
}

pub(super) fn lines<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let text = text_of(meter, "lines", value)?;
    meter.read(text.len().saturating_mul(2))?;
    meter.list(text.lines().count().saturating_mul(2))?;
    let begin = text.as_ptr().addr();
    let mut parts = Vec::with_capacity(text.lines().count());
    for line in text.lines() {
        let at = line.as_ptr().addr() - begin;
        parts.push(part(meter, &text, at, at + line.len())?);
    }
    Ok(Val::list(parts))
}

pub(super) fn truncate<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let text = text_of(meter, "truncate", value)?;
    let length = args.count(0)?.unwrap_or(255);
    let whole = args.flag(1)?;
    let end = args.text(2)?.unwrap_or(Text::Borrowed("…"));
    meter.read(text.len())?;
    if text.char_indices().nth(length).is_none() {
        return Ok(Val::Text(text));
    }
    let kept = length.saturating_sub(end.chars().count());
    let cut = text.char_indices().nth(kept).map_or(text.len(), |(at, _)| at);
    let head = text.get(..cut).unwrap_or_default();
    // without `killwords` no word is cut in two
    let head = if whole {
        head
    } else {
        head.rsplit_once(char::is_whitespace).map_or(head, |(words, _)| words)
    };
    meter.hold(head.len() + end.len())?;
    Ok(Val::text(format!("{}{}", head.trim_end(), &*end)))
}

pub(super) fn indent<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let text = text_of(meter, "indent", value)?;
    let width = args.count(0)?.unwrap_or(4);
    let first = args.flag(1)?;
    if width > limits::MAX_INDENT {
        return Err(ExprError::limit(Bound::Indent, limits::MAX_INDENT));
    }
    meter.read(text.len())?;
    let lines = text.matches('\n').count() + 1;
    meter.hold(text.len() + lines * width)?;
    let margin = " ".repeat(width);
    let mut indented = String::with_capacity(text.len() + lines * width);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            indented.push('\n');
        }
        if (index > 0 || first) && !line.is_empty() {
            indented.push_str(&margin);
        }
        indented.push_str(line);
    }
    Ok(Val::text(indented))
}

pub(super) fn escape<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let text = text_of(meter, "escape", value)?;
    meter.read(text.len())?;
    let mut escaped = String::new();
    for found in text.chars() {
        let mut buffer = [0; 4];
        let written = match found {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            other => &*other.encode_utf8(&mut buffer),
        };
        meter.grow(written.len())?;
        escaped.push_str(written);
    }
    Ok(Val::text(escaped))
}

pub(super) fn string<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    super::super::encode::to_text(meter, value).map(Val::Text)
}
