//! The list before it is there, in its final size.

use leptos::prelude::*;
use ui::{Loading, SkeletonRows, Table};

use super::row::RUN_COLUMNS;

/// The whole list.
#[component]
pub(crate) fn RunsSkeleton() -> impl IntoView {
    view! { <RunRowsSkeleton rows=12 /> }
}

/// A list of that many rows.
#[component]
pub(crate) fn RunRowsSkeleton(rows: usize) -> impl IntoView {
    view! {
        <Loading label="Loading runs">
            <div class="card stacks">
                <Table label="Runs, loading" columns=RUN_COLUMNS.to_vec()>
                    <SkeletonRows columns=RUN_COLUMNS.len() rows=rows />
                </Table>
            </div>
        </Loading>
    }
}
