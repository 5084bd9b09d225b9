//! Another document in the place of this one, as one step that undo takes back.

use domain::graph::{Workflow, check_text};
use flow::Event;
use leptos::prelude::*;

use super::panes::RefusedFile;
use super::studio::Studio;
use crate::document::convert::to_whole;

impl Studio {
    /// Puts a document on the canvas.
    pub(crate) fn replace_all(&self, workflow: &Workflow, name: &str) {
        self.leave_to(0);
        self.top.dispatch(Event::ApplyRemote {
            doc: to_whole(workflow, name),
            undoable: true,
        });
        self.top.dispatch(Event::Fit);
        self.check_now();
    }

    /// Takes the text of a file. One with faults changes nothing: they are listed.
    pub(crate) fn import(&self, file: &str, text: &str) {
        let checked = check_text(text);
        let valid = checked.is_valid();
        match checked.workflow.filter(|_| valid) {
            Some(workflow) => {
                self.replace_all(&workflow, &workflow.name);
                let studio = *self;
                self.toasts.show(
                    ui::Toast::success(format!("Imported {file}"))
                        .text(format!("{} steps took the place of the draft.", workflow.nodes.len()))
                        .action("Undo", move || studio.while_open(|| studio.take_back())),
                );
            }
            None => self.panes.refused.set(Some(RefusedFile {
                name: file.to_owned(),
                problems: checked.problems,
            })),
        }
    }

    fn take_back(self) {
        self.leave_to(0);
        self.top.dispatch(Event::Undo);
        self.top.dispatch(Event::Fit);
    }
}
