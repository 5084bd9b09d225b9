//! After a crash: what was kept aside in the browser comes back.

use leptos::prelude::*;
use rpc::WorkflowDetail;
use ui::Toast;

use super::storage::{forget, recall};
use super::studio::Studio;
use crate::saving::mirror::{Meeting, Mirror, key};

impl Studio {
    /// Looks for unsaved work of an earlier page. Once, after the page lives.
    pub(crate) fn restore(&self, detail: &WorkflowDetail) {
        let Some(mirror) = recall(&key(self.id)).and_then(|text| Mirror::from_text(&text)) else {
            return;
        };
        match mirror.meets(detail.revision, &detail.graph) {
            Meeting::Same => forget(&key(self.id)),
            Meeting::Newer => {
                self.replace_all(&mirror.workflow, &mirror.workflow.name);
                let (studio, saved) = (*self, detail.clone());
                self.toasts.show(
                    Toast::info("Unsaved work was restored")
                        .text("It is being saved now.")
                        .action("Discard it", move || {
                            studio.while_open(|| studio.replace_all(&saved.graph, &saved.name))
                        }),
                );
            }
            Meeting::Diverged => {
                self.replace_all(&mirror.workflow, &mirror.workflow.name);
                self.save_timer.stop();
                self.saving.update(crate::saving::Saving::diverged);
                self.theirs.set(Some(detail.clone()));
            }
        }
    }
}
