//! Edits by hand: delete, nudge, tidy, and what the host is asked for.

use std::collections::HashSet;
use std::sync::Arc;

use crate::editor::history::Tag;
use crate::editor::state::Gesture;
use crate::editor::{EditorState, Effect, Effects, Selection, words};
use crate::geometry::measures::GRID;
use crate::geometry::spatial::Direction;
use crate::geometry::{Point, tidy};
use crate::model::change::removal;
use crate::model::{Change, EdgeKey, NodeId, Payload};

/// With Shift an arrow goes so many steps.
const FAR: f64 = 4.0;

impl<D: Payload> EditorState<D> {
    /// Ends whatever is under way and leaves no trace of it.
    pub(super) fn give_up(&mut self) -> Effects<D> {
        self.pending = None;
        match std::mem::take(&mut self.gesture) {
            Gesture::Drag(drag) => self.drag_cancel(&drag),
            Gesture::Marquee(marquee) => self.select(marquee.base),
            Gesture::Idle
            | Gesture::Press(_)
            | Gesture::Pan { .. }
            | Gesture::Pinch { .. }
            | Gesture::Connect(_)
            | Gesture::PickPort { .. }
            | Gesture::PickTarget { .. } => Effects::new(),
        }
    }

    pub(super) fn cancel(&mut self) -> Effects<D> {
        if self.gesture == Gesture::Idle && self.pending.is_none() {
            return self.select(Selection::default());
        }
        let mut effects = self.give_up();
        effects.push(Effect::Announce("Cancelled".to_owned()));
        effects
    }

    /// Takes back what is under way, else the last change.
    pub(super) fn undo_gesture_or_change(&mut self) -> Effects<D> {
        if self.gesture == Gesture::Idle {
            self.undo()
        } else {
            self.cancel()
        }
    }

    /// What a command works on: the selected nodes, else the one that has the focus.
    fn chosen(&self) -> Vec<NodeId> {
        if self.selection.is_empty() {
            self.focus.iter().cloned().collect()
        } else {
            self.selection.nodes.iter().cloned().collect()
        }
    }

    pub(super) fn note(&mut self, text: Arc<str>, tag: Option<Arc<str>>) -> Effects<D> {
        if self.doc.note == text {
            return Effects::new();
        }
        let change = Change::Note {
            before: self.doc.note.clone(),
            after: text,
        };
        self.commit(vec![change], tag.map(Tag::Note))
    }

    pub(super) fn delete_selection(&mut self) -> Effects<D> {
        let edges: Vec<EdgeKey> = self.selection.edges.iter().cloned().collect();
        self.remove(&self.chosen(), &edges)
    }

    /// Removes nodes with their edges, and edges, as one step. The focus goes to what stood before.
    pub(super) fn remove(&mut self, nodes: &[NodeId], edges: &[EdgeKey]) -> Effects<D> {
        let mut effects = self.give_up();
        let gone: HashSet<&NodeId> = nodes.iter().collect();
        let cut: HashSet<&EdgeKey> = edges.iter().collect();
        let changes = removal(&self.doc, |id| gone.contains(id), |key| cut.contains(key));
        if changes.is_empty() || !self.edits() {
            return effects;
        }
        let heir = nodes
            .iter()
            .find_map(|id| self.doc.incoming(id).map(|key| &key.from).find(|id| !gone.contains(id)));
        let heir = heir.cloned();
        let said = sentence(&words::changes(&changes));
        let lost_focus = self.focus.as_ref().is_some_and(|id| gone.contains(id));
        effects.extend(self.commit(changes, None));
        if lost_focus && let Some(heir) = heir {
            effects.extend(self.focus_on(heir));
        }
        effects.extend(self.prune_selection());
        effects.push(Effect::Announce(said));
        effects
    }

    /// Moves the selected nodes a step; steps in a row are undone at once.
    pub(super) fn nudge(&mut self, direction: Direction, far: bool) -> Effects<D> {
        if self.gesture != Gesture::Idle || !self.edits() {
            return Effects::new();
        }
        let by = direction.unit() * (GRID * if far { FAR } else { 1.0 });
        let ids: Vec<NodeId> = self.selection.nodes.iter().cloned().collect();
        let nodes = ids.iter().filter_map(|id| self.doc.node(id));
        let changes: Vec<_> = nodes
            .map(|node| Change::Position {
                id: node.id.clone(),
                from: node.pos,
                to: node.pos + by,
            })
            .collect();
        let mut effects = self.commit(changes, Some(Tag::Nudge(ids.clone())));
        if let Some(bounds) = self.bounds_of(ids.iter()) {
            self.reveal_rect(bounds);
            effects.push(Effect::Announce(self.nudge_words(&ids, bounds.x, bounds.y)));
        }
        effects
    }

    fn nudge_words(&self, ids: &[NodeId], x: f64, y: f64) -> String {
        let what = match ids {
            [id] => self.title(id),
            _ => words::nodes(ids.len()),
        };
        format!("Moved {what} to {}, {}", x.round(), y.round())
    }

    /// Every card to its column, as one step, and shows all.
    pub(super) fn tidy(&mut self) -> Effects<D> {
        let mut effects = self.give_up();
        if !self.edits() {
            return effects;
        }
        let moves = tidy::positions(&self.doc).into_iter().filter_map(|(id, to)| {
            let from = self.doc.node(&id)?.pos;
            (from != to).then_some(Change::Position { id, from, to })
        });
        let changes: Vec<_> = moves.collect();
        let said = if changes.is_empty() {
            "Already tidy"
        } else {
            "Tidied up"
        };
        effects.extend(self.commit(changes, None));
        self.fit();
        effects.push(Effect::Announce(said.to_owned()));
        effects
    }

    pub(super) fn duplicate(&mut self) -> Effects<D> {
        let ids = self.chosen();
        if ids.is_empty() || !self.edits() {
            Effects::new()
        } else {
            Effects::from_iter([Effect::Duplicate(ids)])
        }
    }

    pub(super) fn copy(&mut self) -> Effects<D> {
        let ids = self.chosen();
        if ids.is_empty() {
            return Effects::new();
        }
        let said = format!("Copied {}", words::nodes(ids.len()));
        Effects::from_iter([Effect::Copy(ids), Effect::Announce(said)])
    }

    pub(super) fn cut(&mut self) -> Effects<D> {
        if !self.edits() {
            return Effects::new();
        }
        let mut effects = self.copy();
        let ids = self.chosen();
        effects.extend(self.remove(&ids, &[]));
        effects
    }

    /// At the pointer when it is over the canvas, else in the middle.
    pub(super) fn paste(&mut self) -> Effects<D> {
        let at = self.viewport.to_flow(self.aim_point());
        if self.edits() {
            Effects::from_iter([Effect::Paste { at }])
        } else {
            Effects::new()
        }
    }

    /// Asks for a node at the pointer.
    pub(super) fn request_add(&mut self) -> Effects<D> {
        self.ask_for_node(self.aim_point())
    }

    pub(super) fn ask_for_node(&mut self, screen: Point) -> Effects<D> {
        if !self.edits() {
            return Effects::new();
        }
        let at = self.viewport.to_flow(screen);
        Effects::from_iter([Effect::RequestAdd {
            at,
            screen,
            pending: None,
        }])
    }

    fn aim_point(&self) -> Point {
        let free = self.free();
        self.pointer
            .filter(|p| free.contains(*p))
            .unwrap_or_else(|| free.center())
    }
}

/// With a capital at its start.
fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
