//! A box for expressions: colours, completion by keyboard and mouse, and what it gives with the data of the last run.

use leptos::{ev, html, prelude::*};
use ui::{CodeInput, Icon, IconButton, IconName, IconSize, Language};

use super::completion::{Completion, byte_of, units_of};
use crate::expr::Syntax;
use crate::expr::preview::{Preview, preview};
use crate::state::subject::Subject;
use crate::view::time::hour_and_minute;

/// The box.
#[component]
pub(super) fn ExpressionBox(
    /// The node, for what it can name.
    subject: Subject,
    /// An id unique on the page; the list takes `{id}-options`.
    id: String,
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Called at every keystroke.
    on_input: Callback<String>,
    /// How it is written.
    #[prop(default = Syntax::Template)]
    syntax: Syntax,
    /// Lines shown at least.
    #[prop(default = 1)]
    rows: u32,
    /// An example.
    #[prop(optional, into)]
    placeholder: String,
    /// Its spoken name, where no field around it has one.
    #[prop(optional, into)]
    label: Option<String>,
    /// A literal in it is masked.
    #[prop(default = false)]
    secret: bool,
    /// What it gives is shown below.
    #[prop(default = true)]
    previews: bool,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    let completion = Completion::new(id);
    let known = subject.known;
    let look = move |text: &str, forced: bool| {
        let cursor = area
            .get_untracked()
            .and_then(|area| area.selection_end().ok().flatten());
        if let Some(cursor) = cursor {
            known.with_untracked(|known| completion.look(text, byte_of(text, cursor), syntax, known, forced));
        }
    };
    let take = move |index: usize| {
        let text = value.get_untracked();
        if let Some((next, cursor)) = completion.take(&text, index) {
            on_input.run(next.clone());
            if let Some(area) = area.get_untracked() {
                area.set_value(&next);
                let at = units_of(&next, cursor);
                // fails only for controls without a selection
                drop(area.set_selection_range(at, at));
            }
        }
    };
    let type_in = Callback::new(move |text: String| {
        on_input.run(text.clone());
        look(&text, false);
    });
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == " " && event.ctrl_key() {
            event.prevent_default();
            look(&value.get_untracked(), true);
        } else if let Some(step) = completion.key(&event.key()) {
            event.prevent_default();
            event.stop_propagation();
            if let Some(index) = step {
                take(index);
            }
        }
    };
    completion.describe(area);
    let hidden = RwSignal::new(true);
    let masked = move || secret && hidden.get() && value.with(|text| !text.is_empty() && !text.contains("{{"));
    let shown = memo(masked);
    let boxed = move || {
        if shown.get() {
            view! { <Masked on_show=Callback::new(move |()| hidden.set(false)) /> }.into_any()
        } else {
            let code = view! {
                <CodeInput
                    value=value
                    on_input=type_in
                    language=Language::Template
                    placeholder=placeholder.clone()
                    rows=rows
                    label=label.clone().unwrap_or_default()
                    node_ref=area
                >
                    {previews.then(|| view! { <PreviewLine subject=subject value=value syntax=syntax /> })}
                </CodeInput>
            };
            code.into_any()
        }
    };
    view! {
        <div class="complete" on:keydown:capture=on_key on:focusout=move |_| completion.close()>
            {boxed}
            <CompletionList completion=completion take=Callback::new(take) />
        </div>
    }
}

/// A secret that was typed in: hidden until somebody asks.
#[component]
fn Masked(on_show: Callback<()>) -> impl IntoView {
    view! {
        <span class="input-wrap">
            <input class="input mono" type="password" value="••••••••••" readonly aria-label="Hidden value" />
            <span class="input-wrap__end">
                <IconButton icon=IconName::Eye label="Show and change" size=ui::ControlSize::Small on_press=move || on_show.run(()) />
            </span>
        </span>
    }
}

#[component]
fn CompletionList(completion: Completion, take: Callback<usize>) -> impl IntoView {
    let options = move || {
        let items = completion.items();
        (!items.is_empty()).then(|| {
            let rows = items.into_iter().enumerate().map(|(index, item)| {
                view! {
                    <li
                        class="menu__item"
                        id=completion.option_id(index)
                        role="option"
                        aria-selected=move || (completion.active.get() == index).to_string()
                        // keeps the focus in the box
                        on:mousedown=move |event| event.prevent_default()
                        on:click=move |_| take.run(index)
                    >
                        <span class="mono">{item.insert}</span>
                        <span class="menu__end truncate">{item.detail}</span>
                    </li>
                }
            });
            view! {
                <ul class="float menu complete__list" role="listbox" id=completion.list_id() aria-label="Completions">
                    {rows.collect_view()}
                </ul>
            }
        })
    };
    view! { {options} }
}

/// What the box gives now.
#[component]
fn PreviewLine(subject: Subject, value: Signal<String>, syntax: Syntax) -> impl IntoView {
    let result = memo(move || value.with(|text| subject.known.with(|known| preview(text, syntax, known))));
    let studio = subject.studio;
    let from = move || {
        let begun = studio.run.state.with(|run| run.as_ref().and_then(|run| run.started_at));
        match begun {
            Some(at) => format!("Preview, run of {}", hour_and_minute(at)),
            None => "Preview with sample data".to_owned(),
        }
    };
    let line = move || {
        let (class, text) = match result.get() {
            Preview::None => return None,
            Preview::Value(text) => ("expr__value", text),
            Preview::OnServer => ("expr__value dim", "Evaluated on the server when it runs.".to_owned()),
            Preview::Fault(text) => ("expr__value expr__value--fault", text),
        };
        Some(view! {
            <div class="expr__preview">
                <p class="expr__from">
                    <Icon name=IconName::Eye size=IconSize::Small />
                    {from}
                </p>
                <p class=class>{text}</p>
            </div>
        })
    };
    view! { {line} }
}
