//! One node's link to NATS.

use std::sync::Arc;

use async_nats::Client;
use async_nats::jetstream::{self, Context};
use bytes::Bytes;
use tokio::sync::{mpsc, watch};

use super::connect::connect;
use super::live::Outgoing;
use super::names::Names;
use super::{NatsOptions, NatsOptionsError};
use crate::notice::Notice;

/// Batches of events that may wait to be sent; past it, watchers elsewhere are sent to the journal.
const QUEUE: usize = 4_096;

/// The link. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(super) client: Client,
    pub(super) jetstream: Context,
    pub(super) names: Names,
    pub(super) node: Arc<str>,
    pub(super) replicas: usize,
    /// Whether there is a connection.
    up: watch::Receiver<bool>,
    /// Whether the stream of hints is there.
    pub(super) stream: Arc<watch::Sender<bool>>,
    outgoing: mpsc::Sender<Outgoing>,
}

impl Link {
    /// A link that comes up by itself, and what is to be sent over it.
    pub(crate) async fn open(
        options: &NatsOptions,
        region: &str,
        node: &str,
    ) -> Result<(Self, mpsc::Receiver<Outgoing>), NatsOptionsError> {
        let (told, up) = watch::channel(false);
        let client = connect(options, node, told).await?;
        let (outgoing, queue) = mpsc::channel(QUEUE);
        let link = Self {
            jetstream: jetstream::new(client.clone()),
            client,
            names: Names::new(region),
            node: node.into(),
            replicas: options.replicas,
            up,
            stream: Arc::new(watch::Sender::new(false)),
            outgoing,
        };
        Ok((link, queue))
    }

    pub(crate) fn is_up(&self) -> bool {
        *self.up.borrow()
    }

    /// Follows the connection.
    pub(crate) fn watch_up(&self) -> watch::Receiver<bool> {
        self.up.clone()
    }

    /// Whether hints can be sent.
    pub(crate) fn takes_hints(&self) -> bool {
        self.is_up() && *self.stream.borrow()
    }

    /// Queues events; false when there are too many.
    pub(crate) fn send(&self, outgoing: Outgoing) -> bool {
        self.outgoing.try_send(outgoing).is_ok()
    }

    /// What other nodes tell.
    pub(crate) async fn hear(&self) -> Result<async_nats::Subscriber, async_nats::SubscribeError> {
        self.client.subscribe(self.names.nodes()).await
    }

    /// Tells all other nodes.
    pub(crate) async fn tell(&self, notice: Notice) {
        for text in notice.texts() {
            self.publish(self.names.nodes(), text.into()).await;
        }
    }

    /// Sends what may get lost.
    pub(super) async fn publish(&self, subject: String, payload: Bytes) {
        if let Err(error) = self.client.publish(subject, payload).await {
            tracing::debug!(%error, "NATS took nothing");
        }
    }
}
