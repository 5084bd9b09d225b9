//! The settings of an effect step are rendered: it is journaled as begun, and carried out once that is durable.

use domain::run::{EventKind, StepPath};
use serde_json::Value;

use crate::core::{Attempt, Command, Machine};

impl Machine {
    pub(in crate::core) fn on_prepared(&mut self, path: &StepPath, attempt: u32, input: Value) {
        let Some((slot, program, index)) = self.top.locate(path) else {
            return;
        };
        if slot.in_flight != Some(attempt) {
            return;
        }
        let kind = EventKind::StepStarted {
            step: path.clone(),
            attempt,
            input,
        };
        self.desk.emit(slot, &program, index, kind);
        let mode = self.desk.setup.mode;
        self.desk.commands.push(Command::Perform(Attempt {
            path: path.clone(),
            attempt,
            program,
            index,
            mode,
        }));
    }
}
