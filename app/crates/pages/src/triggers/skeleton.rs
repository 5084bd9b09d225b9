//! The page before it is there, in its final size.

use leptos::prelude::*;
use ui::{Loading, Skeleton, SkeletonRows, SkeletonShape, Table};

use super::board::COLUMNS;

/// Title, a few rows, a card.
#[component]
pub(super) fn BoardSkeleton() -> impl IntoView {
    view! {
        <Loading label="Loading triggers">
            <Skeleton shape=SkeletonShape::Title />
            <div class="card stacks">
                <Table label="Triggers, loading" columns=COLUMNS.to_vec()>
                    <SkeletonRows columns=COLUMNS.len() rows=3 />
                </Table>
            </div>
            <Skeleton shape=SkeletonShape::Block />
        </Loading>
    }
}
