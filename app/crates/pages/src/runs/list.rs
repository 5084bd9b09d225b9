//! The rows in sight. While one of them runs, the page is asked for again every few seconds; rows keep their place.

use std::time::Duration;

use domain::id::RunId;
use leptos::prelude::*;
use rpc::api::run::list_runs;
use rpc::{Page, RunHeader};
use ui::{ButtonKind, EmptyState, IconName, LinkButton, Pager, Table};

use super::filter::RunsAddress;
use super::row::{RUN_COLUMNS, RunRow};

/// Between two looks at the server.
const BEAT: Duration = Duration::from_secs(3);

/// One page of runs, kept fresh.
#[component]
pub(super) fn RunList(
    /// The page as it came first.
    first: Page<RunHeader>,
    /// Which page it is.
    place: RunsAddress,
) -> impl IntoView {
    let narrowed = place.is_narrowed();
    let page = RwSignal::new(first);
    keep_fresh(page, place.clone());
    let is_empty = Memo::new(move |_| page.with(|page| page.items.is_empty()));
    move || {
        if is_empty.get() {
            view! { <NoRuns narrowed=narrowed /> }.into_any()
        } else {
            view! { <Rows page=page place=place.clone() /> }.into_any()
        }
    }
}

#[component]
fn Rows(page: RwSignal<Page<RunHeader>>, place: RunsAddress) -> impl IntoView {
    let ids = Memo::new(move |_| page.with(|page| page.items.iter().map(|run| run.id).collect::<Vec<_>>()));
    let columns = RUN_COLUMNS.to_vec();
    let href = Callback::new(move |number| place.on_page(number).href());
    view! {
        <div class="card">
            <Table label="Runs" columns=columns>
                <For each=move || ids.get() key=|id| *id let:id>
                    {row(page, id)}
                </For>
            </Table>
            <Pager
                page=Signal::derive(move || u64::from(page.with(|page| page.page)))
                page_size=Signal::derive(move || u64::from(page.with(|page| page.page_size)))
                total=Signal::derive(move || page.with(|page| page.total))
                href=href
            />
        </div>
    }
}

fn row(page: RwSignal<Page<RunHeader>>, id: RunId) -> impl IntoView {
    let find = move || page.with(|page| page.items.iter().find(|run| run.id == id).cloned());
    let first = find()?;
    let run =
        Memo::new(move |last: Option<&RunHeader>| find().or_else(|| last.cloned()).unwrap_or_else(|| first.clone()));
    Some(view! { <RunRow run=run /> })
}

#[component]
fn NoRuns(narrowed: bool) -> impl IntoView {
    if narrowed {
        return view! {
            <EmptyState icon=IconName::ListFilter title="No run fits" text="Take a filter away to see more.">
                <LinkButton href="/runs">"Show all runs"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState
            icon=IconName::Activity
            title="No runs yet"
            text="Open a workflow and press Run: every step, its input and its output will be here."
        >
            <LinkButton href="/studio" kind=ButtonKind::Primary>"Open Studio"</LinkButton>
        </EmptyState>
    }
    .into_any()
}

/// Asks again while something in sight runs and somebody looks.
fn keep_fresh(page: RwSignal<Page<RunHeader>>, place: RunsAddress) {
    let active = Memo::new(move |_| page.with(|page| page.items.iter().any(|run| !run.status.is_final())));
    Effect::new(move |_| {
        if !active.get() {
            return;
        }
        let place = place.clone();
        let ask = move || {
            if document().hidden() {
                return;
            }
            let place = place.clone();
            leptos::task::spawn_local(async move {
                // a page that can't be had now comes with the next beat
                if let Ok(fresh) = list_runs(place.filter(), place.query()).await {
                    page.try_set(fresh);
                }
            });
        };
        if let Ok(beat) = set_interval_with_handle(ask, BEAT) {
            on_cleanup(move || beat.clear());
        }
    });
}
