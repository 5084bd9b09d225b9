//! The report before it is there, in its final size.

use leptos::prelude::*;
use ui::{Loading, Skeleton, SkeletonRows, SkeletonShape, Table};

use super::causes::CAUSE_COLUMNS;

/// The whole report.
#[component]
pub(super) fn ReportSkeleton() -> impl IntoView {
    let fact = |_| {
        view! { <div><dt><Skeleton shape=SkeletonShape::Long /></dt><dd><Skeleton shape=SkeletonShape::Short /></dd></div> }
    };
    view! {
        <Loading label="Loading failures">
            <dl class="card facts">{(0..4).map(fact).collect_view()}</dl>
            <div class="failures__top">
                <div class="card failures__shape"><Skeleton shape=SkeletonShape::Block /></div>
                <div class="card failures__shape"><Skeleton shape=SkeletonShape::Block /></div>
            </div>
            <div class="card stacks">
                <Table label="Causes, loading" columns=CAUSE_COLUMNS.to_vec()>
                    <SkeletonRows columns=CAUSE_COLUMNS.len() rows=6 />
                </Table>
            </div>
        </Loading>
    }
}
