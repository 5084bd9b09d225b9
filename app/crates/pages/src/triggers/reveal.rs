//! An address or a secret just made: shown this once.

use leptos::prelude::*;
use rpc::TriggerMade;
use ui::{Banner, Button, ButtonKind, CopyButton, Dialog, Field, Status, TextInput};

use super::desk::Desk;

/// Opens for whatever was just made.
#[component]
pub(super) fn Reveal(desk: Desk) -> impl IntoView {
    let open = RwSignal::new(false);
    effect(move || {
        if desk.made.with(Option::is_some) {
            open.set(true);
        }
    });
    let foot =
        move || view! { <Button kind=ButtonKind::Primary on_press=move || open.set(false)>"I have copied it"</Button> };
    let title = Signal::derive(move || {
        let address = desk
            .made
            .with(|made| made.as_ref().is_some_and(|made| made.path.is_some()));
        if address {
            "The webhook's address".to_owned()
        } else {
            "The webhook's secret".to_owned()
        }
    });
    view! {
        <Dialog id="trigger-made" open=open title=title keep_open=true foot=foot on_close=move |()| desk.made.set(None)>
            {move || desk.made.get().map(|made| view! { <Shown made=made /> })}
        </Dialog>
    }
}

#[component]
fn Shown(made: TriggerMade) -> impl IntoView {
    let address = made.path.map(|path| {
        let whole = format!("{}{path}", origin());
        let test = format!("{whole}/test");
        view! {
            <Once id="hook-address" label="Address" hint="Calls to it start runs." text=whole />
            <Once id="hook-test-address" label="Test address" hint="Calls to it are kept for you to look at, and start nothing." text=test />
        }
    });
    let secret = made.secret.map(|secret| {
        view! { <Once id="hook-secret" label="Secret" hint="Give it to whoever calls, and to nobody else." text=secret /> }
    });
    view! {
        <div class="triggers__made">
            <Banner status=Status::Waiting title="Copy it now" text="Apex keeps only what it needs to know it again: nobody can show it later." />
            {address}
            {secret}
        </div>
    }
}

/// A text with a button that copies it.
#[component]
fn Once(id: &'static str, label: &'static str, hint: &'static str, text: String) -> impl IntoView {
    let copied = text.clone();
    view! {
        <Field id=id label=label hint=hint>
            <TextInput value=text readonly=true mono=true>
                <CopyButton text=copied label=format!("Copy {}", label.to_lowercase()) />
            </TextInput>
        </Field>
    }
}

/// Where the browser reached Apex.
fn origin() -> String {
    window().location().origin().unwrap_or_default()
}
