//! The run before it is there, in its final size.

use leptos::prelude::*;
use ui::{Loading, Skeleton, SkeletonShape};

/// Head, figures, timeline and step.
#[component]
pub(super) fn RunSkeleton() -> impl IntoView {
    view! {
        <Loading label="Loading the run">
            <Skeleton shape=SkeletonShape::Title />
            <Skeleton shape=SkeletonShape::Block class="run__facts-shape" />
            <div class="run__grid">
                <Skeleton shape=SkeletonShape::Block class="run__shape" />
                <Skeleton shape=SkeletonShape::Block class="run__shape" />
            </div>
        </Loading>
    }
}
