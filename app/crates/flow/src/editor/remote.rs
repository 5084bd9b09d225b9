//! What the host says: another document, and how a run is doing.

use std::sync::Arc;

use crate::editor::{EditorState, Effect, Effects, Mode};
use crate::model::{Doc, EdgeKey, EdgeState, NodeId, NodeState, Payload};

impl<D: Payload> EditorState<D> {
    /// Takes another document. Undoable, it is one step; else the history, which no longer fits, is forgotten.
    pub(super) fn apply_remote(&mut self, doc: &Doc<D>, undoable: bool) -> Effects<D> {
        let mut effects = self.give_up();
        let changes = self.doc.diff(doc);
        if changes.is_empty() {
            return effects;
        }
        if undoable && self.mode == Mode::Edit {
            effects.extend(self.commit(changes, None));
        } else {
            self.doc.apply_all(&changes);
            self.history.clear();
            effects.push(Effect::Changed(changes));
        }
        effects.extend(self.prune_selection());
        effects
    }

    /// Sets run states. What does not exist is skipped.
    pub(super) fn annotate(&mut self, nodes: Vec<(NodeId, NodeState)>, edges: Vec<(EdgeKey, EdgeState)>) -> Effects<D> {
        let mut touched = Vec::new();
        for (id, state) in nodes {
            if let Some(node) = self.doc.nodes.get_mut(&id)
                && node.state != state
            {
                Arc::make_mut(node).state = state;
                touched.push(id);
            }
        }
        let mut recoloured = false;
        for (key, state) in edges {
            if let Some(slot) = self.doc.edges.get_mut(&key)
                && *slot != state
            {
                *slot = state;
                recoloured = true;
            }
        }
        if touched.is_empty() && !recoloured {
            return Effects::new();
        }
        Effects::from_iter([Effect::Annotated(touched)])
    }
}
