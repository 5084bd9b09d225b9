//! What others say, to whom it concerns here.

use std::sync::atomic::Ordering;

use ports::RunNews;

use super::Inner;
use crate::notice::{Notice, run_ref};

impl Inner {
    /// A text of the board or of NATS.
    pub(crate) fn hear(&self, notice: &Notice) {
        if notice.from == self.options.node {
            return;
        }
        if let Some(hello) = notice.hello {
            let is_new = self.peers.heard(&notice.from, hello, self.ports.clock.now());
            if (is_new || hello.ask) && !hello.bye {
                self.outbox.hello();
            }
        }
        if let Some(worker) = self.worker.get() {
            if notice.ready || notice.look {
                worker.look();
            }
            notice.cancels.iter().for_each(|run| worker.cancel(run_ref(run)));
            notice.signals.iter().for_each(|run| worker.signal(run_ref(run)));
        }
        for (run, last_seq) in &notice.news {
            let last_seq = Some(*last_seq);
            self.local.tell(*run, RunNews::Look { last_seq });
        }
        if notice.look {
            self.local.look_all();
        }
    }

    /// Nobody knows what was missed: worker and watchers look for themselves.
    pub(crate) fn look(&self) {
        if let Some(worker) = self.worker.get() {
            worker.look();
        }
        self.local.look_all();
    }

    pub(crate) fn ask_for_hellos(&self) {
        self.asks.store(true, Ordering::Relaxed);
        self.outbox.hello();
    }
}
