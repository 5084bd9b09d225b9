//! Nothing selected: the workflow as a whole. Its problems, its outline, what it is for.

use domain::problem::Severity;
use flow::Outline;
use leptos::prelude::*;
use ui::{
    Button, ButtonKind, ControlSize, EmptyState, Field, Icon, IconName, IconSize, Tab, TabPanel, Tabs, TabsPlace,
    TextArea, with_code,
};

use crate::problem::Located;
use crate::state::studio::Studio;

/// The workflow in the inspector.
#[component]
pub(super) fn Overview(studio: Studio) -> impl IntoView {
    let count = memo(move || studio.problems.with(Vec::len));
    let tabs = Signal::derive(move || {
        let mut problems = Tab::new("problems", "Problems");
        if count.get() > 0 {
            problems = problems.count(count.get() as u64);
        }
        vec![Tab::new("outline", "Outline"), problems, Tab::new("about", "About")]
    });
    let selected = studio.panes.overview;
    view! {
        <div class="panel__head studio__inspector-head">
            <div class="studio__inspector-title">
                <h2 class="heading-13 truncate">{studio.name}</h2>
                <p class="meta truncate">
                    {move || if studio.can_edit() { "Select a step to change it" } else { "Tap a step to look at it" }}
                </p>
            </div>
        </div>
        <Tabs
            id="overview"
            label="Workflow"
            tabs=tabs
            selected=selected
            on_select=move |tab: String| selected.set(tab)
            place=TabsPlace::Panel
        />
        <TabPanel tabs="overview" value="outline" selected=selected class="inspector__body">
            {move || view! { <Outline flow=studio.flow() /> }}
        </TabPanel>
        <TabPanel tabs="overview" value="problems" selected=selected class="inspector__body">
            <Problems studio=studio />
        </TabPanel>
        <TabPanel tabs="overview" value="about" selected=selected class="inspector__body">
            <About studio=studio />
        </TabPanel>
    }
}

/// Everything that is wrong; a press leads there.
#[component]
fn Problems(studio: Studio) -> impl IntoView {
    let rows = move || {
        studio
            .problems
            .get()
            .into_iter()
            .map(|located| row(studio, located))
            .collect_view()
    };
    let calm = move || studio.problems.with(Vec::is_empty);
    view! {
        <Show
            when=move || !calm()
            fallback=|| view! { <EmptyState icon=IconName::CircleCheck title="No problems" text="It can be run and published." /> }
        >
            <ul class="problems" aria-label="Problems">{rows}</ul>
        </Show>
    }
}

fn row(studio: Studio, located: Located) -> AnyView {
    let (icon, severity) = match located.problem.severity {
        Severity::Error => (IconName::CircleAlert, "error"),
        Severity::Warning => (IconName::TriangleAlert, "warning"),
    };
    let place = located.node.clone().unwrap_or_else(|| "Workflow".to_owned());
    let words = located.words();
    let (removes, faulty) = (located.edge.is_some(), located.clone());
    let remove = Callback::new(move |()| studio.remove_edge_of(&faulty));
    view! {
        <li>
            <button class="problems__row" type="button" data-severity=severity on:click=move |_| studio.go_to(&located)>
                <Icon name=icon size=IconSize::Small />
                <span>
                    <span class="vh">{severity}": "</span>
                    {with_code(&words)}
                    <span class="meta mono">{place}</span>
                </span>
            </button>
            <Show when=move || removes && studio.can_edit()>
                <Button kind=ButtonKind::Ghost size=ControlSize::Small icon=IconName::Trash2 class="problems__mend" on_press=remove>
                    "Remove edge"
                </Button>
            </Show>
        </li>
    }
}

#[component]
fn About(studio: Studio) -> impl IntoView {
    let text = move || studio.description.get().unwrap_or_default();
    view! {
        <Field id="workflow-description" label="Description" hint="Shown in lists and in the gallery.">
            <TextArea
                value=text
                rows=4
                max_length=2_000
                disabled=move || !studio.can_edit()
                on_input=move |text: String| studio.describe(&text)
            />
        </Field>
    }
}
