//! What the parts of the list do together: ask anew, delete, report an import.

use domain::id::WorkflowId;
use leptos::prelude::*;
use rpc::{ImportReport, WorkflowSummary};

/// Shared by cards, rows, menus and dialogs. Copy it freely.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// Asks for the list anew.
    pub refresh: Callback<()>,
    /// The workflow that a person wants to delete.
    pub doomed: RwSignal<Option<Doomed>>,
    /// The last import that had something to say.
    pub report: RwSignal<Option<Imported>>,
}

/// A workflow about to be deleted, and what goes with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Doomed {
    /// Which one; none before anything was chosen.
    pub id: Option<WorkflowId>,
    /// Its name, to be typed.
    pub name: String,
    /// How many published versions it has.
    pub versions: i32,
}

impl Doomed {
    pub(super) fn of(workflow: WorkflowSummary) -> Self {
        Self {
            id: Some(workflow.id),
            name: workflow.name,
            versions: workflow.version.unwrap_or(0),
        }
    }

    /// What is lost.
    pub(super) fn loss(&self) -> String {
        let what = match self.versions {
            0 => "Its draft is deleted".to_owned(),
            1 => "Its draft and its published version are deleted".to_owned(),
            versions => format!("Its draft and its {versions} published versions are deleted"),
        };
        format!("{what} for good. Its runs can still be read.")
    }
}

/// What an import came to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Imported {
    /// A workflow was made, but its document has faults.
    WithProblems(ImportReport),
    /// Nothing was made.
    Refused(rpc::AppError),
}

impl Desk {
    pub(super) fn new(refresh: Callback<()>) -> Self {
        Self {
            refresh,
            doomed: RwSignal::new(None),
            report: RwSignal::new(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loss_is_named_in_figures() {
        let doomed = |versions| Doomed {
            versions,
            ..Doomed::default()
        };
        assert!(doomed(0).loss().starts_with("Its draft is deleted for good"));
        assert!(doomed(1).loss().contains("its published version"));
        assert!(doomed(14).loss().contains("14 published versions"));
    }
}
