//! What all parts of the run page share.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::run::{RunState, RunStatus, StepPath};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rpc::{RunDetail, RunHeader};

use super::address::{Part, RunAddress, View};
use super::again::Replays;
use super::bars::Axis;
use super::clock::axis;
use super::lineage::kept_steps;
use super::live::follow;
use super::names::Names;
use crate::quiet::use_quiet_navigate;

/// The run, what is selected, and the ways to select something else. Copy it freely.
#[derive(Clone, Copy)]
pub(super) struct Scene {
    /// The run as it came with the page; what changes is in `state`.
    pub header: StoredValue<RunHeader>,
    /// The document, the inputs and the journal as they came.
    pub detail: StoredValue<Arc<RunDetail>>,
    /// What steps are called.
    pub names: StoredValue<Arc<Names>>,
    /// The journal, folded.
    pub state: RwSignal<RunState>,
    /// From the begin until now.
    pub axis: Memo<Axis>,
    /// Steps whose results were taken over from the run that this one replays.
    pub kept: StoredValue<BTreeSet<StepPath>>,
    /// Starts replays of this run.
    pub replays: Replays,
    /// What is in sight, as the address says it.
    pub place: Memo<RunAddress>,
    go: Callback<RunAddress>,
}

impl Scene {
    /// The scene of a run.
    pub(super) fn new(detail: RunDetail) -> Self {
        let query = use_query_map();
        let place = memo(move || query.with(|query| RunAddress::read(|key| query.get_str(key))));
        let state = follow(&detail);
        let axis = axis(state, &detail.events);
        let path = format!("/runs/{}", detail.header.id);
        let navigate = use_quiet_navigate();
        let go = Callback::new(move |next: RunAddress| navigate.run(next.href(&path)));
        Self {
            header: StoredValue::new(detail.header.clone()),
            names: StoredValue::new(Arc::new(Names::of(&detail.graph))),
            kept: StoredValue::new(kept_steps(&detail.events)),
            replays: Replays::of(detail.header.id),
            detail: StoredValue::new(Arc::new(detail)),
            state,
            axis,
            place,
            go,
        }
    }

    /// Where the run stands.
    pub(super) fn status(&self) -> Signal<RunStatus> {
        let state = self.state;
        Signal::derive(move || state.with(|state| state.status))
    }

    /// The step in sight: the chosen one; else the one that failed, else the last that has begun.
    pub(super) fn step(&self) -> Memo<Option<StepPath>> {
        let (place, state) = (self.place, self.state);
        memo(move || {
            place
                .with(|place| place.step.clone())
                .or_else(|| state.with(first_choice))
        })
    }

    /// Shows a step.
    pub(super) fn select(&self, step: StepPath) {
        self.go.run(self.place.get_untracked().with_step(step));
    }

    /// Shows another view.
    pub(super) fn show(&self, view: View) {
        self.go.run(self.place.get_untracked().with_view(view));
    }

    /// Shows another part of the step in sight.
    pub(super) fn show_part(&self, part: Part) {
        self.go.run(self.place.get_untracked().with_part(part));
    }
}

/// What to look at first.
fn first_choice(state: &RunState) -> Option<StepPath> {
    let culprit = state.error.as_ref().and_then(|error| error.step_id.clone());
    let last = || {
        let mut begun = state.steps.iter().filter(|(_, step)| step.started_at.is_some());
        begun.next_back().map(|(path, _)| path.clone())
    };
    culprit.or_else(last)
}
