//! Loops within the workflow: each has a canvas of its own, and writes what changes there into the one above.

use domain::catalogue::Catalogue;
use domain::graph::Node;
use flow::{Event, Flow, Insets, Options};
use leptos::prelude::*;

use super::studio::Studio;
use crate::document::card::{body_field, card, title};
use crate::document::convert::{node_of, to_doc, to_graph};
use crate::expr::context::body_of;

/// The canvas of a loop's body.
#[derive(Clone)]
pub(crate) struct Level {
    /// The canvas.
    pub flow: Flow<Node>,
    /// The loop's id in the canvas above.
    pub owner: String,
    /// What the loop is called.
    pub title: String,
}

impl Studio {
    /// The loops around what is in sight, for events.
    pub(crate) fn path_now(&self) -> Vec<String> {
        self.levels.with_untracked(|levels| path_of(levels))
    }

    /// Shows the body of a loop on the canvas.
    pub(crate) fn enter(&self, loop_id: &str) {
        let above = self.flow_now();
        let Some(node) = above.node(loop_id) else { return };
        let graph = body_of(&node.data).unwrap_or_default();
        let options = Options {
            mode: above.read(|state| state.mode()),
            insets: self.insets(),
            ..Options::default()
        };
        let doc = to_doc(&graph.nodes, &graph.edges);
        let owner = self.owner.get_value();
        let flow = match owner {
            Some(owner) => owner.with(|| Flow::new(doc, options)),
            None => Flow::new(doc, options),
        };
        let level = self.levels.with_untracked(Vec::len);
        self.listen(flow, Some((level, above)));
        self.levels.update(|levels| {
            levels.push(Level {
                flow,
                owner: loop_id.to_owned(),
                title: title(&node.data, Catalogue::builtin().get(&node.data.kind)),
            });
        });
        self.repaint();
        self.announcer.say(format!("Inside {}", node.title));
    }

    /// Goes back up to so many loops.
    pub(crate) fn leave_to(&self, depth: usize) {
        if self.levels.with_untracked(Vec::len) > depth {
            self.levels.update(|levels| levels.truncate(depth));
            self.repaint();
        }
    }

    /// Writes the graph of a canvas into the loop that it is the body of.
    pub(super) fn write_body(&self, inner: Flow<Node>, level: usize, above: Flow<Node>) {
        let owner = self
            .levels
            .with_untracked(|levels| levels.get(level).map(|level| level.owner.clone()));
        let Some(found) = owner.and_then(|owner| above.node(&owner)) else {
            return;
        };
        let Some(field) = body_field(Catalogue::builtin().get(&found.data.kind)) else {
            return;
        };
        let graph = inner.read(|state| to_graph(state.doc()));
        let Ok(body) = serde_json::to_value(graph) else { return };
        let mut node = node_of(&found);
        node.config.insert(field.to_owned(), body);
        let mut next = card(&node, Catalogue::builtin());
        next.pos = found.pos;
        above.dispatch(Event::Replace {
            nodes: vec![next],
            tag: Some("body".into()),
        });
    }

    /// How much of the canvas the panels cover now.
    pub(crate) fn insets(&self) -> Insets {
        let small = self.panes.small.get_untracked();
        let drawer = self.run.id.get_untracked().is_some();
        let unfolded = self.panes.drawer.get_untracked();
        Insets {
            top: 0.0,
            left: if small { 0.0 } else { 192.0 },
            right: if small { 0.0 } else { 312.0 },
            bottom: match (drawer, unfolded) {
                (false, _) => 0.0,
                (true, false) => 40.0,
                (true, true) => 264.0,
            },
        }
    }
}

fn path_of(levels: &[Level]) -> Vec<String> {
    levels.iter().map(|level| level.owner.clone()).collect()
}
