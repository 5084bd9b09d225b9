//! Run, Publish, Import, Export, and the way to the triggers.

use domain::run::RunMode;
use leptos::prelude::*;
use serde_json::json;
use ui::{Button, ButtonKind, Icon, IconButton, IconName, IconSize, Kbd, LinkButton, Menu, MenuItem};

use crate::state::studio::Studio;
use crate::view::files::{download, pick_file};

/// The buttons at the end of the top bar.
#[component]
pub(crate) fn Actions(studio: Studio) -> impl IntoView {
    let nothing = Signal::derive(move || studio.top.doc().with(flow::Doc::is_empty));
    let picker = NodeRef::new();
    view! {
        <span class="hide-phone">
            <IconButton icon=IconName::Upload label="Import" on_press=move || pick_file(picker) />
            <IconButton icon=IconName::Download label="Export" disabled=nothing on_press=move || download(studio) />
            <LinkButton
                href=format!("/workflows/{}/triggers", studio.id)
                kind=ButtonKind::Ghost
                icon=IconName::Webhook
                class="btn--icon"
                attr:title="Triggers"
            >
                <span class="vh">"Triggers"</span>
            </LinkButton>
            <IconButton icon=IconName::Keyboard label="Keyboard shortcuts" on_press=move || studio.panes.keys.set(true) />
        </span>
        <input
            class="vh"
            type="file"
            accept=".json,application/json"
            tabindex="-1"
            aria-hidden="true"
            on:change=move |event| crate::view::files::picked(studio, &event)
            node_ref=picker
        />
        <span class="studio__rule hide-phone"></span>
        <Button
            icon=IconName::Play
            busy=studio.run.starting
            disabled=nothing
            on_press=move || studio.ask_to_run()
            attr:aria-keyshortcuts="Control+Enter Meta+Enter"
        >
            "Run"
            <span class="hide-phone" aria-hidden="true"><Kbd mod_key=true enter=true /></span>
        </Button>
        <span class="hide-phone"><RunMenu studio=studio nothing=nothing /></span>
        <span class="hide-phone">
            <Button kind=ButtonKind::Primary disabled=nothing on_press=move || studio.panes.publish.set(true)>
                "Publish"
            </Button>
        </span>
    }
}

/// Other ways to run.
#[component]
fn RunMenu(studio: Studio, nothing: Signal<bool>) -> impl IntoView {
    let again = move |mode: RunMode| {
        let inputs = match studio.last_inputs() {
            serde_json::Value::Null => json!({}),
            inputs => inputs,
        };
        studio.start(inputs, mode);
    };
    view! {
        <Menu
            id="run-menu"
            label="More ways to run"
            trigger=|| view! { <Icon name=IconName::ChevronDown size=IconSize::Small /> }
            align=ui::Align::End
            disabled=nothing
        >
            <MenuItem label="Run with inputs…" icon=IconName::SlidersHorizontal on_pick=move || studio.panes.run_form.set(true) />
            <MenuItem label="Run again, live" icon=IconName::Play on_pick=move || again(RunMode::Live) />
            <MenuItem label="Run again, with sample answers" icon=IconName::FlaskConical on_pick=move || again(RunMode::Mock) />
        </Menu>
    }
}
