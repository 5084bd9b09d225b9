//! Home: what runs now, how the last day went, the workflows last worked on, the newest runs.

mod figures;
mod recent;
mod workflows;

use leptos::prelude::*;
use rpc::api::run::{count_runs, list_runs};
use rpc::api::workflow::list_workflows;
use rpc::{ListQuery, RunFilter};
use ui::{Button, ButtonKind, Crumb, Crumbs, IconName, PageFrame, PageHead};

use crate::loaded::{Asked, Loaded, shows};
use crate::new_workflow::use_new_workflow;
use crate::runs::RunRowsSkeleton;
use crate::workflows::CardsSkeleton;
use figures::{Figures, FiguresSkeleton};
use recent::Recent;
use workflows::MyWorkflows;

/// How many of the newest runs are shown.
const RUNS: u32 = 8;
/// How many workflows are shown.
const WORKFLOWS: u32 = 6;

/// The first page after sign-in.
#[component]
pub fn HomePage() -> impl IntoView {
    let counts: Asked<_> = Resource::new(|| (), |()| count_runs());
    let workflows: Asked<_> = Resource::new(|| (), |()| list_workflows(first(WORKFLOWS)));
    let runs: Asked<_> = Resource::new(|| (), |()| list_runs(RunFilter::default(), first(RUNS)));
    let new_workflow = use_new_workflow();
    let crumbs = || view! { <Crumbs crumbs=vec![Crumb::here("Home")] /> };
    view! {
        <PageFrame crumbs=crumbs>
            <div class="page home">
                <PageHead title="Home">
                    <Button kind=ButtonKind::Primary icon=IconName::Plus on_press=new_workflow>"New workflow"</Button>
                </PageHead>
                <Loaded
                    of=counts
                    failure="The figures could not be loaded"
                    skeleton=|| view! { <FiguresSkeleton /> }
                    show=shows(|counts| view! { <Figures first=counts /> })
                />
                <section class="home__part" aria-labelledby="my-workflows">
                    <h2 class="heading-16" id="my-workflows">"My workflows"</h2>
                    <Loaded
                        of=workflows
                        failure="The workflows could not be loaded"
                        skeleton=|| view! { <CardsSkeleton count=3 /> }
                        show=shows(|page| view! { <MyWorkflows page=page /> })
                    />
                </section>
                <section class="home__part" aria-labelledby="recent-runs">
                    <h2 class="heading-16" id="recent-runs">"Recent runs"</h2>
                    <Loaded
                        of=runs
                        failure="The runs could not be loaded"
                        skeleton=|| view! { <RunRowsSkeleton rows=8 /> }
                        show=shows(|page| view! { <Recent page=page /> })
                    />
                </section>
            </div>
        </PageFrame>
    }
    .into_any()
}

fn first(page_size: u32) -> ListQuery {
    ListQuery {
        page_size,
        ..ListQuery::default()
    }
}
