//! An attempt ended. Whatever comes from an attempt that is no longer wanted is dropped.

use domain::graph::DEFAULT_PORT;
use domain::run::{EventKind, StepPath};
use serde_json::json;

use crate::core::failure::fail_attempt;
use crate::core::looping::fail_loop;
use crate::core::slot::Phase;
use crate::core::turning::decide;
use crate::core::{Machine, Outcome, StepLog};

impl Machine {
    pub(in crate::core) fn on_settled(
        &mut self,
        path: &StepPath,
        (attempt, duration_ms): (u32, u64),
        outcome: Outcome,
        logs: &[StepLog],
    ) {
        let Some((slot, program, index)) = self.top.locate(path) else {
            return;
        };
        if slot.in_flight != Some(attempt) {
            return;
        }
        self.desk.land(slot);
        self.fruitless = 0;
        for line in logs {
            self.desk.log(Some(path), line.level, &line.message);
        }
        let step = path.clone();
        match outcome {
            Outcome::Output { output, port } => {
                let kind = EventKind::StepSucceeded {
                    step,
                    attempt,
                    duration_ms,
                    output,
                    port,
                };
                self.desk.emit(slot, &program, index, kind);
            }
            Outcome::Wait { until } => self
                .desk
                .emit(slot, &program, index, EventKind::StepWaiting { step, until }),
            Outcome::Each { items, concurrency } => {
                self.desk
                    .emit(slot, &program, index, EventKind::LoopStarted { step, items });
                if let Phase::Looping(each) = &mut slot.phase {
                    each.concurrency = concurrency.max(1);
                }
            }
            Outcome::Turn(turn) => decide(slot, &program, index, path, &mut self.desk, turn),
            Outcome::Await { name, until } => {
                let kind = EventKind::SignalAwaited { step, name, until };
                self.desk.emit(slot, &program, index, kind);
            }
            Outcome::Ask(approval) => {
                let kind = EventKind::ApprovalRequested { step, approval };
                self.desk.emit(slot, &program, index, kind);
            }
            Outcome::Child { run, wait } => {
                let kind = EventKind::ChildStarted { step, run, wait };
                self.desk.emit(slot, &program, index, kind);
                if !wait {
                    let kind = EventKind::StepSucceeded {
                        step: path.clone(),
                        attempt,
                        duration_ms,
                        output: json!({ "runId": run }),
                        port: DEFAULT_PORT.into(),
                    };
                    self.desk.emit(slot, &program, index, kind);
                }
            }
            // its turns are recorded: a loop is never tried again
            Outcome::Failed(error) if matches!(slot.phase, Phase::Turning(_)) => {
                fail_loop(slot, &program, index, path, &mut self.desk, error);
            }
            Outcome::Failed(error) => {
                fail_attempt(
                    slot,
                    &program,
                    index,
                    path,
                    &mut self.desk,
                    (attempt, duration_ms),
                    error,
                );
            }
        }
    }
}
