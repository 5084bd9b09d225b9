//! Copy and paste of nodes, also between tabs and workflows.

use domain::graph::Node;
use flow::{Event, Flow, NodeId, Point};

use super::storage::{keep, recall};
use super::studio::Studio;
use crate::document::clip::{from_text, made_free, to_text};

/// Where the browser keeps what was copied: reading the system's own clipboard would ask for leave.
const KEY: &str = "apex.clipboard";

impl Studio {
    pub(super) fn copy(self, flow: Flow<Node>, ids: &[NodeId]) {
        let text = flow.read(|state| to_text(&state.doc().fragment(ids)));
        keep(KEY, &text);
        ui::copy(&text);
    }

    pub(super) fn paste(self, flow: Flow<Node>, at: Point) {
        let Some(piece) = recall(KEY).and_then(|text| from_text(&text)) else {
            self.announcer.say("Nothing to paste");
            return;
        };
        let piece = flow.read(|state| made_free(piece, state.doc())).moved_to(at);
        flow.dispatch(Event::Insert(piece));
    }
}
