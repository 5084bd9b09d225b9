//! The newest runs.

use leptos::prelude::*;
use rpc::{Page, RunHeader};
use ui::{EmptyState, IconName, Table};

use crate::runs::{RUN_COLUMNS, RunRow};

/// The newest runs, or how to come by the first one.
#[component]
pub(super) fn Recent(page: Page<RunHeader>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <div class="card">
                <EmptyState
                    icon=IconName::Play
                    title="Nothing has run yet"
                    text="Press Try run on a workflow above: the run opens and shows every step as it happens."
                />
            </div>
        }
        .into_any();
    }
    let more = page.total > page.items.len() as u64;
    view! {
        <div class="card">
            <Table label="Recent runs" columns=RUN_COLUMNS.to_vec()>
                {page.items.into_iter().map(|run| view! { <RunRow run=Signal::stored(run) /> }).collect_view()}
            </Table>
        </div>
        {more.then(|| view! { <p class="home__more"><a class="link" href="/runs">"Show all runs"</a></p> })}
    }
    .into_any()
}
