//! Why a step failed.

use domain::run::StepError;
use leptos::prelude::*;
use ui::{Banner, Status};

use crate::problem::sentence;

/// What happened, and the code under which the documentation explains it.
#[component]
pub(crate) fn StepFault(error: StepError) -> impl IntoView {
    view! { <Banner status=Status::Failed title=sentence(&error.message) text=error.code /> }
}
