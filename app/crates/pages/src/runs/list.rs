//! One page of the list, and what stands there where it is empty.

use leptos::prelude::*;
use rpc::{Page, RunHeader};
use ui::{ButtonKind, EmptyState, IconName, LinkButton, Pager, Table};

use super::filter::RunsAddress;
use super::fresh::{RunRows, keep_fresh};
use super::row::RUN_COLUMNS;

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
    keep_fresh(page, place.filter(), place.query());
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
    let columns = RUN_COLUMNS.to_vec();
    let href = Callback::new(move |number| place.on_page(number).href());
    view! {
        <div class="card">
            <Table label="Runs" columns=columns>
                <RunRows page=page />
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
