//! A new node from the palette.

use domain::catalogue::Catalogue;
use flow::{Event, Point, PortRef};
use leptos::prelude::*;

use super::studio::Studio;
use crate::document::card::card;
use crate::document::ids::fresh;
use crate::document::starter::new_node;

impl Studio {
    /// Adds a node of a kind: at a place, or at a free one beside what is selected. `after` is connected with it.
    pub(crate) fn add_node(&self, kind: &str, at: Option<Point>, after: Option<PortRef>) {
        let flow = self.flow_now();
        let id = flow.read(|state| fresh(kind, |id| state.doc().node(id).is_some() || self.is_outer(id)));
        let Some(node) = new_node(kind, &id) else { return };
        self.panes.tab.set("configure".to_owned());
        flow.dispatch(Event::Add {
            node: card(&node, Catalogue::builtin()),
            at,
            after,
        });
    }

    /// Adds a node where the list of kinds was asked for.
    pub(crate) fn add_here(&self, kind: &str) {
        if let Some(place) = self.panes.add.get_untracked() {
            self.panes.add.set(None);
            match place.beside {
                Some(id) => {
                    self.flow_now().dispatch(Event::Select(vec![id]));
                    self.add_node(kind, None, None);
                }
                None => self.add_node(kind, Some(place.at), place.pending.map(|pending| pending.from)),
            }
        }
    }

    /// Closes the list of kinds; a connection that waited is given up.
    pub(crate) fn add_nothing(&self) {
        if self.panes.add.get_untracked().is_some() {
            self.panes.add.set(None);
            self.flow_now().dispatch(Event::Cancel);
        }
    }

    /// Whether a step outside of this loop has that id: its own would hide it from expressions.
    fn is_outer(self, id: &str) -> bool {
        let depth = self.levels.with_untracked(Vec::len);
        let above = self.levels.with_untracked(|levels| {
            levels
                .iter()
                .take(depth.saturating_sub(1))
                .any(|level| level.flow.node(id).is_some())
        });
        depth > 0 && (above || self.top.node(id).is_some())
    }
}
