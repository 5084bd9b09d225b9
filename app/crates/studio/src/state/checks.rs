//! Live validation of the draft, by the rules of the server.

use domain::catalogue::Catalogue;
use domain::graph::validate;
use leptos::prelude::*;

use super::studio::Studio;
use crate::problem::locate_all;

/// How long typing must rest before the draft is judged, in milliseconds.
const REST_MS: u64 = 200;

impl Studio {
    /// Judges the draft at once.
    pub(crate) fn check_now(&self) {
        let workflow = self.workflow_now();
        let problems = validate(&workflow, Catalogue::builtin());
        self.problems.set(locate_all(&workflow, problems));
        self.repaint();
    }

    /// Judges it once typing rests.
    pub(super) fn check_soon(&self) {
        let studio = *self;
        self.check_timer.set(REST_MS, move || studio.check_now());
    }

    /// How many problems stop it from running. Tracked.
    pub(crate) fn error_count(&self) -> usize {
        self.problems
            .with(|problems| problems.iter().filter(|located| located.problem.is_error()).count())
    }
}
