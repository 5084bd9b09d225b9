//! What the parts of the page do together, whatever becomes of the list meanwhile: ask anew, make, change, delete, show what is shown once.

use domain::id::{TriggerId, WorkflowId};
use leptos::prelude::*;
use rpc::{Trigger, TriggerMade};

use super::form::Form;

/// Shared by rows, panels and dialogs. Copy it freely.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// The workflow; none where the address names none.
    pub workflow: Signal<Option<WorkflowId>>,
    /// The triggers as last heard of.
    pub known: RwSignal<Vec<Trigger>>,
    /// Asks for everything anew.
    pub refresh: Callback<()>,
    /// The form of the dialog.
    pub form: Form,
    /// Whether the dialog of the form is open.
    pub editing: RwSignal<bool>,
    /// What was just made and is shown once.
    pub made: RwSignal<Option<TriggerMade>>,
    /// The trigger that a person wants to delete.
    pub doomed: RwSignal<Option<(TriggerId, String)>>,
}

impl Desk {
    pub(super) fn new(workflow: Signal<Option<WorkflowId>>, refresh: Callback<()>) -> Self {
        Self {
            workflow,
            known: RwSignal::new(Vec::new()),
            refresh,
            form: Form::new(),
            editing: RwSignal::new(false),
            made: RwSignal::new(None),
            doomed: RwSignal::new(None),
        }
    }

    /// Opens the form for a new webhook or schedule.
    pub(super) fn begin(self, webhook: bool) {
        self.form.begin(webhook);
        self.editing.set(true);
    }

    /// Opens the form for a trigger that stands.
    pub(super) fn edit(self, trigger: &Trigger) {
        self.form.edit(trigger);
        self.editing.set(true);
    }

    /// What was made or changed is shown where there is something to show, and the list asked for anew.
    pub(super) fn done(self, made: TriggerMade) {
        if made.path.is_some() || made.secret.is_some() {
            self.made.set(Some(made));
        }
        self.refresh.run(());
    }
}
