//! Time has passed: the graphs with steps that are due are looked at again.

use crate::core::Machine;

impl Machine {
    pub(in crate::core) fn on_tick(&mut self) {
        while let Some((until, path)) = self.desk.timers.first().cloned() {
            if until > self.desk.now {
                break;
            }
            self.desk.timers.pop_first();
            // marks the graphs on the way to the step as changed
            self.top.locate(&path);
        }
    }
}
