//! A graph as a document of cards, and back.

use domain::catalogue::Catalogue;
use domain::graph::{DEFAULT_PORT, Edge, Graph, Node, NodeId, Position, Workflow};
use flow::{FlowEdge, Point};

use super::card::card;
use super::note::Note;
use super::{Card, CardDoc};

/// Room between the drawing and what had no place in it.
const GAP: f64 = 84.0;

/// A whole workflow under this name.
pub(crate) fn to_whole(workflow: &Workflow, name: &str) -> CardDoc {
    let doc = to_doc(&workflow.nodes, &workflow.edges);
    let note = Note {
        name: name.to_owned(),
        description: workflow.description.clone(),
        ..Note::of(&doc)
    };
    doc.with_note(note.to_text())
}

/// The cards of a graph. Nodes without a position get one. An edge whose ends don't both exist is kept in the note.
pub(crate) fn to_doc(nodes: &[Node], edges: &[Edge]) -> CardDoc {
    let cards = nodes.iter().map(|node| card(node, Catalogue::builtin()));
    let lines = edges
        .iter()
        .map(|edge| FlowEdge::new(edge.from.as_str(), edge.port(), edge.to.as_str()));
    let exists = |id: &NodeId| nodes.iter().any(|node| node.id == *id);
    let loose = edges.iter().filter(|edge| !exists(&edge.from) || !exists(&edge.to));
    let note = Note {
        loose: loose.cloned().collect(),
        ..Note::default()
    };
    let doc = CardDoc::new(cards, lines).with_note(note.to_text());
    let homeless: Vec<&str> = nodes
        .iter()
        .filter(|node| node.position.is_none())
        .map(|node| node.id.as_str())
        .collect();
    if homeless.is_empty() {
        doc
    } else {
        placed(&doc, &homeless)
    }
}

/// Lays out what has no position: the whole when nothing has one, else in a row below the rest.
fn placed(doc: &CardDoc, homeless: &[&str]) -> CardDoc {
    let tidy = flow::geometry::tidy::positions(doc);
    let all = homeless.len() == doc.len();
    let below = doc
        .nodes()
        .filter(|card| !homeless.contains(&&*card.id))
        .map(|card| card.rect().bottom())
        .fold(0.0, f64::max);
    let mut x = 0.0;
    let cards = doc.nodes().map(|found| {
        let mut next = Card::clone(found);
        if homeless.contains(&&*found.id) {
            let wish = tidy.iter().find(|(id, _)| *id == found.id).map(|(_, at)| *at);
            next.pos = match wish {
                Some(at) if all => at,
                Some(_) | None => Point::new(x, below + GAP),
            };
            x += found.rect().w + GAP;
        }
        next
    });
    CardDoc::new(cards.collect::<Vec<_>>(), lines_of(doc)).with_note(doc.note())
}

/// The edges of a document, at rest.
pub(crate) fn lines_of(doc: &CardDoc) -> Vec<FlowEdge> {
    doc.edges()
        .map(|(key, _)| FlowEdge::new(key.from.clone(), key.from_port.clone(), key.to.clone()))
        .collect()
}

/// The document with those of its loose edges drawn that have found both their nodes. None when there are none.
pub(crate) fn tied(doc: &CardDoc) -> Option<CardDoc> {
    let mut note = Note::of(doc);
    let found = |edge: &Edge| doc.node(edge.from.as_str()).is_some() && doc.node(edge.to.as_str()).is_some();
    let (ready, loose): (Vec<Edge>, Vec<Edge>) = note.loose.into_iter().partition(found);
    if ready.is_empty() {
        return None;
    }
    note.loose = loose;
    let lines = ready
        .iter()
        .map(|edge| FlowEdge::new(edge.from.as_str(), edge.port(), edge.to.as_str()));
    let lines: Vec<_> = lines_of(doc).into_iter().chain(lines).collect();
    let cards: Vec<Card> = doc.nodes().map(|card| Card::clone(card)).collect();
    Some(CardDoc::new(cards, lines).with_note(note.to_text()))
}

