//! Another document in the place of this one, as one step that undo takes back.

use domain::graph::{Workflow, check_text};
use flow::Event;
use leptos::prelude::*;

use super::panes::RefusedFile;
use super::studio::Studio;
use crate::document::convert::to_doc;

impl Studio {
    /// Puts a document on the canvas.
    pub(crate) fn replace_all(&self, workflow: &Workflow, name: &str) {
        self.leave_to(0);
        let same_name = self.name.with_untracked(|old| old == name);
        let same_text = self.description.with_untracked(|old| *old == workflow.description);
        if !same_name {
            self.name.set(name.to_owned());
        }
        if !same_text {
            self.description.set(workflow.description.clone());
        }
        self.top.dispatch(Event::ApplyRemote {
            doc: to_doc(&workflow.nodes, &workflow.edges),
            undoable: true,
        });
        if !same_name || !same_text {
            self.edited();
        }
        self.top.dispatch(Event::Fit);
        self.check_now();
    }

    /// Takes the text of a file. One with faults changes nothing: they are listed.
    pub(crate) fn import(&self, file: &str, text: &str) {
        let checked = check_text(text);
        let valid = checked.is_valid();
        match checked.workflow.filter(|_| valid) {
            Some(workflow) => {
                let before = (self.name.get_untracked(), self.description.get_untracked());
                self.replace_all(&workflow, &workflow.name);
                let studio = *self;
                self.toasts.show(
                    ui::Toast::success(format!("Imported {file}"))
                        .text(format!("{} steps took the place of the draft.", workflow.nodes.len()))
                        .action("Undo", move || studio.while_open(|| studio.take_back(&before))),
                );
            }
            None => self.panes.refused.set(Some(RefusedFile {
                name: file.to_owned(),
                problems: checked.problems,
            })),
        }
    }

    fn take_back(self, before: &(String, Option<String>)) {
        self.leave_to(0);
        self.top.dispatch(Event::Undo);
        self.name.set(before.0.clone());
        self.description.set(before.1.clone());
        self.edited();
        self.top.dispatch(Event::Fit);
    }
}
