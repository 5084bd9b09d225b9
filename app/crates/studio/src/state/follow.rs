//! Following a run live: events are folded in handfuls, so that a run of a thousand steps paints no thousand times.

use std::time::Duration;

use domain::id::RunId;
use domain::run::{RunEvent, RunState};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rpc::api::run::get_run;
use send_wrapper::SendWrapper;
use ui::Toast;

use super::stream::Stream;
use super::studio::Studio;

/// How long events are gathered before they are shown. A timer, not a frame: a hidden page has no frames.
const GATHER: Duration = Duration::from_millis(40);
/// How long to wait before a stream that broke for good is opened again.
const REOPEN: Duration = Duration::from_secs(2);

impl Studio {
    /// Shows this run, and follows it while it is under way.
    pub(super) fn watch(self, id: RunId, state: RunState) {
        let over = state.status.is_final();
        self.run.stream.set_value(None);
        self.run.heard.update_value(Vec::clear);
        self.run.cancelling.set(false);
        self.run.flipped.update(std::collections::HashSet::clear);
        self.run.selected.set(None);
        self.run.state.set(Some(state));
        self.run.id.set(Some(id));
        self.panes.drawer.set(true);
        self.repaint();
        if over {
            self.run.stop_clock();
        } else {
            self.run.start_clock();
            self.connect(id);
        }
    }

    /// Whether that run is the one in the drawer, and the page is still open.
    fn shows(self, id: RunId) -> bool {
        self.run.id.try_get_untracked().flatten() == Some(id)
    }

    fn connect(self, id: RunId) {
        let broken = move || set_timeout(move || self.look_again(id), REOPEN);
        let stream = Stream::open(id, move |event| self.hear(id, event), broken);
        self.run.stream.try_set_value(stream.map(SendWrapper::new));
    }

    /// The stream broke for good: asks what became of the run, and goes on from there.
    fn look_again(self, id: RunId) {
        if !self.shows(id) {
            return;
        }
        spawn_local(async move {
            let answer = get_run(id).await;
            if !self.shows(id) {
                return;
            }
            match answer {
                Ok(detail) => {
                    let over = detail.header.status.is_final();
                    self.fold(id, &detail.events);
                    if !over {
                        self.connect(id);
                    }
                }
                Err(error) if error.status == 0 || error.status >= 500 => {
                    set_timeout(move || self.look_again(id), REOPEN);
                }
                Err(error) => {
                    self.run.stop_clock();
                    self.toasts
                        .show(Toast::error("The run can't be followed any more").text(error.message));
                }
            }
        });
    }

    /// An event came: it is shown with those that come right after it.
    fn hear(self, id: RunId, event: RunEvent) {
        if !self.shows(id) {
            return;
        }
        let first = self.run.heard.try_update_value(|heard| {
            heard.push(event);
            heard.len() == 1
        });
        if first == Some(true) {
            let show = move || {
                if self.shows(id) {
                    let events = self.run.heard.try_update_value(std::mem::take).unwrap_or_default();
                    self.fold(id, &events);
                }
            };
            set_timeout(show, GATHER);
        }
    }

    fn fold(self, id: RunId, events: &[RunEvent]) {
        if events.is_empty() || !self.shows(id) {
            return;
        }
        self.run.state.update(|state| {
            let state = state.get_or_insert_default();
            for event in events {
                state.apply(event);
            }
        });
        self.repaint();
        let ended = |state: &Option<RunState>| {
            state
                .as_ref()
                .map(|state| state.status)
                .filter(|status| status.is_final())
        };
        if let Some(status) = self.run.state.with_untracked(ended) {
            self.run.stop_clock();
            self.run.cancelling.set(false);
            self.run.stream.set_value(None);
            self.announcer.say(format!("Run {status}"));
        }
    }
}
