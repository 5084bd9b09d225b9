//! The clipboard: a document of the exchange format, so that what is copied can also be pasted into a file.

use domain::catalogue::Catalogue;
use domain::graph::{Node, Workflow, parse_text};
use flow::{Fragment, Point};

use super::convert::{edge_of, lines_of, node_of, to_doc};
use super::ids::fresh;
use super::rename::rename_in_node;
use super::{CardDoc, card::card};

/// How far a duplicate lies from what it is of.
const SHIFT: f64 = 32.0;

/// These nodes as text.
pub(crate) fn to_text(fragment: &Fragment<Node>) -> String {
    let mut workflow = Workflow::new("Copied steps");
    workflow.nodes = fragment.nodes.iter().map(node_of).collect();
    workflow.edges = fragment
        .edges
        .iter()
        .filter_map(|edge| edge_of(&edge.key.from, &edge.key.from_port, &edge.key.to))
        .collect();
    serde_json::to_string_pretty(&workflow).unwrap_or_default()
}

/// The nodes of a text; none when it is no document.
pub(crate) fn from_text(text: &str) -> Option<Fragment<Node>> {
    let workflow = parse_text(text).ok()?;
    let doc = to_doc(&workflow.nodes, &workflow.edges);
    let nodes = doc.nodes().map(|card| (**card).clone()).collect();
    Some(Fragment {
        nodes,
        edges: lines_of(&doc),
    })
}

/// The piece under ids that are free in `doc`. References among its own nodes follow. A second start is left out.
pub(crate) fn made_free(fragment: Fragment<Node>, doc: &CardDoc) -> Fragment<Node> {
    let fragment = without_second_start(fragment, doc);
    let mut names: Vec<(String, String)> = Vec::new();
    let mut free = fragment.renamed(|found| {
        let taken = |id: &str| doc.node(id).is_some() || names.iter().any(|(_, new)| new == id);
        let new = fresh(&found.id, taken);
        names.push((found.id.to_string(), new.clone()));
        new.into()
    });
    for found in &mut free.nodes {
        let mut node = node_of(found);
        for (old, new) in names.iter().filter(|(old, new)| old != new) {
            rename_in_node(&mut node, old, new);
        }
        if let Ok(id) = found.id.parse() {
            node.id = id;
        }
        let pos = found.pos;
        *found = card(&node, Catalogue::builtin());
        found.pos = pos;
    }
    free
}

/// A copy of these nodes, a little further right and down.
pub(crate) fn duplicate(doc: &CardDoc, ids: &[flow::NodeId]) -> Fragment<Node> {
    made_free(doc.fragment(ids), doc).shifted(Point::new(SHIFT, SHIFT))
}

fn without_second_start(mut fragment: Fragment<Node>, doc: &CardDoc) -> Fragment<Node> {
    let only_once = |node: &Node| Catalogue::builtin().get(&node.kind).is_some_and(|kind| !kind.has_input);
    if doc.nodes().any(|card| only_once(&card.data)) {
        fragment.nodes.retain(|card| !only_once(&card.data));
        let kept: Vec<_> = fragment.nodes.iter().map(|card| card.id.clone()).collect();
        fragment
            .edges
            .retain(|edge| kept.contains(&edge.key.from) && kept.contains(&edge.key.to));
    }
    fragment
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc() -> CardDoc {
        let text = r#"{"nodes": [
            {"id": "start", "type": "start", "position": {"x": 0, "y": 0}},
            {"id": "a", "type": "transform", "position": {"x": 200, "y": 0}, "config": {"output": {"x": 1}}},
            {"id": "b", "type": "log", "position": {"x": 400, "y": 0}, "config": {"message": "{{ steps.a.x }}"}}
        ], "edges": [{"from": "start", "to": "a"}, {"from": "a", "to": "b"}]}"#;
        let workflow = parse_text(text).unwrap();
        to_doc(&workflow.nodes, &workflow.edges)
    }

    #[test]
    fn a_copy_is_whole_and_refers_to_itself() {
        let doc = doc();
        let copy = duplicate(&doc, &["a".into(), "b".into()]);
        let ids: Vec<_> = copy.nodes.iter().map(|card| &*card.id).collect();
        assert_eq!(ids, ["a_2", "b_2"]);
        assert_eq!(copy.edges[0].key, flow::EdgeKey::new("a_2", "out", "b_2"));
        assert_eq!(copy.nodes[1].data.config["message"], "{{ steps.a_2.x }}");
        assert_eq!(copy.nodes[0].pos, Point::new(232.0, 32.0));
    }

    #[test]
    fn text_and_piece_are_one_to_one() {
        let doc = doc();
        let piece = doc.fragment(&["a".into(), "b".into()]);
        assert_eq!(from_text(&to_text(&piece)), Some(piece));
        assert_eq!(from_text("hello"), None);
    }

    #[test]
    fn a_second_start_is_left_out() {
        let doc = doc();
        let copy = duplicate(&doc, &["start".into(), "a".into()]);
        assert_eq!(copy.nodes.len(), 1);
        assert!(copy.edges.is_empty());
    }
}
