//! Lets the cards show how the run goes and what is wrong.

use domain::graph::Node;
use flow::{Event, Flow};
use leptos::prelude::*;

use super::studio::Studio;
use crate::run::edges::edge_states;
use crate::run::nodes::node_states;

impl Studio {
    /// Paints every canvas anew. Cheap: only cards that differ are touched.
    pub(crate) fn repaint(&self) {
        self.paint(self.top, &[]);
        let levels = self.levels.get_untracked();
        let mut path = Vec::new();
        for level in levels {
            path.push(level.owner.clone());
            self.paint(level.flow, &path);
        }
    }

    fn paint(self, flow: Flow<Node>, level: &[String]) {
        let (nodes, edges) = self.run.state.with_untracked(|run| {
            self.problems.with_untracked(|problems| {
                flow.read(|state| {
                    let doc = state.doc();
                    (
                        node_states(doc, level, run.as_ref(), problems),
                        edge_states(doc, level, run.as_ref()),
                    )
                })
            })
        });
        flow.dispatch(Event::Annotate { nodes, edges });
    }
}
