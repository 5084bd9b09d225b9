//! Another id for a node: its edges follow, and every expression that names it.

use domain::catalogue::{Catalogue, FieldKind};
use domain::graph::{Graph, Node};
use flow::{EdgeKey, FlowEdge};
use serde_json::Value;

use super::card::card;
use super::convert::{lines_of, node_of};
use super::note::Note;
use super::{Card, CardDoc};

/// The document with `old` called `new`: its edges and all references follow. None when `new` is no id or taken.
pub(crate) fn renamed(doc: &CardDoc, old: &str, new: &str) -> Option<CardDoc> {
    let id: domain::graph::NodeId = new.parse().ok()?;
    if doc.node(old).is_none() || doc.node(new).is_some() {
        return None;
    }
    let cards = doc.nodes().map(|found| {
        let mut node = node_of(found);
        rename_in_node(&mut node, old, new);
        if node.id.as_str() == old {
            node.id = id.clone();
        }
        let mut next = card(&node, Catalogue::builtin());
        next.pos = found.pos;
        next.state = found.state.clone();
        next
    });
    let end = |name: &flow::NodeId| if &**name == old { new.into() } else { name.clone() };
    let lines = lines_of(doc).into_iter().map(|line| FlowEdge {
        key: EdgeKey::new(end(&line.key.from), line.key.from_port.clone(), end(&line.key.to)),
        ..line
    });
    let mut note = Note::of(doc);
    for end in note.loose.iter_mut().flat_map(|edge| [&mut edge.from, &mut edge.to]) {
        if end.as_str() == old {
            *end = id.clone();
        }
    }
    let next = CardDoc::new(cards.collect::<Vec<Card>>(), lines.collect::<Vec<_>>());
    Some(next.with_note(note.to_text()))
}

/// Lets every expression of a node say `steps.new` where it said `steps.old`.
pub(crate) fn rename_in_node(node: &mut Node, old: &str, new: &str) {
    let kind = Catalogue::builtin().get(&node.kind);
    for (key, value) in &mut node.config {
        let field = kind.and_then(|kind| kind.fields.iter().find(|field| field.name == key));
        match field.map(|field| field.kind) {
            Some(FieldKind::Expression) => match value {
                Value::String(text) if !text.contains("{{") => *text = rename_in_code(text, old, new),
                other => rename_in_value(other, old, new),
            },
            Some(FieldKind::Body) => rename_in_body(value, old, new),
            Some(_) | None => rename_in_value(value, old, new),
        }
    }
}

/// A body that has a step of that name means its own.
fn rename_in_body(value: &mut Value, old: &str, new: &str) {
    let Ok(mut body) = serde_json::from_value::<Graph>(value.clone()) else {
        return;
    };
    if body.nodes.iter().any(|node| node.id.as_str() == old) {
        return;
    }
    for node in &mut body.nodes {
        rename_in_node(node, old, new);
    }
    if let Ok(next) = serde_json::to_value(body) {
        *value = next;
    }
}

