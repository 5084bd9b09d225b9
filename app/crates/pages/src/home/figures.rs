//! The last day in four figures.

use leptos::prelude::*;
use rpc::RunCounts;
use rpc::api::run::count_runs;
use ui::{Fact, Facts, Loading, Skeleton, SkeletonShape, duration, grouped, use_now};

/// Runs now, ended well, failed, and how long they take. The figures lead to their runs and follow the page's clock.
#[component]
pub(super) fn Figures(
    /// The figures as they came with the page.
    first: RunCounts,
) -> impl IntoView {
    let counts = RwSignal::new(first);
    keep_fresh(counts);
    let active = move || grouped(counts.with(|counts| counts.active));
    let succeeded = move || grouped(counts.with(|counts| counts.succeeded));
    let failed = move || grouped(counts.with(|counts| counts.failed));
    let median = move || {
        counts
            .with(|counts| counts.median_ms)
            .map_or_else(|| "–".to_owned(), duration)
    };
    view! {
        <Facts>
            <Fact label="Running now"><a class="home__figure num" href="/runs?status=active">{active}</a></Fact>
            <Fact label="Succeeded, 24 h"><a class="home__figure num" href="/runs?status=succeeded">{succeeded}</a></Fact>
            <Fact label="Failed, 24 h"><a class="home__figure num" href="/failures?range=24h">{failed}</a></Fact>
            <Fact label="Median duration, 24 h"><span class="home__figure num">{median}</span></Fact>
        </Facts>
    }
}

/// Asks anew with every beat of the page's clock but the first, while somebody looks.
fn keep_fresh(counts: RwSignal<RunCounts>) {
    let now = use_now();
    Effect::new(move |beats: Option<u32>| {
        let beats = beats.unwrap_or(0) + u32::from(now.get().is_some());
        if beats > 1 && !document().hidden() {
            leptos::task::spawn_local(async move {
                // figures that can't be had now come with the next beat
                if let Ok(fresh) = count_runs().await {
                    counts.try_set(fresh);
                }
            });
        }
        beats
    });
}

/// The figures before they are there.
#[component]
pub(super) fn FiguresSkeleton() -> impl IntoView {
    let fact = |_| {
        view! { <div><dt><Skeleton shape=SkeletonShape::Long /></dt><dd><Skeleton shape=SkeletonShape::Short /></dd></div> }
    };
    view! {
        <Loading label="Loading figures">
            <dl class="card facts home__facts-shape">{(0..4).map(fact).collect_view()}</dl>
        </Loading>
    }
}
