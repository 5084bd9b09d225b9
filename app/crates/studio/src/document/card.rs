//! What a node looks like on the canvas: everything follows from its kind and its settings.

use domain::catalogue::{Catalogue, FieldKind, Group, NodeKind, Shape};
use domain::graph::{COMPENSATE_PORT, DEFAULT_PORT, ERROR_PORT, Node, OnError, Position};
use flow::{NodeSize, Port, Tone};

use super::Card;

/// The symbol of a kind that this version doesn't know.
const UNKNOWN_ICON: &str = "circle-help";

/// The card of a node, at the node's position.
pub(crate) fn card(node: &Node, catalogue: &Catalogue) -> Card {
    let kind = catalogue.get(&node.kind);
    let Position { x, y } = node.position.unwrap_or_default();
    let mut card = Card::new(node.id.as_str(), title(node, kind), without_position(node)).at(x, y);
    card.kind = kind.map_or_else(|| node.kind.as_str().into(), |kind| kind.title.into());
    card.icon = kind.map_or(UNKNOWN_ICON, |kind| kind.icon).into();
    card.tone = kind.map_or(Tone::Flow, |kind| tone(kind.group));
    card.size = kind.map_or(NodeSize::Regular, |kind| size(kind.shape));
    card.summary = kind
        .map_or_else(|| "Unknown kind".to_owned(), |kind| (kind.summary)(&node.config))
        .into();
    card.stacked = body_field(kind).is_some();
    card.has_input = kind.is_none_or(|kind| kind.has_input);
    card.outputs = outputs(node, kind);
    card.aside = Some(COMPENSATE_PORT.into());
    card
}

/// What a node is called: its own title, else its kind's.
pub(crate) fn title(node: &Node, kind: Option<&NodeKind>) -> String {
    let own = node.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    own.or(kind.map(|kind| kind.title)).unwrap_or(&node.kind).to_owned()
}

/// The setting that holds a graph of its own, for kinds that do something again and again.
pub(crate) fn body_field(kind: Option<&NodeKind>) -> Option<&'static str> {
    let fields = kind?.fields;
    fields
        .iter()
        .find(|field| matches!(field.kind, FieldKind::Body))
        .map(|field| field.name)
}

fn outputs(node: &Node, kind: Option<&NodeKind>) -> Vec<Port> {
    let mut ports: Vec<Port> = match kind {
        Some(kind) => kind
            .ports(&node.config)
            .into_iter()
            .map(|port| match port.label.as_str() {
                "" => Port::plain(port.id),
                label => Port::named(port.id.as_str(), label),
            })
            .collect(),
        None => vec![Port::plain(DEFAULT_PORT)],
    };
    let branches = node.on_error == Some(OnError::Branch);
    if branches && !ports.iter().any(|port| &*port.id == ERROR_PORT) {
        ports.push(Port::named(ERROR_PORT, ERROR_PORT));
    }
    ports
}

fn without_position(node: &Node) -> Node {
    Node {
        position: None,
        ..node.clone()
    }
}

const fn size(shape: Shape) -> NodeSize {
    match shape {
        Shape::Regular => NodeSize::Regular,
        Shape::Compact => NodeSize::Compact,
    }
}

/// The group's colour on the canvas.
pub(crate) const fn tone(group: Group) -> Tone {
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
    use crate::document::starter::new_node;

    fn node(kind: &str) -> Node {
        new_node(kind, "a").unwrap()
    }

    #[test]
    fn a_condition_has_a_row_for_each_way() {
        let card = card(&node("condition"), Catalogue::builtin());
        let labels: Vec<_> = card.outputs.iter().filter_map(|port| port.label.as_deref()).collect();
        assert_eq!(labels, ["true", "false"]);
        assert!(card.has_input);
    }

    #[test]
    fn branching_on_errors_adds_a_way_out() {
        let mut http = node("http");
        http.on_error = Some(OnError::Branch);
        let card = card(&http, Catalogue::builtin());
        assert_eq!(card.outputs.last().map(|port| &*port.id), Some(ERROR_PORT));
    }

    #[test]
    fn an_unknown_kind_is_still_a_card() {
        let mut strange = node("http");
        strange.kind = "teleport".to_owned();
        let card = card(&strange, Catalogue::builtin());
        assert_eq!((&*card.title, &*card.summary), ("teleport", "Unknown kind"));
    }

    #[test]
    fn a_loop_looks_like_many() {
        assert!(card(&node("for_each"), Catalogue::builtin()).stacked);
        assert!(!card(&node("start"), Catalogue::builtin()).has_input);
    }
}