fn rename_in_value(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::String(text) => *text = rename_in_template(text, old, new),
        Value::Array(items) => items.iter_mut().for_each(|item| rename_in_value(item, old, new)),
        Value::Object(map) => map.values_mut().for_each(|item| rename_in_value(item, old, new)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Only what stands inside `{{ }}` and `{% %}` is code.
fn rename_in_template(text: &str, old: &str, new: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((open, close)) = next_tag(rest) {
        out.push_str(&rest[..open]);
        out.push_str(&rename_in_code(&rest[open..close], old, new));
        rest = &rest[close..];
    }
    out.push_str(rest);
    out
}

/// Begin and end of the first tag.
fn next_tag(text: &str) -> Option<(usize, usize)> {
    let open = [text.find("{{"), text.find("{%")].into_iter().flatten().min()?;
    let closing = if text[open..].starts_with("{{") { "}}" } else { "%}" };
    let close = text[open..].find(closing)? + open + closing.len();
    Some((open, close))
}

fn rename_in_code(code: &str, old: &str, new: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("steps") {
        let after = at + "steps".len();
        let before = rest[..at].chars().next_back();
        out.push_str(&rest[..after]);
        let tail = &rest[after..];
        let stands_alone = before.is_none_or(|c| !is_word(c) && c != '.');
        match accessor(tail, old).filter(|_| stands_alone) {
            Some((length, quote)) => {
                match quote {
                    Some(quote) => out.push_str(&format!("[{quote}{new}{quote}]")),
                    None => out.push_str(&format!(".{new}")),
                }
                rest = &tail[length..];
            }
            None => rest = tail,
        }
    }
    out.push_str(rest);
    out
}

/// How long `.old`, `['old']` or `["old"]` at the start is, and its quote.
fn accessor(tail: &str, old: &str) -> Option<(usize, Option<char>)> {
    if let Some(name) = tail.strip_prefix('.') {
        let rest = name.strip_prefix(old)?;
        return (!rest.starts_with(is_word)).then_some((1 + old.len(), None));
    }
    ['\'', '"'].into_iter().find_map(|quote| {
        let text = format!("[{quote}{old}{quote}]");
        tail.starts_with(&text).then_some((text.len(), Some(quote)))
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::convert::{to_doc, to_graph};
    use domain::graph::parse_text;

    #[test]
    fn code_is_renamed_by_whole_names() {
        assert_eq!(rename_in_code("steps.a.b + steps.ab", "a", "x"), "steps.x.b + steps.ab");
        assert_eq!(
            rename_in_code("steps['a'] ~ steps[\"a\"]", "a", "x"),
            "steps['x'] ~ steps[\"x\"]"
        );
        assert_eq!(
            rename_in_code("mysteps.a + item.steps.a", "a", "x"),
            "mysteps.a + item.steps.a"
        );
    }

    #[test]
    fn text_outside_of_braces_is_left_alone() {
        assert_eq!(
            rename_in_template("steps.a is {{ steps.a }}{% if steps.a %}", "a", "x"),
            "steps.a is {{ steps.x }}{% if steps.x %}"
        );
    }

    #[test]
    fn edges_and_references_follow_everywhere_but_into_a_body_with_its_own() {
        let text = r#"{"nodes": [
            {"id": "a", "type": "transform", "position": {"x": 0, "y": 0}, "config": {"output": {}}},
            {"id": "c", "type": "condition", "position": {"x": 1, "y": 0}, "config": {"if": "steps.a.ok"}},
            {"id": "l", "type": "for_each", "position": {"x": 2, "y": 0}, "config": {"items": "{{ steps.a.list }}",
                "body": {"nodes": [{"id": "t", "type": "transform", "config": {"output": "{{ steps.a }}"}}], "edges": []}}},
            {"id": "m", "type": "for_each", "position": {"x": 3, "y": 0}, "config": {"items": "[]",
                "body": {"nodes": [{"id": "a", "type": "transform", "config": {"output": "{{ steps.a }}"}}], "edges": []}}}
        ], "edges": [{"from": "a", "to": "c"}]}"#;
        let workflow = parse_text(text).unwrap();
        let doc = to_doc(&workflow.nodes, &workflow.edges);
        let after = to_graph(&renamed(&doc, "a", "b").unwrap());
        let json = serde_json::to_string(&after).unwrap();
        assert!(
            json.contains("steps.b.ok") && json.contains("{{ steps.b.list }}"),
            "{json}"
        );
        assert!(
            json.contains(r#""output":"{{ steps.b }}""#) && json.contains(r#""output":"{{ steps.a }}""#),
            "{json}"
        );
        assert_eq!(after.edges[0].from.as_str(), "b");
        assert!(renamed(&doc, "a", "c").is_none() && renamed(&doc, "a", "1").is_none());
    }
}
