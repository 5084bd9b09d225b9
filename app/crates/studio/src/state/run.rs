//! The run in the drawer.

use std::collections::HashSet;

use domain::graph::Graph;
use domain::id::RunId;
use domain::run::{RunEvent, RunMode, RunState};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use serde_json::Value;

use super::stream::Stream;

/// One run, as far as it is known.
#[derive(Clone, Copy)]
pub(crate) struct RunView {
    /// Which one; none before the first.
    pub id: RwSignal<Option<RunId>>,
    /// What its journal says.
    pub state: RwSignal<Option<RunState>>,
    /// The document that ran.
    pub graph: RwSignal<Graph>,
    /// What it was started with.
    pub inputs: RwSignal<Value>,
    /// Live or mock.
    pub mode: RwSignal<RunMode>,
    /// The present while it is under way, in milliseconds since 1970.
    pub now: RwSignal<Option<i64>>,
    /// The step in the right half of the drawer.
    pub selected: RwSignal<Option<String>>,
    /// Rows that somebody folded or unfolded.
    pub flipped: RwSignal<HashSet<String>>,
    /// Timeline, logs or output.
    pub tab: RwSignal<String>,
    /// Input, output or logs of the step.
    pub side: RwSignal<String>,
    /// It is being started.
    pub starting: RwSignal<bool>,
    /// Its end was asked for.
    pub cancelling: RwSignal<bool>,
    pub(super) stream: StoredValue<Option<SendWrapper<Stream>>>,
    pub(super) heard: StoredValue<Vec<RunEvent>>,
    pub(super) tick: StoredValue<Option<IntervalHandle>>,
}

impl RunView {
    /// No run yet.
    pub(crate) fn new() -> Self {
        let run = Self {
            id: RwSignal::new(None),
            state: RwSignal::new(None),
            graph: RwSignal::default(),
            inputs: RwSignal::new(Value::Null),
            mode: RwSignal::new(RunMode::Live),
            now: RwSignal::new(None),
            selected: RwSignal::new(None),
            flipped: RwSignal::default(),
            tab: RwSignal::new("timeline".to_owned()),
            side: RwSignal::new("output".to_owned()),
            starting: RwSignal::new(false),
            cancelling: RwSignal::new(false),
            stream: StoredValue::new(None),
            heard: StoredValue::new(Vec::new()),
            tick: StoredValue::new(None),
        };
        on_cleanup(move || run.stop_clock());
        run
    }

    /// Whether it is under way. Tracked.
    pub(crate) fn is_live(&self) -> bool {
        self.state
            .with(|state| state.as_ref().is_some_and(|state| !state.status.is_final()))
    }

    /// Lets the present be told four times a second.
    pub(super) fn start_clock(self) {
        self.stop_clock();
        let beat = move || {
            self.now.try_set(Some(present()));
        };
        beat();
        let handle = set_interval_with_handle(beat, std::time::Duration::from_millis(250)).ok();
        self.tick.try_set_value(handle);
    }

    /// Nothing runs any more.
    pub(super) fn stop_clock(self) {
        if let Some(Some(handle)) = self.tick.try_update_value(Option::take) {
            handle.clear();
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit in 53 bits")]
fn present() -> i64 {
    js_sys::Date::now() as i64
}
