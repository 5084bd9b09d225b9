//! The first minute: what to do with an empty canvas, and with a lonely start.

use flow::StaticFlow;
use leptos::prelude::*;
use ui::{Button, ButtonKind, IconName, Kbd};

use crate::document::convert::to_doc;
use crate::document::examples::{EXAMPLES, Example};
use crate::state::studio::Studio;

/// Offers on an empty canvas.
#[component]
pub(super) fn StartHere(studio: Studio) -> impl IntoView {
    let cards = EXAMPLES
        .into_iter()
        .map(|example| offer(studio, example))
        .collect_view();
    view! {
        <section class="start" aria-labelledby="start-heading">
            <h2 class="heading-20" id="start-heading">"Start with something that runs"</h2>
            <p class="read dim">"Each of these works at once, without a key. Change it afterwards."</p>
            <ul class="start__cards">{cards}</ul>
            <div class="start__other">
                <Button
                    kind=ButtonKind::Primary
                    icon=IconName::Play
                    disabled=move || !studio.can_edit()
                    on_press=move || studio.add_node("start", None, None)
                >
                    "Begin with a start step"
                </Button>
            </div>
            <p class="start__keys meta">
                <span><Kbd>"/"</Kbd>" add a step"</span>
                <span><Kbd>"C"</Kbd>" connect"</span>
                <span><Kbd>"?"</Kbd>" all keys"</span>
                <span>"or drop a workflow file here"</span>
            </p>
        </section>
    }
}

fn offer(studio: Studio, example: Example) -> AnyView {
    let workflow = example.workflow();
    let doc = workflow
        .as_ref()
        .map(|workflow| to_doc(&workflow.nodes, &workflow.edges))
        .unwrap_or_default();
    let take = move |_| {
        if let Some(workflow) = example.workflow() {
            let name = studio.name.get_untracked();
            let untitled = name.starts_with("Untitled");
            studio.replace_all(&workflow, if untitled { &workflow.name } else { &name });
        }
    };
    view! {
        <li>
            <article class="card tpl start__card">
                <div class="tpl__cover">
                    <StaticFlow doc=doc label=format!("Graph of {}", example.title) />
                </div>
                <div class="tpl__body">
                    <h3 class="tpl__title">
                        <button type="button" class="studio__pick" disabled=move || !studio.can_edit() on:click=take>
                            {example.title}
                        </button>
                    </h3>
                    <p class="tpl__text">{example.text}</p>
                </div>
            </article>
        </li>
    }
}

/// A start alone: what comes next.
#[component]
pub(super) fn NextStep(studio: Studio) -> impl IntoView {
    let alone = memo(move || {
        let bare = studio.flow().doc().with(|doc| doc.len() == 1 && doc.edges().len() == 0);
        bare && studio.levels.with(Vec::is_empty)
    });
    let first = memo(move || {
        let runs = studio.run.id.get().is_some();
        !runs && studio.version.get().is_none() && studio.error_count() == 0
    });
    let hint = move || {
        let text = if alone.get() {
            view! { <span>"Press " <Kbd>"/"</Kbd> " or drag a step in from the left."</span> }.into_any()
        } else if first.get() && studio.levels.with(Vec::is_empty) {
            view! {
                <span>"It is ready to run."</span>
                <Button size=ui::ControlSize::Small icon=IconName::Play on_press=move || studio.ask_to_run()>
                    "Try run"
                </Button>
            }
            .into_any()
        } else {
            return None;
        };
        Some(view! { <p class="studio__hint float">{text}</p> })
    };
    view! { <Show when=move || studio.can_edit()>{hint}</Show> }
}
