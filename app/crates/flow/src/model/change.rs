//! One step of an edit, with all that is needed to take it back.

use std::sync::Arc;

use crate::geometry::Point;
use crate::model::{Doc, EdgeState, FlowEdge, FlowNode, NodeId};

/// A change of a document as data. Indices are places in drawing order at the moment of the change.
#[derive(Clone, Debug, PartialEq)]
pub enum Change<D> {
    Position {
        id: NodeId,
        from: Point,
        to: Point,
    },
    Add {
        index: usize,
        node: Arc<FlowNode<D>>,
    },
    Remove {
        index: usize,
        node: Arc<FlowNode<D>>,
    },
    Replace {
        before: Arc<FlowNode<D>>,
        after: Arc<FlowNode<D>>,
    },
    Connect {
        index: usize,
        edge: FlowEdge,
    },
    Disconnect {
        index: usize,
        edge: FlowEdge,
    },
    /// What the host keeps beside nodes and edges.
    Note {
        before: Arc<str>,
        after: Arc<str>,
    },
}

impl<D: Clone> Change<D> {
    /// The change that takes this one back.
    #[must_use]
    pub fn inverted(&self) -> Self {
        match self.clone() {
            Change::Position { id, from, to } => Change::Position { id, from: to, to: from },
            Change::Add { index, node } => Change::Remove { index, node },
            Change::Remove { index, node } => Change::Add { index, node },
            Change::Replace { before, after } => Change::Replace {
                before: after,
                after: before,
            },
            Change::Connect { index, edge } => Change::Disconnect { index, edge },
            Change::Disconnect { index, edge } => Change::Connect { index, edge },
            Change::Note { before, after } => Change::Note {
                before: after,
                after: before,
            },
        }
    }
}

impl<D: Clone> Doc<D> {
    /// Applies one change. What no longer fits (a node that is gone) is left alone.
    pub fn apply(&mut self, change: &Change<D>) {
        match change {
            Change::Position { id, from: _, to } => self.place(id, *to),
            Change::Add { index, node } => {
                let index = (*index).min(self.nodes.len());
                if !self.nodes.contains_key(&node.id) {
                    self.nodes.shift_insert(index, node.id.clone(), node.clone());
                }
            }
            Change::Remove { index: _, node } => {
                self.nodes.shift_remove(&node.id);
            }
            Change::Replace { before, after } => self.replace(&before.id, after),
            Change::Connect { index, edge } => self.connect(*index, edge),
            Change::Disconnect { index: _, edge } => {
                self.edges.shift_remove(&edge.key);
            }
            Change::Note { before: _, after } => self.note = after.clone(),
        }
    }

    /// Applies changes one after the other.
    pub fn apply_all<'a>(&mut self, changes: impl IntoIterator<Item = &'a Change<D>>)
    where
        D: 'a,
    {
        for change in changes {
            self.apply(change);
        }
    }

    fn replace(&mut self, id: &NodeId, after: &Arc<FlowNode<D>>) {
        let Some(slot) = self.nodes.get_mut(id) else { return };
        let mut next = after.clone();
        if next.state != slot.state {
            Arc::make_mut(&mut next).state = slot.state.clone();
        }
        *slot = next;
    }

    fn connect(&mut self, index: usize, edge: &FlowEdge) {
        let known = self.nodes.contains_key(&edge.key.from) && self.nodes.contains_key(&edge.key.to);
        if known && !self.edges.contains_key(&edge.key) {
            self.edges
                .shift_insert(index.min(self.edges.len()), edge.key.clone(), edge.state);
        }
    }
}

/// The changes that remove these nodes, with every edge that touches one of them, from the last to the first.
pub(crate) fn removal<D: Clone>(
    doc: &Doc<D>,
    gone: impl Fn(&NodeId) -> bool,
    cut: impl Fn(&crate::EdgeKey) -> bool,
) -> Vec<Change<D>> {
    let edges = doc.edges.iter().enumerate().rev();
    let edges = edges.filter(|(_, (key, _))| cut(key) || gone(&key.from) || gone(&key.to));
    let edges = edges.map(|(index, (key, state))| Change::Disconnect {
        index,
        edge: at_rest(key, *state),
    });
    let nodes = doc.nodes.iter().enumerate().rev().filter(|(_, (id, _))| gone(id));
    let nodes = nodes.map(|(index, (_, node))| Change::Remove {
        index,
        node: node.clone(),
    });
    edges.chain(nodes).collect()
}

fn at_rest(key: &crate::EdgeKey, state: EdgeState) -> FlowEdge {
    FlowEdge {
        key: key.clone(),
        state,
    }
}
