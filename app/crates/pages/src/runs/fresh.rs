//! Keeps a page of runs fresh while somebody looks: every few seconds as long as one of them goes on, else calmly,
//! so that new ones are noticed.

use std::time::Duration;

use domain::id::RunId;
use leptos::prelude::*;
use rpc::{Page, RunHeader};

use super::ask::Wanted;
use super::row::RunRow;

/// Between two looks at the server while a run goes on.
const BEAT: Duration = Duration::from_secs(3);
/// Between two looks while nothing goes on.
const CALM_BEAT: Duration = Duration::from_secs(10);

/// Asks again and again, as long as the caller lives.
pub(crate) fn keep_fresh(page: RwSignal<Page<RunHeader>>, wanted: Wanted) {
    let active = memo(move || page.with(|page| page.items.iter().any(|run| !run.status.is_final())));
    effect(move || {
        let every = if active.get() { BEAT } else { CALM_BEAT };
        let wanted = wanted.clone();
        let ask = move || {
            if document().hidden() {
                return;
            }
            let wanted = wanted.clone();
            leptos::task::spawn_local(async move {
                // a page that can't be had now comes with the next beat
                if let Ok(fresh) = wanted.ask().await
                    && page.try_with_untracked(|old| *old != fresh) == Some(true)
                {
                    page.try_set(fresh);
                }
            });
        };
        if let Ok(beat) = set_interval_with_handle(ask, every) {
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
    let ids = memo(move || page.with(|page| page.items.iter().map(|run| run.id).collect::<Vec<_>>()));
    view! {
        <For each=move || ids.get() key=|id| *id let:id>
            {row(page, id)}
        </For>
    }
}

fn row(page: RwSignal<Page<RunHeader>>, id: RunId) -> Option<AnyView> {
    let find = move || page.with(|page| page.items.iter().find(|run| run.id == id).cloned());
    let first = find()?;
    let run =
        Memo::new(move |last: Option<&RunHeader>| find().or_else(|| last.cloned()).unwrap_or_else(|| first.clone()));
    Some(view! { <RunRow run=run /> })
}
