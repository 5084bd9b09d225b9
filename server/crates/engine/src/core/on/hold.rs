//! The worker is going down: nothing new begins, what is under way may end.

use crate::core::Machine;

impl Machine {
    pub(in crate::core) fn on_hold(&mut self) {
        self.desk.holding = true;
    }
}
