//! Moving nodes with the pointer.

use std::collections::HashSet;

use smallvec::SmallVec;

use crate::editor::state::{Drag, Gesture, Press};
use crate::editor::{EditorState, Effect, Effects, Modifiers, words};
use crate::geometry::align::{self, Snap};
use crate::geometry::{Point, Rect};
use crate::model::{Change, NodeId, Payload};

impl<D: Payload> EditorState<D> {
    /// Takes hold of all selected nodes.
    pub(super) fn drag_start(&mut self, press: &Press) -> Effects<D> {
        let grip = self.viewport.to_flow(press.at);
        let ids = self.selection.nodes.iter();
        let nodes: Vec<_> = ids.filter_map(|id| self.doc.node(id)).collect();
        let Some(bounds) = nodes.iter().map(|node| node.rect()).reduce(Rect::union) else {
            return Effects::new();
        };
        let starts = nodes.iter().map(|node| (node.id.clone(), node.pos)).collect();
        let guides = SmallVec::new();
        self.gesture = Gesture::Drag(Drag {
            pointer: press.pointer,
            at: press.at,
            grip,
            starts,
            bounds,
            free: false,
            guides,
        });
        Effects::new()
    }

    /// Moves what is held to the pointer, snapped.
    pub(super) fn drag_move(&mut self, mut drag: Drag, at: Point, mods: Modifiers) -> Effects<D> {
        drag.at = at;
        drag.free = mods.ctrl;
        let by = self.viewport.to_flow(at) - drag.grip;
        let snap = self.landing(&drag, drag.bounds.shifted(by));
        let by = snap.at - Point::new(drag.bounds.x, drag.bounds.y);
        for (id, start) in &drag.starts {
            self.doc.place(id, *start + by);
        }
        let moved = drag.starts.iter().map(|(id, _)| id.clone()).collect();
        drag.guides = snap.guides;
        self.gesture = Gesture::Drag(drag);
        Effects::from_iter([Effect::Moved(moved)])
    }

    fn landing(&self, drag: &Drag, moving: Rect) -> Snap {
        if drag.free {
            return Snap {
                at: align::to_grid(Point::new(moving.x, moving.y)),
                guides: SmallVec::new(),
            };
        }
        let held: HashSet<&NodeId> = drag.starts.iter().map(|(id, _)| id).collect();
        let view = self.view();
        let others = self
            .doc
            .nodes()
            .filter(|node| !held.contains(&node.id))
            .map(|node| node.rect());
        align::snap(
            moving,
            &others.filter(|r| r.overlaps(view)).collect::<Vec<_>>(),
            self.viewport.z,
        )
    }

    /// Lets go: all moves become one change.
    pub(super) fn drag_end(&mut self, drag: &Drag) -> Effects<D> {
        let moved = drag.starts.iter().filter_map(|(id, from)| {
            let to = self.doc.node(id)?.pos;
            (to != *from).then(|| Change::Position {
                id: id.clone(),
                from: *from,
                to,
            })
        });
        let changes: Vec<_> = moved.collect();
        let said = (!changes.is_empty()).then(|| format!("Moved {}", words::nodes(changes.len())));
        let mut effects = self.commit(changes, None);
        effects.extend(said.map(Effect::Announce));
        effects
    }

    /// Puts everything back.
    pub(super) fn drag_cancel(&mut self, drag: &Drag) -> Effects<D> {
        for (id, start) in &drag.starts {
            self.doc.place(id, *start);
        }
        Effects::from_iter([Effect::Moved(drag.starts.iter().map(|(id, _)| id.clone()).collect())])
    }
}
