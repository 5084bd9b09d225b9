//! A setting that names a workflow: one of the organisation's by its name, or its id as text, which may be a template.

use domain::catalogue::Field as Setting;
use domain::id::WorkflowId;
use leptos::prelude::*;
use rpc::api::workflow::list_workflows;
use rpc::{ListQuery, WorkflowSummary};
use ui::{Button, ButtonKind, Choice, ControlSize, FieldError, Select};

use super::expression::ExpressionBox;
use super::field::{example, id_of, some_text};
use crate::state::subject::Subject;

/// What is known of the other workflows.
#[derive(Clone, Debug, Default, PartialEq)]
enum Others {
    #[default]
    Loading,
    Known(Vec<Choice>),
    Failed(String),
}

impl Others {
    /// What the select says while nothing is chosen.
    fn prompt(&self) -> &'static str {
        match self {
            Self::Loading => "Loading workflows…",
            Self::Known(choices) if choices.is_empty() => "No other workflows yet",
            Self::Known(_) => "Choose a workflow",
            Self::Failed(_) => "No workflow",
        }
    }

    fn choices(self) -> Vec<Choice> {
        match self {
            Self::Known(choices) => choices,
            Self::Loading | Self::Failed(_) => Vec::new(),
        }
    }

    fn fault(&self) -> Option<String> {
        match self {
            Self::Failed(why) => Some(format!("The workflows could not be loaded. {why}")),
            Self::Loading | Self::Known(_) => None,
        }
    }
}

/// The select, or the box for text, and a way from one to the other.
#[component]
pub(super) fn WorkflowField(subject: Subject, field: &'static Setting) -> impl IntoView {
    let name = field.name;
    let text = subject.text(name);
    let write = Callback::new(move |text: String| subject.set(name, some_text(text)));
    let typed = RwSignal::new(text.with_untracked(|text| is_template(text)));
    let shown = memo(move || typed.get() || text.with(|text| is_template(text)));
    let others = RwSignal::new(Others::default());
    let own = subject.studio.id;
    // the list comes when the page lives: the server has no use for it
    effect(move || load(own, others));
    let again = Callback::new(move |()| {
        others.set(Others::Loading);
        load(own, others);
    });
    let choose = move || {
        typed.set(false);
        if text.with_untracked(|text| is_template(text)) {
            subject.set(name, None);
        }
    };
    move || {
        if shown.get() {
            view! {
                <ExpressionBox subject=subject id=id_of(name) value=text on_input=write placeholder=example(field) />
                {switch("Choose from the list", Callback::new(move |()| choose()))}
            }
            .into_any()
        } else {
            view! {
                {move || select(others.get(), text, write, again)}
                {switch("Use an id or an expression", Callback::new(move |()| typed.set(true)))}
            }
            .into_any()
        }
    }
}

/// The workflows by name, and what went wrong while they were fetched.
fn select(others: Others, text: Memo<String>, write: Callback<String>, again: Callback<()>) -> AnyView {
    let (prompt, fault) = (others.prompt(), others.fault());
    let failed = fault.is_some();
    view! {
        <Select value=text choices=others.choices() on_change=write empty_label=prompt />
        <FieldError id="workflows-error" error=fault />
        {failed.then(|| switch("Try again", again))}
    }
    .into_any()
}

fn switch(words: &'static str, on_press: Callback<()>) -> AnyView {
    view! {
        <Button kind=ButtonKind::Ghost size=ControlSize::Small class="inspector__to-expression" on_press=on_press>
            {words}
        </Button>
    }
    .into_any()
}

/// Asks for the workflows that were changed last; any other is named by its id.
fn load(own: WorkflowId, others: RwSignal<Others>) {
    leptos::task::spawn_local(async move {
        let query = ListQuery {
            page_size: ListQuery::MAX_PAGE_SIZE,
            ..ListQuery::default()
        };
        let found = match list_workflows(query).await {
            Ok(page) => Others::Known(choices(own, page.items)),
            Err(error) => Others::Failed(error.message),
        };
        // none when the node was left meanwhile
        others.try_set(found);
    });
}

/// All but the workflow itself, by name.
fn choices(own: WorkflowId, workflows: Vec<WorkflowSummary>) -> Vec<Choice> {
    let others = workflows.into_iter().filter(|workflow| workflow.id != own);
    let mut choices: Vec<Choice> = others
        .map(|workflow| Choice::new(workflow.id.to_string(), workflow.name))
        .collect();
    choices.sort_by_key(|choice| choice.label.to_lowercase());
    choices
}

fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: &str, name: &str) -> WorkflowSummary {
        WorkflowSummary {
            id: id.parse().unwrap(),
            name: name.to_owned(),
            description: None,
            version: None,
            workflow_version_id: None,
            has_changes: false,
            updated_at: chrono::DateTime::UNIX_EPOCH,
            last_run: None,
            cover: rpc::Cover::default(),
        }
    }

    #[test]
    fn a_workflow_is_not_offered_to_itself_and_the_others_come_by_name() {
        let own = named("wf_01k9v3e8s5e7cs0w3f6c1v9b4a", "own");
        let beta = named("wf_01k9v3e8s5e7cs0w3f6c1v9b4b", "beta");
        let alpha = named("wf_01k9v3e8s5e7cs0w3f6c1v9b4c", "Alpha");
        let found = choices(own.id, vec![beta, own, alpha]);
        let names: Vec<_> = found.iter().map(|choice| choice.label.as_str()).collect();
        assert_eq!(names, ["Alpha", "beta"]);
    }

    #[test]
    fn the_select_says_why_it_is_empty() {
        assert_eq!(Others::Loading.prompt(), "Loading workflows…");
        assert_eq!(Others::Known(Vec::new()).prompt(), "No other workflows yet");
        assert!(
            Others::Failed("Try later.".to_owned())
                .fault()
                .unwrap()
                .ends_with("Try later.")
        );
    }

    #[test]
    fn an_id_is_chosen_and_a_template_is_written() {
        assert!(!is_template("wf_01k9v3e8s5e7cs0w3f6c1v9b4a"));
        assert!(is_template("{{ inputs.workflow }}") && is_template("{% if a %}b{% endif %}"));
    }
}
