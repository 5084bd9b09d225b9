//! Somebody asked for the end: running steps are stopped, open ones are cancelled, the run is over.

use domain::run::{EventKind, RunError, RunStatus};

use crate::core::Machine;

impl Machine {
    pub(in crate::core) fn on_cancel(&mut self) {
        if !self.cancel {
            self.cancel = true;
            self.desk.record(EventKind::CancelRequested);
        }
        // it is ending already: what undoes its steps goes on
        if self.ending.is_some() {
            return;
        }
        let error = RunError {
            code: "cancelled".into(),
            message: "The run was cancelled.".into(),
            step_id: None,
            attempts: 0,
        };
        self.end_early(RunStatus::Cancelled, error);
    }
}
