//! Selecting with a frame.

use crate::editor::state::{Gesture, Marquee, Press};
use crate::editor::{EditorState, Effect, Effects, words};
use crate::geometry::{Point, Rect, hit};
use crate::model::Payload;

impl<D: Payload> EditorState<D> {
    pub(super) fn marquee_start(&mut self, press: &Press) -> Effects<D> {
        let from = self.viewport.to_flow(press.at);
        let base = self.selection.clone();
        self.gesture = Gesture::Marquee(Marquee {
            pointer: press.pointer,
            at: press.at,
            from,
            base,
        });
        Effects::new()
    }

    /// Selects what the frame touches, beside what was selected before.
    pub(super) fn marquee_move(&mut self, mut marquee: Marquee, at: Point) -> Effects<D> {
        marquee.at = at;
        let area = Rect::between(marquee.from, self.viewport.to_flow(at));
        let mut selection = marquee.base.clone();
        selection.nodes.extend(hit::within(&self.doc, area));
        let inside = self
            .doc
            .edges
            .keys()
            .filter(|key| selection.nodes.contains(&key.from) && selection.nodes.contains(&key.to));
        selection.edges.extend(inside.cloned());
        self.gesture = Gesture::Marquee(marquee);
        self.select(selection)
    }

    pub(super) fn marquee_end(&self) -> Effects<D> {
        let said = format!("{} selected", words::nodes(self.selection.nodes.len()));
        Effects::from_iter([Effect::Announce(said)])
    }
}
