//! Keeps a page of runs fresh: while one of them goes on and somebody looks, it is asked for every few seconds.

use std::time::Duration;

use domain::id::RunId;
use leptos::prelude::*;
use rpc::api::run::list_runs;
use rpc::{ListQuery, Page, RunFilter, RunHeader};

use super::row::RunRow;

/// Between two looks at the server.
const BEAT: Duration = Duration::from_secs(3);

/// Asks again and again, as long as the caller lives.
pub(crate) fn keep_fresh(page: RwSignal<Page<RunHeader>>, filter: RunFilter, query: ListQuery) {
    let active = Memo::new(move |_| page.with(|page| page.items.iter().any(|run| !run.status.is_final())));
    Effect::new(move |_| {
        if !active.get() {
            return;
        }
        let (filter, query) = (filter.clone(), query.clone());
        let ask = move || {
            if document().hidden() {
                return;
            }
            let (filter, query) = (filter.clone(), query.clone());
            leptos::task::spawn_local(async move {
                // a page that can't be had now comes with the next beat
                if let Ok(fresh) = list_runs(filter, query).await {
                    page.try_set(fresh);
                }
            });
        };
        if let Ok(beat) = set_interval_with_handle(ask, BEAT) {
            on_cleanup(move || beat.clear());
        }
    });
}

/// The rows of a page; a row that was in sight before stays the same element.
#[component]
pub(crate) fn RunRows(
    /// The page.
    page: RwSignal<Page<RunHeader>>,
) -> impl IntoView {
    let ids = Memo::new(move |_| page.with(|page| page.items.iter().map(|run| run.id).collect::<Vec<_>>()));
    view! {
        <For each=move || ids.get() key=|id| *id let:id>
            {row(page, id)}
        </For>
    }
}

fn row(page: RwSignal<Page<RunHeader>>, id: RunId) -> impl IntoView {
    let find = move || page.with(|page| page.items.iter().find(|run| run.id == id).cloned());
    let first = find()?;
    let run =
        Memo::new(move |last: Option<&RunHeader>| find().or_else(|| last.cloned()).unwrap_or_else(|| first.clone()));
    Some(view! { <RunRow run=run /> })
}
