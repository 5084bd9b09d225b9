//! What must change to turn one document into another.

use std::sync::Arc;

use crate::model::change::removal;
use crate::model::{Change, Doc, FlowEdge, Payload};

impl<D: Payload> Doc<D> {
    /// The changes that lead from here to `next`, run states aside. Applied in order they give `next`.
    #[must_use]
    pub fn diff(&self, next: &Doc<D>) -> Vec<Change<D>> {
        let mut changes = self.gentle_diff(next);
        let mut trial = self.clone();
        trial.apply_all(&changes);
        let same_order = trial.nodes.keys().eq(next.nodes.keys()) && trial.edges.keys().eq(next.edges.keys());
        if !same_order {
            changes = self.rebuild(next);
        }
        if self.note != next.note {
            changes.push(Change::Note {
                before: self.note.clone(),
                after: next.note.clone(),
            });
        }
        changes
    }

    /// Keeps what is common to both. Doesn't see when only the order differs.
    fn gentle_diff(&self, next: &Doc<D>) -> Vec<Change<D>> {
        let mut changes = removal(
            self,
            |id| !next.nodes.contains_key(id),
            |key| !next.edges.contains_key(key),
        );
        for (index, (id, node)) in next.nodes.iter().enumerate() {
            let Some(old) = self.nodes.get(id) else {
                changes.push(Change::Add {
                    index,
                    node: node.clone(),
                });
                continue;
            };
            if !old.same_content(node) {
                changes.push(Change::Replace {
                    before: old.clone(),
                    after: with_state_of(node, old),
                });
            } else if old.pos != node.pos {
                changes.push(Change::Position {
                    id: id.clone(),
                    from: old.pos,
                    to: node.pos,
                });
            }
        }
        for (index, (key, state)) in next.edges.iter().enumerate() {
            if !self.edges.contains_key(key) {
                changes.push(Change::Connect {
                    index,
                    edge: FlowEdge {
                        key: key.clone(),
                        state: *state,
                    },
                });
            }
        }
        changes
    }

    /// Takes everything away and puts the other document in its place.
    fn rebuild(&self, next: &Doc<D>) -> Vec<Change<D>> {
        let mut changes = removal(self, |_| true, |_| true);
        let nodes = next.nodes.values().enumerate();
        changes.extend(nodes.map(|(index, node)| {
            let node = self
                .nodes
                .get(&node.id)
                .map_or_else(|| node.clone(), |old| with_state_of(node, old));
            Change::Add { index, node }
        }));
        let edges = next.edges.iter().enumerate();
        changes.extend(edges.map(|(index, (key, state))| {
            let state = self.edges.get(key).copied().unwrap_or(*state);
            Change::Connect {
                index,
                edge: FlowEdge {
                    key: key.clone(),
                    state,
                },
            }
        }));
        changes
    }
}

fn with_state_of<D: Clone>(node: &Arc<crate::FlowNode<D>>, old: &crate::FlowNode<D>) -> Arc<crate::FlowNode<D>> {
    let mut node = node.clone();
    if node.state != old.state {
        Arc::make_mut(&mut node).state = old.state.clone();
    }
    node
}
