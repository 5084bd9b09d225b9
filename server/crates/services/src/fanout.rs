//! Live events inside one process. Watchers on other processes poll the journal.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::id::RunId;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use ports::{Fanout, RunEvents};
use tokio::sync::broadcast;

/// Batches that a slow watcher may be behind before it loses some (it catches up from the journal).
const DEPTH: usize = 256;

/// One broadcast channel a watched run.
#[derive(Debug, Default)]
pub struct LocalFanout {
    channels: Arc<Mutex<HashMap<RunId, broadcast::Sender<RunEvents>>>>,
}

impl Fanout for LocalFanout {
    fn publish(&self, events: RunEvents) {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sender) = channels.get(&events.run) else {
            return;
        };
        let run = events.run;
        if sender.send(events).is_err() {
            channels.remove(&run);
        }
    }

    fn watch(&self, run: RunId) -> BoxStream<'static, RunEvents> {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        // channels that nobody watches any more are swept when somebody new comes
        channels.retain(|_, sender| sender.receiver_count() > 0);
        let receiver = channels
            .entry(run)
            .or_insert_with(|| broadcast::channel(DEPTH).0)
            .subscribe();
        stream::unfold(receiver, |mut receiver| async move {
            loop {
                match receiver.recv().await {
                    Ok(events) => return Some((events, receiver)),
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        })
        .boxed()
    }
}
