//! One run: where it stands, what each step took and gave, live.

mod address;
mod again;
mod awaits;
mod bars;
mod clock;
mod facts;
mod graph;
mod head;
#[cfg(test)]
mod journal;
mod lineage;
mod live;
mod logs;
mod names;
mod paint;
mod reveal;
mod rows;
mod run_form;
mod scene;
mod skeleton;
mod step;
mod timeline;
mod trouble;
mod views;

use domain::id::RunId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use rpc::api::run::get_run;
use rpc::{AppError, RunDetail};
use ui::{Crumb, Crumbs, PageFrame};

use crate::loaded::{Asked, Loaded, shows};
use facts::RunFacts;
use head::Head;
use lineage::Lineage;
use reveal::PANEL;
use scene::Scene;
use skeleton::RunSkeleton;
use step::StepPanel;
use trouble::Trouble;
use views::Views;

/// The run that the address names.
#[component]
pub fn RunPage() -> impl IntoView {
    let params = use_params_map();
    let id = memo(move || params.with(|params| params.get("id").unwrap_or_default()));
    let detail: Asked<RunDetail> = Resource::new(move || id.get(), asked);
    let steps = Signal::derive(move || vec![Crumb::link("Runs", "/runs"), Crumb::here(short(&id.get()))]);
    view! {
        <PageFrame crumbs=move || view! { <Crumbs crumbs=steps /> }>
            <div class="page page--wide run">
                <Loaded
                    of=detail
                    titled=true
                    failure="The run could not be loaded"
                    skeleton=|| view! { <RunSkeleton /> }
                    show=shows(|detail| view! { <Run detail=detail /> })
                />
            </div>
        </PageFrame>
    }
    .into_any()
}

/// The run, once it is there.
#[component]
fn Run(detail: RunDetail) -> impl IntoView {
    let scene = Scene::new(detail);
    view! {
        <Head scene=scene />
        <Lineage scene=scene />
        <RunFacts scene=scene />
        <Trouble scene=scene />
        <div class="run__grid">
            <Views scene=scene />
            <section class="card run__detail" id=PANEL aria-label="Step">
                <StepPanel scene=scene />
            </section>
        </div>
    }
}

async fn asked(id: String) -> Result<RunDetail, AppError> {
    match id.parse::<RunId>() {
        Ok(id) => get_run(id).await,
        Err(_) => Err(no_such_run()),
    }
}

/// The address names no run at all; the page says so with its status, as for a run that is gone.
fn no_such_run() -> AppError {
    let error = AppError::not_found("run");
    #[cfg(feature = "ssr")]
    rpc::api::context::set_status(error.status);
    error
}

/// An id for people: its begin and its end.
fn short(id: &str) -> String {
    match (id.get(..8), id.len().checked_sub(4).and_then(|from| id.get(from..))) {
        (Some(begin), Some(end)) if id.len() > 16 => format!("{begin}…{end}"),
        (_, _) => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_long_id_is_cut_in_its_middle() {
        assert_eq!(short("run_01k9v3p2xw7c5m0r8d1c"), "run_01k9…8d1c");
        assert_eq!(short("run_1"), "run_1");
        assert_eq!(short("ä€ä€ä€ä€ä€ä€ä€ä€"), "ä€ä€ä€ä€ä€ä€ä€ä€");
    }
}
