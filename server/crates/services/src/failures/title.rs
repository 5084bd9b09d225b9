//! What a node is called in a document, inside loops too.

use domain::catalogue::Catalogue;
use domain::graph::{Graph, Node, Workflow};

/// The title of the node at `place` (`each.fetch`), else the name of its kind; none when the document has no such node.
pub(super) fn title(document: &Workflow, place: &str) -> Option<String> {
    let mut ids = place.split('.');
    let first = ids.next()?;
    let mut node = document.nodes.iter().find(|node| node.id.as_str() == first)?.clone();
    for id in ids {
        let body: Graph = serde_json::from_value(node.config.get("body")?.clone()).ok()?;
        node = body.nodes.into_iter().find(|node| node.id.as_str() == id)?;
    }
    Some(own(&node).unwrap_or_else(|| kind(&node)))
}

fn own(node: &Node) -> Option<String> {
    let title = node.title.as_deref().map(str::trim)?;
    (!title.is_empty()).then(|| title.to_owned())
}

fn kind(node: &Node) -> String {
    Catalogue::builtin()
        .get(&node.kind)
        .map_or_else(|| node.kind.clone(), |kind| kind.title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_in_loops_have_titles_too() {
        let document = domain::graph::parse_text(
            r#"{"schema": "apex.workflow/v1", "name": "Test", "nodes": [
                {"id": "start", "type": "start"},
                {"id": "each", "type": "for_each", "title": "Read all", "config": {"items": "[]", "body": {
                    "nodes": [{"id": "get", "type": "http", "config": {"url": "x"}}], "edges": []}}}
            ], "edges": [{"from": "start", "to": "each"}]}"#,
        )
        .unwrap();
        assert_eq!(title(&document, "each").as_deref(), Some("Read all"));
        assert_eq!(title(&document, "each.get").as_deref(), Some("HTTP"));
        assert_eq!(title(&document, "gone"), None);
        assert_eq!(title(&document, "each.gone"), None);
    }
}
