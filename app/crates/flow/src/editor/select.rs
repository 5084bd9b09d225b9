//! What is selected.

use std::collections::BTreeSet;

use crate::editor::{EditorState, Effect, Effects};
use crate::model::{EdgeKey, NodeId, Payload};

/// Selected nodes and edges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub nodes: BTreeSet<NodeId>,
    pub edges: BTreeSet<EdgeKey>,
}

impl Selection {
    #[must_use]
    pub fn of(nodes: impl IntoIterator<Item = NodeId>) -> Self {
        Self {
            nodes: nodes.into_iter().collect(),
            edges: BTreeSet::new(),
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.edges.is_empty()
    }

    /// The selected node, when there is just one and no edge.
    #[must_use]
    pub fn only_node(&self) -> Option<&NodeId> {
        if self.nodes.len() == 1 && self.edges.is_empty() {
            self.nodes.first()
        } else {
            None
        }
    }
}

impl<D: Payload> EditorState<D> {
    /// Selects this and nothing else. Says so when it is news.
    pub(super) fn select(&mut self, mut selection: Selection) -> Effects<D> {
        // a gesture may remember what an undo took away meanwhile
        selection.nodes.retain(|id| self.doc.nodes.contains_key(id));
        selection.edges.retain(|key| self.doc.edges.contains_key(key));
        if self.selection == selection {
            return Effects::new();
        }
        self.selection = selection;
        self.history.close();
        Effects::from_iter([Effect::SelectionChanged])
    }

    /// Selects those of these nodes that exist.
    pub(super) fn select_nodes(&mut self, ids: Vec<NodeId>) -> Effects<D> {
        let known = ids.into_iter().filter(|id| self.doc.nodes.contains_key(id));
        let selection = Selection::of(known);
        self.select(selection)
    }

    pub(super) fn select_edge(&mut self, key: EdgeKey) -> Effects<D> {
        if !self.doc.has_edge(&key) {
            return Effects::new();
        }
        self.select(Selection {
            nodes: BTreeSet::new(),
            edges: BTreeSet::from([key]),
        })
    }

    pub(super) fn select_all(&mut self) -> Effects<D> {
        let nodes = self.doc.nodes.keys().cloned().collect();
        let edges = self.doc.edges.keys().cloned().collect();
        let mut effects = self.select(Selection { nodes, edges });
        effects.push(Effect::Announce(format!(
            "{} selected",
            super::words::nodes(self.doc.len())
        )));
        effects
    }

    /// Adds a node to the selection or takes it out.
    pub(super) fn toggle(&mut self, id: &NodeId) -> Effects<D> {
        let mut selection = self.selection.clone();
        if !selection.nodes.remove(id) {
            selection.nodes.insert(id.clone());
        }
        self.select(selection)
    }

    /// Adds an edge to the selection or takes it out.
    pub(super) fn toggle_edge(&mut self, key: &EdgeKey) -> Effects<D> {
        let mut selection = self.selection.clone();
        if !selection.edges.remove(key) {
            selection.edges.insert(key.clone());
        }
        self.select(selection)
    }

    /// Forgets what no longer exists.
    pub(super) fn prune_selection(&mut self) -> Effects<D> {
        let mut effects = self.select(self.selection.clone());
        if self.focus.as_ref().is_some_and(|id| !self.doc.nodes.contains_key(id)) {
            self.focus = None;
            effects.push(Effect::Focus(None));
        }
        effects
    }
}
