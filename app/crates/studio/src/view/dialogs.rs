//! Everything that opens over the page.

mod keys;
pub(crate) mod previous;
mod publish;
mod refused;
mod run_form;
mod versions;

use leptos::prelude::*;

use crate::state::studio::Studio;
use keys::Keys;
use publish::Publish;
use refused::Refused;
use run_form::RunForm;
use versions::Versions;

/// All dialogs, closed.
#[component]
pub(crate) fn Dialogs(studio: Studio) -> impl IntoView {
    view! {
        <RunForm studio=studio />
        <Publish studio=studio />
        <Versions studio=studio />
        <Refused studio=studio />
        <Keys studio=studio />
    }
}
