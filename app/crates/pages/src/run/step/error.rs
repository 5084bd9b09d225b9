//! Why the latest attempt of a step failed.

use domain::run::{StepError, StepState};
use leptos::prelude::*;
use ui::{JsonTree, RelativeTime};

use crate::sentence::Sentence;

/// What happened, what to try, and the details.
#[component]
pub(super) fn ErrorText(state: Memo<StepState>) -> impl IntoView {
    let error = memo(move || state.with(|state| state.error.clone()));
    let due = memo(move || state.with(|state| state.until.filter(|_| !state.status.is_final())));
    let again = move || {
        due.get().map(|due| {
            view! { <p class="run__none">"The next attempt begins "<RelativeTime at=due.to_rfc3339() />"."</p> }
        })
    };
    view! {
        {move || error.get().map(told)}
        {again}
    }
}

fn told(error: StepError) -> AnyView {
    let help = format!("/docs/errors/{}", error.code);
    let details = error
        .details
        .map(|details| view! { <JsonTree value=details root="error.details" label="Details of the error" /> });
    view! {
        <div class="run__error">
            <Sentence text=error.message />
            <p class="meta">
                <a class="link mono" href=help rel="external">{error.code}</a>
            </p>
        </div>
        {details}
    }
}
