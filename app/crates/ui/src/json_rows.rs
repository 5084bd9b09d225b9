//! A JSON value as rows: only what is open is walked, so a large value costs no more than what is in sight.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

/// How many children an open container shows at first; "more" shows as many again.
pub(crate) const PAGE: usize = 100;
/// The longest text shown in a row, in characters.
const LONGEST: usize = 500;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum RowKind {
    /// `{…}` or `[…]` with something in it.
    Container,
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// `true`, `false`, `null`, `{}`, `[]`.
    Literal,
    /// "… n more": shows the next page of its container.
    More,
}

/// One row in sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Where it stands, as people write it: `body.items[0]`.
    pub(crate) path: String,
    /// The name or index; empty at the root.
    pub(crate) key: String,
    /// The value, or `{3}` and `[14]` for containers.
    pub(crate) text: String,
    /// How deep.
    pub(crate) depth: usize,
    /// What it is.
    pub(crate) kind: RowKind,
}

/// What is open, and how much of each container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Openness {
    open: HashSet<String>,
    limits: HashMap<String, usize>,
}

impl Openness {
    /// Opens the containers down to `depth` as long as they are small.
    pub(crate) fn to_depth(value: &Value, root: &str, depth: usize) -> Self {
        let mut openness = Self::default();
        openness.open_down(value, root, depth);
        openness
    }

    fn open_down(&mut self, value: &Value, path: &str, depth: usize) {
        if depth == 0 || size(value) > PAGE {
            return;
        }
        if is_container(value) {
            self.open.insert(path.to_owned());
        }
        for (key, child) in children(value) {
            self.open_down(child, &join(path, &key), depth - 1);
        }
    }

    pub(crate) fn toggle(&mut self, path: &str) {
        if !self.open.remove(path) {
            self.open.insert(path.to_owned());
        }
    }

    pub(crate) fn show_more(&mut self, path: &str) {
        *self.limits.entry(path.to_owned()).or_insert(PAGE) += PAGE;
    }

    pub(crate) fn is_open(&self, path: &str) -> bool {
        self.open.contains(path)
    }

    fn limit(&self, path: &str) -> usize {
        self.limits.get(path).copied().unwrap_or(PAGE)
    }
}

/// A step from a container to one of its children.
enum Key {
    Name(String),
    Index(usize),
}

fn join(path: &str, key: &Key) -> String {
    match key {
        Key::Index(index) => format!("{path}[{index}]"),
        Key::Name(name) if !is_plain(name) => format!("{path}[{}]", Value::from(name.as_str())),
        Key::Name(name) if path.is_empty() => name.clone(),
        Key::Name(name) => format!("{path}.{name}"),
    }
}

/// Whether a name can follow a dot.
fn is_plain(name: &str) -> bool {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_container(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

fn children(value: &Value) -> Box<dyn Iterator<Item = (Key, &Value)> + '_> {
    match value {
        Value::Array(items) => Box::new(items.iter().enumerate().map(|(index, item)| (Key::Index(index), item))),
        Value::Object(members) => Box::new(members.iter().map(|(name, member)| (Key::Name(name.clone()), member))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Box::new(std::iter::empty()),
    }
}

/// The rows in sight. The root's own braces are no row: its members stand at depth 0.
pub(crate) fn rows(value: &Value, root: &str, openness: &Openness) -> Vec<Row> {
    let mut rows = Vec::new();
    if is_container(value) && size(value) > 0 {
        push_children(&mut rows, value, root, 0, openness);
    } else {
        rows.push(row_of(value, root.to_owned(), String::new(), 0));
    }
    rows
}

fn push_children(rows: &mut Vec<Row>, value: &Value, path: &str, depth: usize, openness: &Openness) {
    let limit = openness.limit(path);
    for (key, child) in children(value).take(limit) {
        let child_path = join(path, &key);
        let open = size(child) > 0 && openness.is_open(&child_path);
        let name = match key {
            Key::Name(name) => name,
            Key::Index(index) => index.to_string(),
        };
        rows.push(row_of(child, child_path.clone(), name, depth));
        if open {
            push_children(rows, child, &child_path, depth + 1, openness);
        }
    }
    let hidden = size(value).saturating_sub(limit);
    if hidden > 0 {
        let text = format!("{hidden} more");
        rows.push(Row {
            path: path.to_owned(),
            key: String::new(),
            text,
            depth,
            kind: RowKind::More,
        });
    }
}

fn row_of(value: &Value, path: String, key: String, depth: usize) -> Row {
    let (text, kind) = match value {
        Value::Array(items) if items.is_empty() => ("[]".to_owned(), RowKind::Literal),
        Value::Object(members) if members.is_empty() => ("{}".to_owned(), RowKind::Literal),
        Value::Array(items) => (format!("[{}]", items.len()), RowKind::Container),
        Value::Object(members) => (format!("{{{}}}", members.len()), RowKind::Container),
        Value::String(text) => (shortened(text), RowKind::Text),
        Value::Number(number) => (number.to_string(), RowKind::Number),
        Value::Bool(_) | Value::Null => (value.to_string(), RowKind::Literal),
    };
    Row {
        path,
        key,
        text,
        depth,
        kind,
    }
}

/// A text in quotes on one line, cut where it is longer than a row can show.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", Value::from(text.get(..at).unwrap_or_default())),
        None => Value::from(text).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paths(rows: &[Row]) -> Vec<&str> {
        rows.iter().map(|row| row.path.as_str()).collect()
    }

    #[test]
    fn only_open_containers_show_their_children() {
        let value = json!({"status": 200, "body": {"items": [{"id": 1}]}});
        let closed = rows(&value, "steps.fetch", &Openness::default());
        assert_eq!(paths(&closed), ["steps.fetch.status", "steps.fetch.body"]);
        let open = rows(&value, "steps.fetch", &Openness::to_depth(&value, "steps.fetch", 9));
        assert_eq!(
            open.last().map(|row| row.path.as_str()),
            Some("steps.fetch.body.items[0].id")
        );
        assert_eq!(open.last().map(|row| row.depth), Some(3));
    }

    #[test]
    fn paths_quote_what_cannot_follow_a_dot() {
        let value = json!({"content-type": {"a b": 1}});
        let all = rows(&value, "headers", &Openness::to_depth(&value, "headers", 9));
        assert_eq!(
            paths(&all),
            [r#"headers["content-type"]"#, r#"headers["content-type"]["a b"]"#]
        );
    }

    #[test]
    fn long_lists_come_in_pages() {
        let value = json!((0..250).collect::<Vec<_>>());
        let mut openness = Openness::default();
        let first = rows(&value, "items", &openness);
        assert_eq!(first.len(), PAGE + 1);
        assert_eq!(
            first.last().map(|row| (row.kind, row.text.as_str())),
            Some((RowKind::More, "150 more"))
        );
        openness.show_more("items");
        openness.show_more("items");
        assert_eq!(rows(&value, "items", &openness).len(), 250);
    }

    #[test]
    fn a_bare_value_is_one_row_and_long_text_is_cut() {
        assert_eq!(rows(&json!(null), "output", &Openness::default()).len(), 1);
        assert_eq!(
            rows(&json!({}), "output", &Openness::default())
                .first()
                .map(|row| row.text.clone()),
            Some("{}".into())
        );
        let long = rows(&json!("é".repeat(900)), "output", &Openness::default());
        assert!(
            long.first()
                .is_some_and(|row| row.text.ends_with('…') && row.text.chars().count() < 510)
        );
    }
}
