//! Earlier runs of this workflow, to look at again.

use leptos::prelude::*;
use rpc::api::run::list_runs;
use rpc::{ListQuery, RunFilter, RunHeader};
use ui::{Icon, IconName, IconSize, Loading, Popover, RelativeTime, Skeleton, StatusText};

use crate::run::describe::run_status;
use crate::state::studio::Studio;

/// A button that opens the newest runs.
#[component]
pub(crate) fn PreviousRuns(studio: Studio) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Popover
            id="previous-runs"
            label="Earlier runs"
            trigger=|| view! {
                <Icon name=IconName::History size=IconSize::Small />
                <span class="vh">"Earlier runs"</span>
            }
            trigger_class="btn btn--ghost btn--icon btn--sm"
            align=ui::Align::End
            open=open
        >
            <Show when=move || open.get()><List studio=studio open=open /></Show>
        </Popover>
    }
}

#[component]
fn List(studio: Studio, open: RwSignal<bool>) -> impl IntoView {
    let page = LocalResource::new(move || {
        let filter = RunFilter {
            workflow_id: Some(studio.id),
            ..RunFilter::default()
        };
        let query = ListQuery {
            page_size: 10,
            ..ListQuery::default()
        };
        list_runs(filter, query)
    });
    let shown = move || {
        page.get().map(|page| match page {
            Ok(page) => page
                .items
                .into_iter()
                .map(|run| row(studio, &run, open))
                .collect_view()
                .into_any(),
            Err(error) => view! { <p class="field__error">{error.message}</p> }.into_any(),
        })
    };
    let bones = || view! { <Loading label="Loading runs"><Skeleton /><Skeleton /></Loading> };
    view! {
        <Suspense fallback=bones>
            <ul class="versions" aria-label="Earlier runs">{shown}</ul>
        </Suspense>
    }
}

fn row(studio: Studio, run: &RunHeader, open: RwSignal<bool>) -> AnyView {
    let id = run.id;
    let show = move |_| {
        open.set(false);
        studio.open_run(id);
    };
    view! {
        <li>
            <button class="menu__item" type="button" on:click=show>
                <StatusText status=run_status(run.status) />
                <span class="menu__end"><RelativeTime at=run.queued_at.to_rfc3339() /></span>
            </button>
        </li>
    }
}
