//! Somebody else saved meanwhile: nothing is lost until a person decides, and undo takes the decision back.

use leptos::prelude::*;
use leptos::task::spawn_local;
use rpc::api::workflow::get_workflow;

use super::storage::forget;
use super::studio::Studio;
use crate::saving::Phase;
use crate::saving::mirror::key;

impl Studio {
    /// Fetches what the other one saved.
    pub(super) fn look_at_theirs(self) {
        spawn_local(async move {
            match get_workflow(self.id).await {
                Ok(detail) => {
                    self.theirs.try_set(Some(detail));
                }
                Err(error) => self.toasts.show(
                    ui::Toast::error("The other draft could not be loaded")
                        .text(error.message)
                        .action("Retry", move || self.while_open(|| self.look_at_theirs())),
                ),
            }
        });
    }

    /// Takes the other draft. Mine is one undo away.
    pub(crate) fn load_theirs(&self) {
        let Some(theirs) = self.theirs.get_untracked() else {
            return;
        };
        self.replace_all(&theirs.graph, &theirs.name);
        self.theirs.set(None);
        self.version.set(theirs.version);
        self.has_changes.set(theirs.has_changes);
        self.saving
            .update(|saving| saving.take_theirs(theirs.revision, theirs.updated_at));
        self.save_timer.stop();
        self.mirror_timer.stop();
        forget(&key(self.id));
        let studio = *self;
        self.toasts.show(
            ui::Toast::info("Loaded the other draft")
                .text("Yours is one undo away.")
                .action("Undo", move || {
                    studio.while_open(|| studio.top.dispatch(flow::Event::Undo))
                }),
        );
    }

    /// Lets mine take the place of theirs.
    pub(crate) fn keep_mine(&self) {
        let Some(theirs) = self.theirs.get_untracked() else {
            return;
        };
        self.theirs.set(None);
        self.advance(|saving| saving.keep_mine(theirs.revision));
    }

    /// Whether a person has to decide. Tracked.
    pub(crate) fn in_conflict(&self) -> bool {
        self.saving.with(|saving| saving.phase == Phase::Conflict)
    }
}
