//! What is drawn over the cards while something is under way: a pure reading of the state.

use std::collections::BTreeSet;

use smallvec::SmallVec;

use crate::editor::EditorState;
use crate::editor::state::Gesture;
use crate::geometry::align::Guide;
use crate::geometry::{Rect, route, step};
use crate::model::{NodeId, Payload, PortRef};

/// Frames, guides, a loose edge, and the cards that stand out. In flow pixels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    pub marquee: Option<Rect>,
    pub guides: SmallVec<[Guide; 2]>,
    /// The path of the edge that is being drawn.
    pub draft: Option<String>,
    /// The port that it leaves by.
    pub from: Option<PortRef>,
    /// The node at which it would dock, and whether it may.
    pub dock: Option<(NodeId, bool)>,
    /// The nodes that follow the pointer.
    pub dragged: BTreeSet<NodeId>,
    /// `pan`, `drag`, `marquee`, `connect` or `hand`: for the cursor.
    pub gesture: Option<&'static str>,
}

impl<D: Payload> EditorState<D> {
    /// Reads the overlay off the state.
    #[must_use]
    pub fn overlay(&self) -> Overlay {
        let mut overlay = Overlay {
            gesture: self.space.map(|_| "hand"),
            ..Overlay::default()
        };
        match &self.gesture {
            Gesture::Drag(drag) => {
                overlay.guides.clone_from(&drag.guides);
                overlay.dragged = drag.starts.iter().map(|(id, _)| id.clone()).collect();
                overlay.gesture = Some("drag");
            }
            Gesture::Marquee(marquee) => {
                overlay.marquee = Some(Rect::between(marquee.from, self.viewport.to_flow(marquee.at)));
                overlay.gesture = Some("marquee");
            }
            Gesture::Connect(connect) => {
                let docked = connect
                    .dock
                    .as_ref()
                    .filter(|(_, may)| *may)
                    .and_then(|(id, _)| self.doc.node(id));
                let loose = self.viewport.to_flow(connect.at);
                let to = docked.map_or(loose, |node| node.entry());
                overlay.draft = route::draft(&self.doc, &connect.from, to).map(|corners| step::path(&corners));
                overlay.from = Some(connect.from.clone());
                overlay.dock.clone_from(&connect.dock);
                overlay.gesture = Some("connect");
            }
            Gesture::PickPort { node, index } => {
                let port = self.doc.node(node).and_then(|n| n.outputs.get(*index));
                overlay.from = port.map(|port| PortRef {
                    node: node.clone(),
                    port: port.id.clone(),
                });
            }
            Gesture::PickTarget { from, to } => self.draw_choice(&mut overlay, from, to),
            Gesture::Pan { .. } | Gesture::Pinch { .. } => overlay.gesture = Some("pan"),
            Gesture::Idle | Gesture::Press(_) => {}
        }
        if let Some((from, at)) = &self.pending {
            overlay.draft = route::draft(&self.doc, from, *at).map(|corners| step::path(&corners));
            overlay.from = Some(from.clone());
        }
        overlay
    }

    fn draw_choice(&self, overlay: &mut Overlay, from: &PortRef, to: &NodeId) {
        let end = self.doc.node(to).map(|node| node.entry());
        let corners = end.and_then(|end| route::draft(&self.doc, from, end));
        overlay.draft = corners.map(|corners| step::path(&corners));
        overlay.from = Some(from.clone());
        overlay.dock = Some((to.clone(), true));
    }
}
