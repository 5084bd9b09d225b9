//! Deciding: the form, approve and reject.

use leptos::{ev, prelude::*};
use rpc::api::approval::{decide_approval, get_approval};
use rpc::{AppError, Approval, Decision};
use ui::{Button, ButtonKind, Field, IconName, TextArea, Toast, use_toasts};
use wasm_bindgen::JsCast;

use super::answer::{Answer, Typed, field_id};
use super::fields::{Form, WHOLE};
use crate::sentence::sentence;

/// Longest comment.
const COMMENT_CHARS: u32 = 2_000;
/// The id of its box.
const COMMENT: &str = "approval-comment";

/// The form of a question that the reader may decide.
#[component]
pub(super) fn DecisionForm(question: RwSignal<Approval>) -> impl IntoView {
    let toasts = use_toasts();
    let form = question.with_untracked(|question| Form::of(&question.fields));
    let typed = Typed::new(&form);
    let comment = RwSignal::new(String::new());
    let busy = RwSignal::new(None::<bool>);
    let id = question.with_untracked(|question| question.id);
    let whole = memo(move || {
        typed.faults.with(|faults| {
            faults
                .iter()
                .find(|(at, _)| at == WHOLE)
                .map(|(_, fault)| fault.clone())
        })
    });
    let has_whole = form == Form::Whole;
    let shown = form.clone();
    let decide = Callback::new(move |approved: bool| {
        // the same press twice is one decision
        if busy.get_untracked().is_some() {
            return;
        }
        let answer = match typed.texts.with_untracked(|texts| form.read(texts)) {
            Ok(answer) => answer,
            // a no needs no answer
            Err(_faults) if !approved => serde_json::Value::Null,
            Err(faults) => {
                focus(faults.first().map_or(WHOLE, |(name, _)| name));
                typed.faults.set(faults);
                return;
            }
        };
        let remark = comment.get_untracked().trim().to_owned();
        let decision = Decision {
            answer: if approved { answer } else { serde_json::Value::Null },
            comment: Some(remark).filter(|remark| !remark.is_empty()),
            approved,
        };
        busy.set(Some(approved));
        typed.faults.set(Vec::new());
        let form = form.clone();
        leptos::task::spawn_local(async move {
            match decide_approval(id, decision).await {
                Ok(decided) => {
                    let done = if approved {
                        "Approved. The run goes on."
                    } else {
                        "Rejected. The run goes on."
                    };
                    toasts.success(done);
                    question.try_set(decided);
                }
                Err(error) => {
                    let faults = faults(&form, &error);
                    if faults.is_empty() {
                        toasts.show(Toast::error("The decision was not taken").text(sentence(&error.message)));
                        // somebody was faster, or it is over: say so
                        if let Ok(fresh) = get_approval(id).await {
                            question.try_set(fresh);
                        }
                    } else {
                        focus(faults.first().map_or(WHOLE, |(name, _)| name));
                        typed.faults.try_set(faults);
                    }
                }
            }
            busy.try_set(None);
        });
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
    };
    let write = Callback::new(move |text: String| comment.set(text));
    view! {
        <form class="approvals__form" on:submit=submit aria-label="Decision">
            <Answer form=shown typed=typed />
            {move || whole.get().filter(|_| !has_whole).map(|fault| view! { <p class="field__error" role="alert">{sentence(&fault)}</p> })}
            <Field id=COMMENT label="Comment" aside="Optional">
                <TextArea value=comment on_input=write rows=2 max_length=COMMENT_CHARS />
            </Field>
            <div class="approvals__deeds">
                <Button kind=ButtonKind::Primary icon=IconName::Check busy=Signal::derive(move || busy.get() == Some(true))
                    on_press=move || decide.run(true)>"Approve"</Button>
                <Button kind=ButtonKind::Danger icon=IconName::X busy=Signal::derive(move || busy.get() == Some(false))
                    on_press=move || decide.run(false)>"Reject"</Button>
            </div>
        </form>
    }
}

/// What is wrong by box, as the server says it.
fn faults(form: &Form, error: &AppError) -> Vec<(String, String)> {
    let problems = error.problems.iter();
    problems
        .map(|problem| (form.at(&problem.path), sentence(&problem.message)))
        .collect()
}

/// Leads to the box that is wrong.
fn focus(name: &str) {
    if let Some(element) = document().get_element_by_id(&field_id(name)) {
        // fails only outside the document
        drop(element.unchecked_into::<web_sys::HtmlElement>().focus());
    }
}
