//! Live events inside one process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::id::RunId;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use ports::{Fanout, RunEvents, RunNews};
use tokio::sync::broadcast;

/// Batches that a slow watcher may be behind before it loses some (it catches up from the journal).
const DEPTH: usize = 256;

/// One broadcast channel a watched run.
#[derive(Debug, Default)]
pub struct LocalFanout {
    channels: Mutex<HashMap<RunId, Arc<broadcast::Sender<RunNews>>>>,
}

/// The first watcher of a run came: somebody may want to fetch its news from elsewhere.
#[derive(Debug)]
pub(crate) struct Opened(Arc<broadcast::Sender<RunNews>>);

impl Opened {
    /// Returns once nobody watches the run through this channel any more.
    pub(crate) async fn closed(&self) {
        self.0.closed().await;
    }
}

impl LocalFanout {
    /// Tells those who watch this run here.
    pub(crate) fn tell(&self, run: RunId, news: RunNews) {
        let mut channels = self.lock();
        if let Some(sender) = channels.get(&run)
            && sender.send(news).is_err()
        {
            channels.remove(&run);
        }
    }

    /// Sends every watcher to the journal: nobody knows what it has missed.
    pub(crate) fn look_all(&self) {
        self.lock()
            .retain(|_, sender| sender.send(RunNews::Look { last_seq: None }).is_ok());
    }

    /// As [`Fanout::watch`]; says whether the run was watched by nobody before.
    pub(crate) fn open(&self, run: RunId) -> (BoxStream<'static, RunNews>, Option<Opened>) {
        let mut channels = self.lock();
        // channels that nobody watches any more are swept when somebody new comes
        channels.retain(|_, sender| sender.receiver_count() > 0);
        let is_new = !channels.contains_key(&run);
        let sender = channels
            .entry(run)
            .or_insert_with(|| Arc::new(broadcast::channel(DEPTH).0));
        let receiver = sender.subscribe();
        let opened = is_new.then(|| Opened(Arc::clone(sender)));
        (heard_by(receiver), opened)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<RunId, Arc<broadcast::Sender<RunNews>>>> {
        // no code that can panic runs under the lock
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn heard_by(receiver: broadcast::Receiver<RunNews>) -> BoxStream<'static, RunNews> {
    stream::unfold(receiver, |mut receiver| async move {
        match receiver.recv().await {
            Ok(news) => Some((news, receiver)),
            // too slow: the journal has what was lost
            Err(broadcast::error::RecvError::Lagged(_)) => Some((RunNews::Look { last_seq: None }, receiver)),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    })
    .boxed()
}

impl Fanout for LocalFanout {
    fn publish(&self, events: RunEvents) {
        self.tell(events.run, RunNews::Events(events));
    }

    fn watch(&self, run: RunId) -> BoxStream<'static, RunNews> {
        self.open(run).0
    }
}

#[cfg(test)]
mod tests {
    use domain::id::TenantId;
    use uuid::Uuid;

    use super::*;

    fn batch(run: RunId) -> RunEvents {
        RunEvents {
            tenant: TenantId::from_uuid(Uuid::nil()),
            run,
            events: Arc::default(),
        }
    }

    #[tokio::test]
    async fn only_watchers_of_the_run_hear_of_it() {
        let fanout = LocalFanout::default();
        let [one, other] = [1, 2].map(|number| RunId::from_uuid(Uuid::from_u128(number)));
        let (mut of_one, mut of_other) = (fanout.watch(one), fanout.watch(other));
        fanout.publish(batch(one));
        fanout.look_all();
        assert!(matches!(of_one.next().await, Some(RunNews::Events(events)) if events.run == one));
        assert!(matches!(of_other.next().await, Some(RunNews::Look { last_seq: None })));
    }

    #[tokio::test]
    async fn a_slow_watcher_is_sent_to_the_journal() {
        let fanout = LocalFanout::default();
        let run = RunId::from_uuid(Uuid::nil());
        let mut news = fanout.watch(run);
        (0..=DEPTH).for_each(|_| fanout.publish(batch(run)));
        assert!(matches!(news.next().await, Some(RunNews::Look { last_seq: None })));
        assert!(matches!(news.next().await, Some(RunNews::Events(_))));
    }

    #[tokio::test]
    async fn the_first_watcher_opens_and_the_last_one_closes() {
        let fanout = LocalFanout::default();
        let run = RunId::from_uuid(Uuid::nil());
        let (first, opened) = fanout.open(run);
        let opened = opened.expect("nobody watched before");
        let (second, again) = fanout.open(run);
        assert!(again.is_none());
        drop((first, second));
        opened.closed().await;
    }
}
