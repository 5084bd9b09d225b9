//! The list before it is there, in its final size.

use leptos::prelude::*;
use ui::{Loading, SkeletonRows, Table};

use super::row::LETTER_COLUMNS;

/// The whole list.
#[component]
pub(super) fn LettersSkeleton() -> impl IntoView {
    view! {
        <Loading label="Loading dead letters">
            <div class="card stacks">
                <Table label="Dead letters, loading" columns=LETTER_COLUMNS.to_vec()>
                    <SkeletonRows columns=LETTER_COLUMNS.len() rows=8 />
                </Table>
            </div>
        </Loading>
    }
}
