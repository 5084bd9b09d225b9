//! Where the keyboard focus is and where it goes.

use crate::editor::{EditorState, Effect, Effects};
use crate::geometry::Rect;
use crate::geometry::spatial::{self, Direction};
use crate::model::{NodeId, Payload};

use super::state::Gesture;

impl<D: Payload> EditorState<D> {
    /// Keeps in view what the keyboard reaches; under a pointer nothing moves.
    pub(super) fn focused(&mut self, id: Option<NodeId>) -> Effects<D> {
        let id = id.filter(|id| self.doc.nodes.contains_key(id));
        if self.focus == id {
            return Effects::new();
        }
        self.focus = id.clone();
        self.history.close();
        match id {
            Some(id) if matches!(self.gesture, Gesture::Idle) => self.reveal(&id),
            Some(_) | None => Effects::new(),
        }
    }

    /// The focus is elsewhere, and with it the keys.
    pub(super) fn blurred(&mut self) -> Effects<D> {
        self.space = None;
        self.focused(None)
    }

    /// To the nearest node that way from the focus, the selection, or the middle of the view.
    pub(super) fn navigate(&mut self, direction: Direction) -> Effects<D> {
        let start = self
            .focus
            .as_ref()
            .or(self.selection.nodes.first())
            .and_then(|id| self.doc.node(id));
        let Some(start) = start.map(|node| node.rect()) else {
            return self.go_to(false);
        };
        match spatial::next(&self.doc, start, direction, |_| true) {
            Some(next) => self.focus_on(next),
            None => Effects::new(),
        }
    }

    /// To the first node in reading order, or the last.
    pub(super) fn go_to(&mut self, last: bool) -> Effects<D> {
        let order = spatial::reading_order(&self.doc);
        let id = if last { order.last() } else { order.first() };
        id.cloned().map_or_else(Effects::new, |id| self.focus_on(id))
    }

    pub(super) fn focus_on(&mut self, id: NodeId) -> Effects<D> {
        self.reveal(&id);
        self.focus = Some(id.clone());
        Effects::from_iter([Effect::Focus(Some(id))])
    }

    /// Opens what has the focus, else what is selected.
    pub(super) fn open(&mut self) -> Effects<D> {
        let Some(id) = self.focus.clone().or_else(|| self.selection.only_node().cloned()) else {
            return Effects::new();
        };
        let mut effects = self.select_nodes(vec![id.clone()]);
        effects.push(Effect::Open(id));
        effects
    }

    /// The rectangle around these nodes.
    pub(super) fn bounds_of<'a>(&'a self, ids: impl Iterator<Item = &'a NodeId>) -> Option<Rect> {
        ids.filter_map(|id| self.doc.node(id))
            .map(|node| node.rect())
            .reduce(Rect::union)
    }
}
