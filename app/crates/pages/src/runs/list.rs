//! One page of the list, and what stands there where it is empty.

use leptos::prelude::*;
use rpc::{Page, RunHeader};
use ui::{ButtonKind, EmptyState, IconName, LinkButton, Pager, Table};

use super::filter::{RunsAddress, Shown};
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
    let (narrowed, active) = (place.is_narrowed(), place.status == Shown::Active);
    let page = RwSignal::new(first);
    keep_fresh(page, place.wanted());
    let is_empty = memo(move || page.with(|page| page.items.is_empty()));
    move || {
        if is_empty.get() {
            view! { <NoRuns narrowed=narrowed active=active /> }.into_any()
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
        <div class="card stacks">
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
fn NoRuns(narrowed: bool, active: bool) -> impl IntoView {
    if narrowed {
        let (title, text) = if active {
            ("Nothing is running", "What starts shows up here by itself.")
        } else {
            ("No run fits", "Take a filter away to see more.")
        };
        return view! {
            <EmptyState icon=IconName::ListFilter title=title text=text>
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
