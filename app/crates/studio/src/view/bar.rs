//! What stands in the top bar: what is edited, whether it is saved, and what can be done with all of it.

mod actions;
mod saved;

use leptos::prelude::*;
use ui::{Badge, BadgeKind};

pub(crate) use actions::Actions;
use saved::Saved;

use super::inline_name::InlineName;
use crate::state::studio::Studio;

/// Where this is, its name, its version, its saved state.
#[component]
pub(crate) fn Name(studio: Studio) -> impl IntoView {
    let version = move || match studio.version.get() {
        Some(version) => format!("v{version}"),
        None => "Draft".to_owned(),
    };
    let changed = move || {
        let differs = studio.version.get().is_some() && studio.has_changes.get();
        differs.then(|| view! { <Badge kind=BadgeKind::Accent>"Unpublished changes"</Badge> })
    };
    view! {
        <nav aria-label="Breadcrumb" class="hide-phone">
            <ol class="crumbs">
                <li><a href="/studio">"Workflows"</a></li>
            </ol>
        </nav>
        <span class="studio__slash hide-phone" aria-hidden="true">"/"</span>
        <span class="studio__name truncate">
            <InlineName
                value=studio.name
                label="Rename workflow"
                on_rename=move |name: String| studio.rename(&name)
                disabled=move || !studio.can_edit()
            />
        </span>
        <button
            class="badge badge--mono hide-phone"
            type="button"
            title="Versions"
            on:click=move |_| studio.panes.versions.set(true)
        >
            {version}
            <span class="vh">", versions"</span>
        </button>
        <span class="hide-phone">{changed}</span>
        <Saved studio=studio />
    }
}