/// The graph of a document, positions in whole pixels.
pub(crate) fn to_graph(doc: &CardDoc) -> Graph {
    let drawn = doc
        .edges()
        .filter_map(|(key, _)| edge_of(&key.from, &key.from_port, &key.to));
    Graph {
        nodes: doc.nodes().map(|card| node_of(card)).collect(),
        edges: drawn.chain(Note::of(doc).loose).collect(),
    }
}

/// The node of a card, with its position.
pub(crate) fn node_of(card: &Card) -> Node {
    Node {
        position: Some(Position {
            x: card.pos.x.round(),
            y: card.pos.y.round(),
        }),
        ..card.data.clone()
    }
}

/// An edge; `out` goes without saying. None when an end is no id, which no card of ours has.
pub(crate) fn edge_of(from: &str, port: &str, to: &str) -> Option<Edge> {
    Some(Edge {
        from: from.parse::<NodeId>().ok()?,
        from_port: (port != DEFAULT_PORT).then(|| port.to_owned()),
        to: to.parse::<NodeId>().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::graph::parse_text;

    const DOCUMENT: &str = r#"{
        "schema": "apex.workflow/v1", "name": "Test",
        "nodes": [
            {"id": "start", "type": "start", "position": {"x": 0, "y": 0}},
            {"id": "big", "type": "condition", "position": {"x": 240, "y": 0}, "config": {"if": "true"}},
            {"id": "log", "type": "log", "title": "Say it", "position": {"x": 480, "y": -80}, "config": {"message": "x"}}
        ],
        "edges": [{"from": "start", "to": "big"}, {"from": "big", "fromPort": "true", "to": "log"}]
    }"#;

    #[test]
    fn there_and_back_is_the_same_graph() {
        let workflow = parse_text(DOCUMENT).unwrap();
        let doc = to_doc(&workflow.nodes, &workflow.edges);
        assert_eq!(doc.len(), 3);
        assert_eq!(to_graph(&doc), workflow.graph());
    }

    #[test]
    fn an_edge_that_lacks_a_node_is_kept_and_drawn_once_the_node_is_there() {
        let draft = DOCUMENT.replace(r#""id": "log""#, r#""id": "say""#);
        let mut workflow = parse_text(&draft).unwrap();
        let doc = to_doc(&workflow.nodes, &workflow.edges);
        assert_eq!(doc.edges().len(), 1);
        assert_eq!(to_graph(&doc), workflow.graph());
        assert!(tied(&doc).is_none());

        workflow.nodes[2].id = "log".parse().unwrap();
        let whole = to_doc(&workflow.nodes, &[]).with_note(doc.note());
        let whole = tied(&whole).unwrap();
        assert_eq!((whole.edges().len(), whole.note()), (1, ""));
    }

    #[test]
    fn the_note_of_a_workflow_has_its_name_and_what_it_is_for() {
        let mut workflow = parse_text(DOCUMENT).unwrap();
        workflow.description = Some("Why".to_owned());
        let note = Note::of(&to_whole(&workflow, "Mine"));
        assert_eq!((note.name.as_str(), note.description.as_deref()), ("Mine", Some("Why")));
        assert_eq!(Note::of(&to_doc(&[], &[])), Note::default());
    }

    #[test]
    fn nodes_without_a_place_get_different_ones() {
        let bare = DOCUMENT
            .replace(r#", "position": {"x": 0, "y": 0}"#, "")
            .replace(r#", "position": {"x": 240, "y": 0}"#, "")
            .replace(r#", "position": {"x": 480, "y": -80}"#, "");
        let workflow = parse_text(&bare).unwrap();
        let doc = to_doc(&workflow.nodes, &workflow.edges);
        let mut xs: Vec<_> = doc.nodes().map(|card| card.pos.x).collect();
        xs.dedup();
        assert_eq!(xs.len(), 3);
        assert_eq!(doc.edges().len(), 2);
    }

    #[test]
    fn what_has_a_place_keeps_it() {
        let one = DOCUMENT.replace(r#", "position": {"x": 480, "y": -80}"#, "");
        let workflow = parse_text(&one).unwrap();
        let doc = to_doc(&workflow.nodes, &workflow.edges);
        assert_eq!(doc.node("big").unwrap().pos, Point::new(240.0, 0.0));
        assert!(doc.node("log").unwrap().pos.y > 56.0);
    }
}
