//! Splits code into coloured parts. Not a parser: it must colour half-typed text without ever losing a character.

/// What a piece of code is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Nothing is coloured.
    #[default]
    Plain,
    /// Text with `{{ expressions }}` in it.
    Template,
    /// JSON, with `{{ expressions }}` inside its strings.
    Json,
}

/// The parts in order, each with the class that colours it; joined they are the text again.
#[must_use]
pub fn spans(text: &str, language: Language) -> Vec<(&'static str, &str)> {
    match language {
        Language::Plain => vec![("", text)],
        Language::Template => template_spans(text, ""),
        Language::Json => json_spans(text),
    }
}

/// `{{ … }}` gets the token class, the rest `outside`. An expression that never closes stays plain.
fn template_spans<'a>(text: &'a str, outside: &'static str) -> Vec<(&'static str, &'a str)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let Some(close) = rest[open..].find("}}").map(|at| open + at + 2) else {
            break;
        };
        if open > 0 {
            parts.push((outside, &rest[..open]));
        }
        parts.push(("expr__token", &rest[open..close]));
        rest = &rest[close..];
    }
    if !rest.is_empty() {
        parts.push((outside, rest));
    }
    parts
}

fn json_spans(text: &str) -> Vec<(&'static str, &str)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (class, length) = next_json_token(rest);
        let (token, after) = rest.split_at(length);
        let class = if class == "json__string" && after.trim_start().starts_with(':') {
            ""
        } else {
            class
        };
        if class == "json__string" {
            parts.extend(template_spans(token, class));
        } else {
            parts.push((class, token));
        }
        rest = after;
    }
    parts
}

/// The class and the length of what stands at the start; the length is never 0.
fn next_json_token(text: &str) -> (&'static str, usize) {
    let first = text.chars().next().unwrap_or(' ');
    if first == '"' {
        return ("json__string", string_length(text));
    }
    if first == '-' || first.is_ascii_digit() {
        return (
            "json__number",
            run_length(text, |c| c.is_ascii_digit() || "+-.eE".contains(c)),
        );
    }
    if first.is_ascii_alphabetic() {
        return ("json__literal", run_length(text, |c| c.is_ascii_alphabetic()));
    }
    let plain = |c: char| c != '"' && c != '-' && !c.is_ascii_alphanumeric();
    ("", run_length(text, plain))
}

/// At least the first character, then as long as the rule holds.
fn run_length(text: &str, holds: impl Fn(char) -> bool) -> usize {
    text.char_indices()
        .skip(1)
        .find(|(_, c)| !holds(*c))
        .map_or(text.len(), |(at, _)| at)
}

/// Up to and with the closing quote, or to the end of the text.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(parts: &[(&str, &str)]) -> String {
        parts.iter().map(|(_, part)| *part).collect()
    }

    #[test]
    fn no_character_is_lost_in_any_language() {
        for text in [
            "",
            "{",
            "{{",
            "a {{ b }} c {{",
            "{\"a\\\"\": [1e3, nul",
            "\"ü",
            "-",
            "}}\n\n ",
            "日本 {{ x }}",
        ] {
            for language in [Language::Plain, Language::Template, Language::Json] {
                assert_eq!(joined(&spans(text, language)), text);
            }
        }
    }

    #[test]
    fn an_expression_is_a_token_also_inside_a_string() {
        let parts = spans("{\"a\": \"x {{ y }}\"}", Language::Json);
        assert!(parts.contains(&("expr__token", "{{ y }}")));
        assert!(parts.contains(&("", "\"a\"")));
        assert!(parts.contains(&("json__string", "\"x ")));
    }

    #[test]
    fn numbers_and_literals_have_their_colours() {
        let parts = spans("[-1.5e3, true]", Language::Json);
        assert!(parts.contains(&("json__number", "-1.5e3")));
        assert!(parts.contains(&("json__literal", "true")));
    }
}
