//! Hints on their way to the worker of this process: it takes the run by its id, or drops the hint.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use async_nats::jetstream::{AckKind, Message};
use futures::StreamExt;
use ports::{Clock, Taken, Worker};

use super::Link;
use super::hints::Hint;
use super::names::Names;

/// Most hints that are asked for at once.
const BATCH: usize = 16;
/// How long one request for hints lies at the server.
const WAIT: Duration = Duration::from_secs(20);
/// A worker that took a hint and said nothing: somebody else gets it.
const ACK_WAIT: Duration = Duration::from_secs(10);
/// A pool that nobody serves for so long is forgotten.
const FORGOTTEN: Duration = Duration::from_secs(24 * 3600);
/// How often one hint is offered.
const OFFERS: i64 = 20;
const NO_PLACE: Duration = Duration::from_millis(100);
const AWAY: Duration = Duration::from_secs(1);

/// One lane of one pool.
#[derive(Debug, Clone)]
pub(crate) struct Lane {
    pub(crate) pool: String,
    pub(crate) number: i16,
}

impl Link {
    /// Pulls hints of one lane for ever, whenever the worker has a free place.
    pub(crate) async fn pull(&self, lane: Lane, worker: Arc<dyn Worker>, clock: Arc<dyn Clock>) {
        let mut there = self.stream.subscribe();
        loop {
            if there.wait_for(|there| *there).await.is_err() {
                return;
            }
            if let Err(error) = self.pull_while_up(&lane, &worker).await {
                tracing::debug!(%error, pool = lane.pool, lane = lane.number, "no hints from NATS");
                // the stream or the consumer may be gone
                self.stream.send_replace(false);
                clock.sleep(AWAY).await;
            }
        }
    }

    async fn pull_while_up(&self, lane: &Lane, worker: &Arc<dyn Worker>) -> Result<(), Box<dyn Error + Send + Sync>> {
        let consumer = self.consumer(lane).await?;
        let mut there = self.stream.subscribe();
        loop {
            let free = tokio::select! {
                gone = there.wait_for(|there| !there) => return gone.map(drop).map_err(Into::into),
                free = worker.room() => free,
            };
            let mut batch = consumer
                .batch()
                .max_messages(free.min(BATCH))
                .expires(WAIT)
                .messages()
                .await?;
            loop {
                let message = tokio::select! {
                    gone = there.wait_for(|there| !there) => return gone.map(drop).map_err(Into::into),
                    message = batch.next() => message,
                };
                match message {
                    Some(message) => offer(worker, &message?).await?,
                    None => break,
                }
            }
        }
    }

    async fn consumer(&self, lane: &Lane) -> Result<PullConsumer, Box<dyn Error + Send + Sync>> {
        let name = Names::consumer(&lane.pool, lane.number);
        let config = pull::Config {
            durable_name: Some(name.clone()),
            filter_subject: self.names.hints(&lane.pool, lane.number),
            ack_policy: AckPolicy::Explicit,
            ack_wait: ACK_WAIT,
            max_deliver: OFFERS,
            inactive_threshold: FORGOTTEN,
            ..pull::Config::default()
        };
        let stream = self.jetstream.get_stream(self.names.stream()).await?;
        Ok(stream.get_or_create_consumer(&name, config).await?)
    }
}

/// A hint that gives nothing is dropped: the run is somebody else's, over, or not ready yet.
async fn offer(worker: &Arc<dyn Worker>, message: &Message) -> Result<(), Box<dyn Error + Send + Sync>> {
    let Ok(hint) = serde_json::from_slice::<Hint>(&message.payload) else {
        return message.ack_with(AckKind::Term).await;
    };
    match worker.take(hint.run_ref()).await {
        Taken::Ours | Taken::NotReady => message.ack().await,
        Taken::NoPlace => message.ack_with(AckKind::Nak(Some(NO_PLACE))).await,
        Taken::Unavailable => message.ack_with(AckKind::Nak(Some(AWAY))).await,
    }
}
