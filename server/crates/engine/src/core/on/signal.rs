//! Somebody outside said something: it is journaled once, and kept until a step waits for it.

use domain::run::EventKind;

use crate::core::{Heard, Machine};

impl Machine {
    pub(in crate::core) fn on_signal(&mut self, heard: Heard) {
        let Heard {
            signal,
            step,
            name,
            payload,
        } = heard;
        if self.desk.mailbox.has_heard(signal) {
            return;
        }
        self.desk.mailbox.keep(signal, step.as_ref(), &name, &payload);
        self.desk.record(EventKind::SignalReceived {
            step,
            signal,
            name,
            payload,
        });
        self.fruitless = 0;
        self.top.stir();
    }
}
