//! Completion: which names can stand at the cursor.

use domain::expr::filters;
use serde_json::Value;

use super::Syntax;

/// Most names offered at once.
const MOST: usize = 40;

/// One name to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suggestion {
    /// What is written.
    pub insert: String,
    /// What it is, in short: its value or its signature.
    pub detail: String,
}

/// The names for the word at the cursor, which they take the place of. Offsets are bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    /// Where the word begins.
    pub from: usize,
    /// Where it ends: the cursor.
    pub to: usize,
    /// The names, best first.
    pub items: Vec<Suggestion>,
}

impl Offer {
    /// The text with the chosen name in it, and the cursor behind it.
    pub(crate) fn take(&self, text: &str, index: usize) -> Option<(String, usize)> {
        let item = self.items.get(index)?;
        let mut next = text.to_owned();
        next.replace_range(self.from..self.to, &item.insert);
        Some((next, self.from + item.insert.len()))
    }
}

/// What can stand at `cursor` (bytes); none outside of expressions and where nothing fits.
pub(crate) fn offer(text: &str, cursor: usize, syntax: Syntax, known: &Value) -> Option<Offer> {
    let before = text.get(..cursor)?;
    let code = match (syntax, open_tag(before)) {
        (_, Some(code)) => code,
        (Syntax::Expression, None) if !text.contains("{{") => before,
        (Syntax::Expression | Syntax::Template, None) => return None,
    };
    if in_quotes(code) {
        return None;
    }
    let word = trailing(code, |c| c.is_alphanumeric() || c == '_');
    let head = code[..code.len() - word.len()].trim_end();
    let items = if head.ends_with('|') && !head.ends_with("||") {
        filter_names(word)
    } else {
        names(head, word, known)?
    };
    let finished = items.len() == 1 && items[0].insert == word;
    (!items.is_empty() && !finished).then_some(Offer {
        from: cursor - word.len(),
        to: cursor,
        items,
    })
}

/// The code of the tag that is open at the end.
fn open_tag(before: &str) -> Option<&str> {
    let open = before.rfind("{{").max(before.rfind("{%"))?;
    let code = &before[open + 2..];
    (!code.contains("}}") && !code.contains("%}")).then_some(code)
}

/// Whether the end stands inside a text.
fn in_quotes(code: &str) -> bool {
    let mut quote = None;
    for c in code.chars() {
        match quote {
            None if c == '"' || c == '\'' => quote = Some(c),
            Some(open) if open == c => quote = None,
            Some(_) | None => {}
        }
    }
    quote.is_some()
}

fn trailing(text: &str, keep: impl Fn(char) -> bool) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take_while(|(_, c)| keep(*c))
        .last()
        .map_or(text.len(), |(at, _)| at);
    &text[start..]
}

fn filter_names(word: &str) -> Vec<Suggestion> {
    filters()
        .iter()
        .filter(|filter| filter.name.starts_with(word))
        .take(MOST)
        .map(|filter| Suggestion {
            insert: filter.name.to_owned(),
            detail: filter.summary.to_owned(),
        })
        .collect()
}

/// The keys of what stands before the dot, else the roots.
fn names(head: &str, word: &str, known: &Value) -> Option<Vec<Suggestion>> {
    let parent = match head.strip_suffix('.') {
        Some(path) => {
            let path = trailing(path, |c| c.is_alphanumeric() || c == '_' || c == '.');
            resolve(known, path)?
        }
        // a second word after a first one is an operator, not a name
        None if head.ends_with(|c: char| c.is_alphanumeric() || c == '_') && !ends_with_operator(head) => return None,
        None => known,
    };
    let Value::Object(map) = parent else { return None };
    let fits = map
        .iter()
        .filter(|(key, _)| is_name(key) && starts_with_any_case(key, word));
    Some(
        fits.take(MOST)
            .map(|(key, value)| Suggestion {
                insert: key.clone(),
                detail: brief(value),
            })
            .collect(),
    )
}

fn ends_with_operator(head: &str) -> bool {
    let last = trailing(head, |c| c.is_alphanumeric() || c == '_');
    ["and", "or", "not", "in", "if", "else", "elif", "is"].contains(&last)
}

/// Numbers walk into lists.
fn resolve<'a>(known: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(known, |at, key| match at {
        Value::Object(map) => map.get(key),
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    })
}

fn starts_with_any_case(key: &str, word: &str) -> bool {
    key.to_lowercase().starts_with(&word.to_lowercase())
}

/// Only what can be written behind a dot.
fn is_name(key: &str) -> bool {
    let mut chars = key.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_') && chars.all(|c| c.is_alphanumeric() || c == '_')
}

/// A value in a few words.
fn brief(value: &Value) -> String {
    match value {
        Value::Object(map) => format!("{{{}}}", map.len()),
        Value::Array(items) => format!("[{}]", items.len()),
        Value::String(text) => {
            let mut short: String = text.chars().take(24).collect();
            if short.len() < text.len() {
                short.push('…');
            }
            format!("\"{short}\"")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn known() -> Value {
        json!({
            "inputs": { "url": "https://a.example", "tone": "warm" },
            "steps": { "fetch": { "status": 200, "body": { "items": [{ "title": "x" }], "a-b": 1 } } },
        })
    }

    fn inserts(text: &str, syntax: Syntax) -> Vec<String> {
        let offer = offer(text, text.len(), syntax, &known());
        offer
            .map(|offer| offer.items.into_iter().map(|item| item.insert).collect())
            .unwrap_or_default()
    }

    #[test]
    fn roots_then_keys_then_deeper_keys() {
        assert_eq!(inserts("{{ ", Syntax::Template), ["inputs", "steps"]);
        assert_eq!(inserts("{{ inp", Syntax::Template), ["inputs"]);
        assert_eq!(inserts("{{ inputs.", Syntax::Template), ["url", "tone"]);
        assert_eq!(inserts("{{ steps.fetch.b", Syntax::Template), ["body"]);
        assert_eq!(inserts("{{ steps.fetch.body.items.0.t", Syntax::Template), ["title"]);
    }

    #[test]
    fn only_inside_of_braces() {
        assert!(inserts("inputs.", Syntax::Template).is_empty());
        assert!(inserts("{{ inputs.url }} in", Syntax::Template).is_empty());
        assert_eq!(inserts("inputs.u", Syntax::Expression), ["url"]);
        assert!(inserts("{{ 'inputs.", Syntax::Template).is_empty());
    }

    #[test]
    fn filters_after_a_bar() {
        assert!(inserts("{{ inputs.url | up", Syntax::Template).contains(&"upper".to_owned()));
        assert!(inserts("inputs.url | ", Syntax::Expression).len() > 5);
    }

    #[test]
    fn operators_are_not_completed_but_what_follows_them_is() {
        assert!(inserts("{{ inputs.url i", Syntax::Template).is_empty());
        assert_eq!(inserts("{{ inputs.url or st", Syntax::Template), ["steps"]);
    }

    #[test]
    fn what_is_finished_is_not_offered_and_keys_that_need_quotes_neither() {
        assert!(inserts("{{ inputs.url", Syntax::Template).is_empty());
        assert_eq!(inserts("{{ steps.fetch.body.", Syntax::Template), ["items"]);
    }

    #[test]
    fn taking_replaces_the_word() {
        let text = "a {{ inputs.to }} b";
        let offer = offer(text, 14, Syntax::Template, &known()).unwrap();
        assert_eq!(offer.take(text, 0), Some(("a {{ inputs.tone }} b".to_owned(), 16)));
        assert_eq!(offer.take(text, 9), None);
    }
}
