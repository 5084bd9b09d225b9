//! The list before it is there, in its final size.

use leptos::prelude::*;
use ui::{Loading, Skeleton, SkeletonRows, SkeletonShape, Table};

use super::place::{Layout, WorkflowsAddress};
use super::table::COLUMNS;

/// Cards or rows, as the address says.
#[component]
pub(super) fn WorkflowsSkeleton(place: Memo<WorkflowsAddress>) -> impl IntoView {
    match place.with_untracked(|place| place.layout) {
        Layout::Cards => view! { <CardsSkeleton count=6 /> }.into_any(),
        Layout::Table => view! {
            <Loading label="Loading workflows">
                <div class="card stacks">
                    <Table label="Workflows, loading" columns=COLUMNS.to_vec()><SkeletonRows columns=COLUMNS.len() /></Table>
                </div>
            </Loading>
        }
        .into_any(),
    }
}

/// That many cards.
#[component]
pub(crate) fn CardsSkeleton(count: usize) -> impl IntoView {
    let card = |_| {
        view! {
            <li class="card tpl">
                <div class="tpl__cover cards__cover"></div>
                <div class="tpl__body cards__body">
                    <Skeleton shape=SkeletonShape::Long />
                    <Skeleton />
                    <Skeleton shape=SkeletonShape::Short />
                </div>
            </li>
        }
    };
    view! {
        <Loading label="Loading workflows">
            <ul class="cards" aria-hidden="true">{(0..count).map(card).collect_view()}</ul>
        </Loading>
    }
}
