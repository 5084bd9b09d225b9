//! One question: what is asked, what the run knows, and the decision.

use std::time::Duration;

use leptos::prelude::*;
use rpc::api::approval::get_approval;
use rpc::api::run::get_run;
use rpc::{Approval, ApprovalState};
use serde_json::Value;
use ui::{Badge, Banner, Fact, Facts, IconName, JsonTree, LinkButton, PageHead, RelativeTime, Status, StatusPill};

use super::decision::DecisionForm;
use super::row::{status, word};

/// Between two looks at the server while it waits.
const BEAT: Duration = Duration::from_secs(4);

/// The question, kept fresh until it is over.
#[component]
pub(super) fn Question(
    /// As it came first.
    first: Approval,
) -> impl IntoView {
    let question = RwSignal::new(first.clone());
    let state = Memo::new(move |_| question.with(|question| question.state));
    keep_fresh(question, state);
    let may_decide = Memo::new(move |_| question.with(|question| question.may_decide));
    let run = format!("/runs/{}?step={}", first.run_id, first.step_id);
    let beside = move || {
        let escalated = question.with(|question| question.escalated_at.is_some());
        view! {
            <span role="status">
                <StatusPill status=Signal::derive(move || status(state.get())) word=Signal::derive(move || word(state.get()).to_owned()) />
            </span>
            {escalated.then(|| view! { <Badge>"Escalated"</Badge> })}
        }
    };
    view! {
        <PageHead title=first.title.clone() area="Approval" beside=beside>
            <LinkButton href=run icon=IconName::Activity>"Show run"</LinkButton>
        </PageHead>
        <QuestionFacts question=question />
        {(!first.message.is_empty()).then(|| view! { <div class="card approvals__message">{first.message.clone()}</div> })}
        {move || if may_decide.get() {
            view! { <section class="card approvals__decide"><DecisionForm question=question /></section> }.into_any()
        } else {
            view! { <Outcome question=question /> }.into_any()
        }}
        <Known question=first />
    }
}

fn keep_fresh(question: RwSignal<Approval>, state: Memo<ApprovalState>) {
    let id = question.with_untracked(|question| question.id);
    Effect::new(move |_| {
        if state.get() != ApprovalState::Pending {
            return;
        }
        let ask = move || {
            if document().hidden() {
                return;
            }
            leptos::task::spawn_local(async move {
                if let Ok(fresh) = get_approval(id).await
                    && question.try_with_untracked(|old| *old != fresh) == Some(true)
                {
                    question.try_set(fresh);
                }
            });
        };
        if let Ok(beat) = set_interval_with_handle(ask, BEAT) {
            on_cleanup(move || beat.clear());
        }
    });
}

#[component]
fn QuestionFacts(question: RwSignal<Approval>) -> impl IntoView {
    let first = question.get_untracked();
    let asked = people(&first.assignees);
    let hint = asked.clone();
    let until = first.due_at.map(|at| at.to_rfc3339());
    let others = first.escalate_at.map(|at| {
        let whom = people(&first.escalate_to);
        view! { <Fact label="Then also"><span class="truncate">{whom}</span>" "<RelativeTime at=at.to_rfc3339() /></Fact> }
    });
    view! {
        <Facts>
            <Fact label="Workflow"><a class="link" href=format!("/studio/{}", first.workflow_id)>{first.workflow_name.clone()}</a></Fact>
            <Fact label="Asked"><RelativeTime at=first.requested_at.to_rfc3339() /></Fact>
            <Fact label="Until">{match until {
                Some(at) => view! { <RelativeTime at=at /> }.into_any(),
                None => view! { "No limit" }.into_any(),
            }}</Fact>
            <Fact label="Who decides"><span class="truncate" title=hint>{asked}</span></Fact>
            {others}
        </Facts>
    }
}

fn people(names: &[String]) -> String {
    if names.is_empty() {
        "Everybody who may start runs".to_owned()
    } else {
        names.join(", ")
    }
}

/// Who decided and how; or why the reader can't.
#[component]
fn Outcome(question: RwSignal<Approval>) -> impl IntoView {
    move || {
        let question = question.get();
        let by = question.decided_by.clone().unwrap_or_else(|| "somebody".to_owned());
        let (tone, title, text) = match question.state {
            ApprovalState::Pending => (
                Status::Waiting,
                "Others are asked".to_owned(),
                format!("This is for {} to decide.", people(&question.assignees)),
            ),
            ApprovalState::Approved => (Status::Succeeded, format!("Approved by {by}"), String::new()),
            ApprovalState::Rejected => (Status::Failed, format!("Rejected by {by}"), String::new()),
            ApprovalState::Expired => (
                Status::Dead,
                "Nobody decided in time".to_owned(),
                "The run has gone on without an answer.".to_owned(),
            ),
            ApprovalState::Cancelled => (
                Status::Cancelled,
                "The run does not ask any more".to_owned(),
                "It has ended, or gone on without this step.".to_owned(),
            ),
        };
        let text = question.comment.clone().unwrap_or(text);
        let answer = question.answer;
        let answer = (!answer.is_null()).then(|| {
            view! { <div class="card approvals__answer"><JsonTree value=answer root="answer" label="Answer" /></div> }
        });
        view! {
            <Banner status=tone title=title text=text />
            {answer}
        }
    }
}

/// What the run was started with.
#[component]
fn Known(question: Approval) -> impl IntoView {
    let inputs = RwSignal::new(None::<Value>);
    let run = question.run_id;
    Effect::new(move |_| {
        leptos::task::spawn_local(async move {
            // a remark at the side: where it can't be had, the link to the run is there
            if let Ok(detail) = get_run(run).await {
                inputs.try_set(Some(detail.inputs));
            }
        });
    });
    move || {
        let inputs = inputs
            .get()
            .filter(|inputs| inputs.as_object().is_some_and(|inputs| !inputs.is_empty()))?;
        Some(view! {
            <section class="card approvals__known" aria-label="Inputs of the run">
                <h2 class="heading-13">"Inputs of the run"</h2>
                <JsonTree value=inputs root="inputs" label="Inputs of the run" />
            </section>
        })
    }
}
