//! The views of a run, one at a time: timeline, graph, logs, output, inputs.

use leptos::prelude::*;
use ui::{Tab, TabPanel, Tabs, TabsPlace};

use super::address::View;
use super::graph::RunGraph;
use super::logs::RunLogs;
use super::scene::Scene;
use super::step::Json;
use super::timeline::Timeline;

/// The id of the tabs.
const TABS: &str = "run-views";

/// Tabs and what they show.
#[component]
pub(super) fn Views(scene: Scene) -> impl IntoView {
    let selected = Signal::derive(move || scene.place.with(|place| place.view.word().to_owned()));
    let logs = memo(move || scene.state.with(|state| state.logs.iter().map(|_| 1_u64).sum::<u64>()));
    let tabs = Signal::derive(move || {
        let tab = |view: &View| {
            let tab = Tab::new(view.word(), view.label());
            let lines = logs.get();
            if *view == View::Logs && lines > 0 {
                tab.count(lines)
            } else {
                tab
            }
        };
        View::ALL.iter().map(tab).collect::<Vec<_>>()
    });
    let inputs = scene.detail.with_value(|detail| detail.inputs.clone());
    let output = Signal::derive(move || scene.state.with(|state| state.output.clone()));
    view! {
        <section class="card run__timeline" aria-label="Run">
            <div class="run__tabs">
                <Tabs id=TABS label="Run view" place=TabsPlace::Panel tabs=tabs selected=selected
                    on_select=move |word: String| scene.show(View::read(Some(&word))) />
                <Legend scene=scene />
            </div>
            <TabPanel tabs=TABS value=View::Timeline.word() selected=selected><Timeline scene=scene /></TabPanel>
            <TabPanel tabs=TABS value=View::Graph.word() selected=selected><RunGraph scene=scene /></TabPanel>
            <TabPanel tabs=TABS value=View::Logs.word() selected=selected><RunLogs scene=scene /></TabPanel>
            <TabPanel tabs=TABS value=View::Output.word() selected=selected class="run__panel">
                <Json value=output root="output".to_owned() label="Output of the run" none="No output yet" />
            </TabPanel>
            <TabPanel tabs=TABS value=View::Inputs.word() selected=selected class="run__panel">
                <Json value=Signal::stored(inputs.clone()) root="inputs".to_owned() label="Inputs of the run" none="It was started without inputs" />
            </TabPanel>
        </section>
    }
}

/// What the bars mean.
#[component]
fn Legend(scene: Scene) -> impl IntoView {
    let elsewhere = memo(move || scene.place.with(|place| place.view != View::Timeline));
    view! {
        <ul class="legend run__legend hide-phone" hidden=elsewhere>
            <li><span class="run__key run__key--try"></span>"Failed attempt"</li>
            <li><span class="run__key run__key--wait"></span>"Waiting"</li>
        </ul>
    }
}
