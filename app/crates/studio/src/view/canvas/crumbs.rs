//! Which loop is in sight, and the way back out.

use leptos::prelude::*;

use crate::state::studio::Studio;

/// The way from the workflow to the body in sight; nothing at the top.
#[component]
pub(super) fn LevelCrumbs(studio: Studio) -> impl IntoView {
    let titles = move || {
        studio
            .levels
            .with(|levels| levels.iter().map(|level| level.title.clone()).collect::<Vec<_>>())
    };
    let crumbs = move || {
        let titles = titles();
        let last = titles.len();
        (last > 0).then(|| {
            let step = |depth: usize, title: String| {
                let current = depth == last;
                view! {
                    <li>
                        <button
                            class="btn btn--ghost btn--sm"
                            type="button"
                            aria-current=current.then_some("step")
                            disabled=current
                            on:click=move |_| studio.leave_to(depth)
                        >
                            {title}
                        </button>
                    </li>
                }
            };
            let first = step(0, "Workflow".to_owned());
            let rest = titles
                .into_iter()
                .enumerate()
                .map(|(index, title)| step(index + 1, title))
                .collect_view();
            view! {
                <nav class="studio__levels float" aria-label="Loop">
                    <ol class="crumbs">{first}{rest}</ol>
                </nav>
            }
        })
    };
    view! { {crumbs} }
}
