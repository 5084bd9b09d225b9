//! The newest runs.

use leptos::prelude::*;
use rpc::{Page, RunHeader};
use ui::{EmptyState, IconName, Table};

use crate::runs::{RUN_COLUMNS, RunRows, Wanted, keep_fresh};

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
    let wanted = Wanted::newest(page.page_size);
    let page = RwSignal::new(page);
    keep_fresh(page, wanted);
    view! {
        <div class="card stacks">
            <Table label="Recent runs" columns=RUN_COLUMNS.to_vec()>
                <RunRows page=page />
            </Table>
        </div>
        {more.then(|| view! { <p class="home__more"><a class="link" href="/runs">"Show all runs"</a></p> })}
    }
    .into_any()
}
