//! Sends the draft a moment after the last edit, and keeps it aside until the server has it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use rpc::api::workflow::save_draft;
use rpc::{AppError, DraftSaved};

use super::storage::{forget, keep};
use super::studio::Studio;
use crate::saving::mirror::{Mirror, key};
use crate::saving::{Next, Phase, Saving};

/// How long typing must rest before the draft is kept aside, in milliseconds.
const MIRROR_MS: u64 = 250;

impl Studio {
    /// The draft was changed: keep it, judge it, send it.
    pub(crate) fn edited(&self) {
        let studio = *self;
        self.has_changes.set(true);
        self.check_soon();
        self.mirror_timer.set(MIRROR_MS, move || studio.mirror());
        self.advance(Saving::edited);
    }

    /// Saves at once, then tells whether all is saved.
    pub(crate) fn flush(&self, then: impl Fn(bool) + Send + Sync + 'static) {
        if !self.saving.with_untracked(Saving::is_unsaved) {
            then(true);
            return;
        }
        self.waiters.update_value(|waiters| waiters.push(Callback::new(then)));
        self.advance(Saving::due);
        self.tell_waiters();
    }

    /// Moves the machine on and does what it says.
    pub(super) fn advance(self, step: impl FnOnce(&mut Saving) -> Next) {
        match self.saving.try_update(step) {
            Some(Next::WaitMs(ms)) => self.save_timer.set(ms, move || self.advance(Saving::due)),
            Some(Next::Send) => self.send(),
            Some(Next::Rest) | None => {}
        }
    }

    fn send(self) {
        self.save_timer.stop();
        let workflow = self.workflow_now();
        let revision = self.saving.with_untracked(|saving| saving.revision);
        spawn_local(async move {
            let answer = match serde_json::to_value(&workflow) {
                Ok(graph) => save_draft(self.id, workflow.name, graph, Some(revision)).await,
                Err(_) => Err(AppError::internal()),
            };
            self.answered(answer);
        });
    }

    fn answered(self, answer: Result<DraftSaved, AppError>) {
        match answer {
            Ok(saved) => self.advance(|saving| saving.took(saved.revision, saved.saved_at)),
            Err(error) => {
                self.advance(|saving| saving.failed(&error));
                if self.saving.try_with_untracked(|saving| saving.phase == Phase::Conflict) == Some(true) {
                    self.look_at_theirs();
                }
            }
        }
        if self.saving.try_with_untracked(Saving::is_unsaved) == Some(false) {
            self.mirror_timer.stop();
            forget(&key(self.id));
        }
        self.tell_waiters();
    }

    /// Tells those who wait for a save how it went, once that is known.
    fn tell_waiters(self) {
        let ready = self.saving.try_with_untracked(|saving| match &saving.phase {
            Phase::Saved => Some(true),
            Phase::Conflict | Phase::Refused(_) | Phase::Offline => Some(false),
            Phase::Sending => None,
            Phase::Dirty => None,
        });
        match ready {
            Some(Some(well)) => {
                let waiters = self.waiters.try_update_value(std::mem::take).unwrap_or_default();
                for waiter in waiters {
                    waiter.run(well);
                }
            }
            // what was typed meanwhile goes at once, because somebody waits for it
            Some(None) if self.waiters.with_value(|waiters| !waiters.is_empty()) => self.advance(Saving::due),
            Some(None) | None => {}
        }
    }

    /// The page is left within Apex: what is unsaved goes now. It stays aside until the server has it.
    pub(crate) fn send_last(&self) {
        let unsaved = self.saving.try_with_untracked(|saving| match saving.phase {
            Phase::Dirty | Phase::Offline => Some(saving.revision),
            Phase::Saved | Phase::Sending | Phase::Conflict | Phase::Refused(_) => None,
        });
        let Some(Some(revision)) = unsaved else { return };
        self.mirror();
        let (id, workflow) = (self.id, self.workflow_now());
        spawn_local(async move {
            if let Ok(graph) = serde_json::to_value(&workflow)
                && save_draft(id, workflow.name, graph, Some(revision)).await.is_ok()
            {
                forget(&key(id));
            }
        });
    }

    /// Keeps the draft aside in the browser.
    pub(crate) fn mirror(self) {
        if self.saving.with_untracked(Saving::is_unsaved) {
            let mirror = Mirror {
                revision: self.saving.with_untracked(|saving| saving.revision),
                workflow: self.workflow_now(),
            };
            keep(&key(self.id), &mirror.to_text());
        }
    }
}
