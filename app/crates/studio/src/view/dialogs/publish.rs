//! Publishing: the draft becomes the next version, for ever.

use leptos::prelude::*;
use leptos::task::spawn_local;
use rpc::api::workflow::publish_workflow;
use ui::{Banner, Button, ButtonKind, Dialog, Field, Status, TextInput, Toast};

use crate::problem::words;
use crate::state::studio::Studio;

/// The dialog that publishes.
#[component]
pub(super) fn Publish(studio: Studio) -> impl IntoView {
    let open = studio.panes.publish;
    let message = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    effect(move || {
        if open.get() {
            message.set(String::new());
            failed.set(None);
            untrack(|| studio.check_now());
        }
    });
    let publish = Callback::new(move |()| {
        busy.set(true);
        studio.flush(move |saved| {
            if saved {
                send(studio, message, busy, failed);
            } else {
                busy.set(false);
                failed.set(Some("The draft could not be saved first.".to_owned()));
            }
        });
    });
    let faulty = Signal::derive(move || studio.error_count() > 0);
    let foot = move || {
        view! {
            <Button on_press=move || open.set(false)>"Not now"</Button>
            <Button kind=ButtonKind::Primary busy=busy disabled=faulty on_press=move || publish.run(())>
                "Publish version"
            </Button>
        }
    };
    let next = move || studio.version.get().map_or(1, |version| version + 1);
    let title = Signal::derive(move || format!("Publish version {}", next()));
    view! {
        <Dialog id="publish" open=open title=title foot=foot>
            <p class="dim">"Runs by the API take the newest version. What is published never changes; the draft goes on."</p>
            {move || failed.get().map(|text| view! { <Banner status=Status::Failed title="Not published" text=text /> })}
            <Faults studio=studio />
            <form on:submit=move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                if !faulty.get_untracked() {
                    publish.run(());
                }
            }>
                <Field id="publish-message" label="What changed" hint="Shown in the list of versions.">
                    <TextInput value=message on_input=move |text: String| message.set(text) max_length=200 autofocus=true />
                </Field>
            </form>
        </Dialog>
    }
}

/// What stands between the draft and publishing.
#[component]
fn Faults(studio: Studio) -> impl IntoView {
    let rows = move || {
        let errors = studio
            .problems
            .get()
            .into_iter()
            .filter(|located| located.problem.is_error());
        let row = |located: crate::problem::Located| {
            let text = located.words();
            let go = move |_| {
                studio.panes.publish.set(false);
                studio.go_to(&located);
            };
            view! { <li><button class="problems__row" type="button" on:click=go>{text}</button></li> }
        };
        errors.map(row).collect_view()
    };
    view! {
        <Show when=move || { studio.error_count() > 0 }>
            <Banner status=Status::Waiting title="Some things have to be fixed first" />
            <ul class="problems" aria-label="Problems">{rows}</ul>
        </Show>
    }
}

fn send(studio: Studio, message: RwSignal<String>, busy: RwSignal<bool>, failed: RwSignal<Option<String>>) {
    let text = message.get_untracked().trim().to_owned();
    spawn_local(async move {
        let answer = publish_workflow(studio.id, (!text.is_empty()).then_some(text)).await;
        busy.try_set(false);
        match answer {
            Ok(_) if studio.is_closed() => {}
            Ok(published) => {
                let before = studio.version.get_untracked();
                studio.version.set(Some(published.version));
                studio.has_changes.set(false);
                studio.panes.publish.set(false);
                // a draft that equals the newest version makes no other one
                studio.toasts.show(if before == Some(published.version) {
                    Toast::info(format!("Nothing to publish: version {} is the same", published.version))
                } else {
                    Toast::success(format!("Published as version {}", published.version))
                });
            }
            Err(error) => {
                let first = error.problems.first().map(words);
                failed.try_set(Some(first.unwrap_or(error.message)));
            }
        }
    });
}
