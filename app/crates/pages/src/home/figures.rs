//! The last day in four figures.

use leptos::prelude::*;
use ui::{Fact, Facts, Loading, Skeleton, SkeletonShape, duration, grouped};

/// Runs now, ended well, failed, and how long they take. The figures lead to their runs.
#[component]
pub(super) fn Figures(
    /// Runs under way.
    active: u64,
    /// Ended well in the last day.
    succeeded: u64,
    /// Failed in the last day.
    failed: u64,
    /// How long half of the runs of the last day took at most, in milliseconds.
    median_ms: Option<u64>,
) -> impl IntoView {
    let median = median_ms.map_or_else(|| "–".to_owned(), duration);
    view! {
        <Facts>
            <Fact label="Running now"><a class="home__figure num" href="/runs?status=running">{grouped(active)}</a></Fact>
            <Fact label="Succeeded, 24 h"><a class="home__figure num" href="/runs?status=succeeded">{grouped(succeeded)}</a></Fact>
            <Fact label="Failed, 24 h"><a class="home__figure num" href="/runs?status=failed">{grouped(failed)}</a></Fact>
            <Fact label="Median duration, 24 h"><span class="home__figure num">{median}</span></Fact>
        </Facts>
    }
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
