//! Leading somebody to a problem or to a step.

use flow::{EdgeKey, Event};
use leptos::prelude::*;

use super::studio::Studio;
use crate::problem::Located;
use crate::run::step::{place_of, step_of};

impl Studio {
    /// Shows the node of a problem, its setting with the focus.
    pub(crate) fn go_to(&self, located: &Located) {
        let Some(node) = &located.node else { return };
        self.go_to_level(&located.level);
        self.select(node);
        let policy = matches!(
            located.keys.first().map(String::as_str),
            Some("retry" | "timeoutMs" | "onError" | "mock")
        );
        self.panes
            .tab
            .set(if policy { "policy" } else { "configure" }.to_owned());
        self.panes
            .wanted
            .set(Some(located.field().unwrap_or_default().to_owned()));
        if self.panes.small.get_untracked() {
            self.panes.sheet.set(true);
        }
    }

    /// Takes away the edge that a problem is about, drawn or not.
    pub(crate) fn remove_edge_of(&self, located: &Located) {
        let Some(edge) = &located.edge else { return };
        self.go_to_level(&located.level);
        let flow = self.flow_now();
        let key = EdgeKey::new(edge.from.as_str(), edge.port(), edge.to.as_str());
        if flow.read(|state| state.doc().has_edge(&key)) {
            flow.dispatch(Event::Disconnect(key));
        } else {
            self.note(flow, None, |note| note.loose.retain(|loose| loose != edge));
        }
        self.check_now();
        self.announcer.say("Edge removed");
    }

    /// Shows the node of a step of the run.
    pub(crate) fn go_to_step(&self, path: &str) {
        let (level, node) = place_of(path);
        self.go_to_level(&level);
        self.select(&node);
    }

    /// Shows what a node of this canvas did in the run, in the drawer.
    pub(crate) fn show_step(&self, node: &str) {
        let level = self.path_now();
        let path = self
            .run
            .state
            .with_untracked(|run| step_of(run.as_ref()?, &level, node).map(|(path, _)| path.to_string()));
        self.run.selected.set(path);
        self.run.side.set("output".to_owned());
        self.panes.drawer.set(true);
    }

    fn select(self, node: &str) {
        let flow = self.flow_now();
        flow.dispatch(Event::Select(vec![node.into()]));
        flow.dispatch(Event::Reveal(node.into()));
    }

    /// Enters and leaves loops until that level is in sight.
    fn go_to_level(self, level: &[String]) {
        let common = self
            .path_now()
            .iter()
            .zip(level)
            .take_while(|(now, wanted)| now == wanted)
            .count();
        self.leave_to(common);
        for owner in &level[common..] {
            self.enter(owner);
        }
    }
}
