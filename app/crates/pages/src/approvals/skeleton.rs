//! List and question before they are there, in their final size.

use leptos::prelude::*;
use ui::{Loading, Skeleton, SkeletonRows, SkeletonShape, Table};

use super::row::QUESTION_COLUMNS;

/// The whole list.
#[component]
pub(super) fn QuestionsSkeleton() -> impl IntoView {
    view! {
        <Loading label="Loading approvals">
            <div class="card stacks">
                <Table label="Approvals, loading" columns=QUESTION_COLUMNS.to_vec()>
                    <SkeletonRows columns=QUESTION_COLUMNS.len() rows=6 />
                </Table>
            </div>
        </Loading>
    }
}

/// One question.
#[component]
pub(super) fn QuestionSkeleton() -> impl IntoView {
    view! {
        <Loading label="Loading the approval">
            <Skeleton shape=SkeletonShape::Title />
            <Skeleton shape=SkeletonShape::Block />
        </Loading>
    }
}
