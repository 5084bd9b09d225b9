//! Nodes as the canvas draws them: everything follows from their kind and their settings.

use domain::catalogue::{Catalogue, FieldKind, Group, NodeKind, Shape};
use domain::graph::{DEFAULT_PORT, ERROR_PORT, Node, OnError, Workflow};
use flow::{Doc, FlowEdge, FlowNode, NodeSize, Port, Tone};

/// What a canvas to look at shows. Its cards carry their nodes as the studio's do, so that the canvas is compiled once.
pub(crate) type CardDoc = Doc<Node>;

/// The symbol of a kind that this version doesn't know.
const UNKNOWN_ICON: &str = "circle-help";

/// Dresses a card as its kind has it.
pub(crate) fn dress<D>(card: &mut FlowNode<D>, kind: Option<&NodeKind>) {
    card.icon = kind.map_or(UNKNOWN_ICON, |kind| kind.icon).into();
    card.tone = kind.map_or(Tone::Flow, |kind| tone(kind.group));
    card.has_input = kind.is_none_or(|kind| kind.has_input);
    card.size = match kind.map(|kind| kind.shape) {
        Some(Shape::Compact) => NodeSize::Compact,
        Some(Shape::Regular) | None => NodeSize::Regular,
    };
    card.stacked = kind.is_some_and(|kind| kind.fields.iter().any(|field| matches!(field.kind, FieldKind::Body)));
}

/// The canvas' document of a workflow. Without positions of the author's own, it is laid out.
pub(crate) fn document(workflow: &Workflow) -> CardDoc {
    let edges = || {
        let edges = workflow.edges.iter();
        edges.map(|edge| FlowEdge::new(edge.from.as_str(), edge.port(), edge.to.as_str()))
    };
    let cards = workflow.nodes.iter().map(card);
    let doc = Doc::new(cards, edges());
    if workflow.nodes.iter().all(|node| node.position.is_some()) {
        return doc;
    }
    let places = flow::geometry::tidy::positions(&doc);
    let placed = doc.nodes().map(|card| {
        let mut card = FlowNode::clone(card);
        if let Some((_, at)) = places.iter().find(|(id, _)| *id == card.id) {
            card.pos = *at;
        }
        card
    });
    Doc::new(placed.collect::<Vec<_>>(), edges())
}

fn card(node: &Node) -> FlowNode<Node> {
    let kind = Catalogue::builtin().get(&node.kind);
    let own = node.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    let title = own.or(kind.map(|kind| kind.title)).unwrap_or(&node.kind);
    let place = node.position.unwrap_or_default();
    let mut card = FlowNode::new(node.id.as_str(), title, node.clone()).at(place.x, place.y);
    dress(&mut card, kind);
    card.kind = kind.map_or(node.kind.as_str(), |kind| kind.title).into();
    card.summary = kind.map(|kind| (kind.summary)(&node.config)).unwrap_or_default().into();
    card.outputs = outputs(node, kind);
    card
}

fn outputs(node: &Node, kind: Option<&NodeKind>) -> Vec<Port> {
    let Some(kind) = kind else {
        return vec![Port::plain(DEFAULT_PORT)];
    };
    let mut ports: Vec<Port> = kind
        .ports(&node.config)
        .into_iter()
        .map(|port| match port.label.as_str() {
            "" => Port::plain(port.id),
            label => Port::named(port.id.as_str(), label),
        })
        .collect();
    if node.on_error == Some(OnError::Branch) && !ports.iter().any(|port| &*port.id == ERROR_PORT) {
        ports.push(Port::named(ERROR_PORT, ERROR_PORT));
    }
    ports
}

const fn tone(group: Group) -> Tone {
    match group {
        Group::Trigger => Tone::Trigger,
        Group::Ai => Tone::Ai,
        Group::Flow => Tone::Flow,
        Group::Data => Tone::Data,
        Group::Connect => Tone::Io,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::graph::parse_text;

    fn workflow(position: &str) -> Workflow {
        let text = r#"{"schema": "apex.workflow/v1", "name": "Test", "nodes": [
            {"id": "start", "type": "start"AT},
            {"id": "big", "type": "condition", "title": "Large?"AT, "config": {"if": "true"}},
            {"id": "say", "type": "log"AT, "config": {"message": "x"}}
        ], "edges": [{"from": "start", "to": "big"}, {"from": "big", "fromPort": "true", "to": "say"}]}"#;
        parse_text(&text.replace("AT", position)).unwrap()
    }

    #[test]
    fn cards_say_what_the_author_wrote() {
        let doc = document(&workflow(r#", "position": {"x": 8, "y": 4}"#));
        let big = doc.node("big").unwrap();
        assert_eq!((&*big.title, &*big.kind), ("Large?", "Condition"));
        assert_eq!(big.outputs.len(), 2);
        assert_eq!(doc.edges().len(), 2);
        assert_eq!((big.pos.x, big.pos.y), (8.0, 4.0));
    }

    #[test]
    fn without_positions_the_graph_is_laid_out() {
        let doc = document(&workflow(""));
        let mut columns: Vec<_> = doc.nodes().map(|node| node.pos.x).collect();
        columns.dedup();
        assert_eq!(columns.len(), 3);
    }
}
