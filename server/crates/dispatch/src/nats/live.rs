//! Live events of runs: published by the node that journals them, fetched by the nodes on which somebody watches.

use std::sync::Arc;

use async_nats::Subscriber;
use domain::id::{RunId, TenantId};
use domain::run::RunEvent;
use futures::StreamExt;
use ports::{RunEvents, RunNews};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::{Link, events};
use crate::local::{LocalFanout, Opened};

/// A larger batch is read in the journal by those who want it.
const MOST_BYTES: usize = 64 * 1024;

/// Events to be sent.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) events: RunEvents,
    /// Whether another node may have watchers.
    pub(crate) to_peers: bool,
}

/// A batch on its way.
#[derive(Debug, Serialize, Deserialize)]
struct Live {
    from: String,
    /// None where there are no events.
    tenant: Option<TenantId>,
    #[serde(rename = "lastSeq")]
    last_seq: i64,
    /// Empty when they are too large.
    events: Vec<RunEvent>,
}

impl Link {
    /// Sends what was queued, for ever.
    pub(crate) async fn pump(&self, mut queue: mpsc::Receiver<Outgoing>) {
        while let Some(Outgoing { events, to_peers }) = queue.recv().await {
            if !self.is_up() {
                continue;
            }
            self.tell_others(&events).await;
            if to_peers && let Some(payload) = self.live(&events) {
                self.publish(self.names.live(events.run), payload.into()).await;
            }
        }
    }

    async fn tell_others(&self, batch: &RunEvents) {
        for event in batch.events.iter() {
            if let Some(name) = events::name(event) {
                let body = events::body(name, batch.tenant, batch.run, event);
                self.publish(self.names.event(name, batch.tenant), body.to_string().into())
                    .await;
            }
        }
    }

    fn live(&self, batch: &RunEvents) -> Option<Vec<u8>> {
        let mut live = Live {
            from: self.node.to_string(),
            tenant: Some(batch.tenant),
            last_seq: batch.events.last()?.seq,
            events: batch.events.to_vec(),
        };
        let payload = serde_json::to_vec(&live).ok()?;
        if payload.len() <= MOST_BYTES {
            return Some(payload);
        }
        live.events = Vec::new();
        serde_json::to_vec(&live).ok()
    }

    /// Fetches a run's events for the watchers here, until the last of them has gone.
    pub(crate) async fn follow(&self, run: RunId, opened: Opened, local: Arc<LocalFanout>) {
        let Ok(mut arriving) = self.client.subscribe(self.names.live(run)).await else {
            return;
        };
        let mut up = self.watch_up();
        // an echo of one's own says that the server knows the subscription; what was published before it is missed
        let mut called = false;
        loop {
            tokio::select! {
                () = opened.closed() => break,
                change = up.changed() => {
                    called = false;
                    if change.is_err() {
                        break;
                    }
                }
                () = self.call(run), if !called && self.is_up() => called = true,
                live = next(&mut arriving) => match live {
                    Some(live) if *live.from == *self.node && live.last_seq > 0 => {}
                    Some(live) if *live.from == *self.node => local.tell(run, RunNews::Look { last_seq: None }),
                    Some(live) => local.tell(run, news(run, live)),
                    None => break,
                },
            }
        }
        let _ = arriving.unsubscribe().await;
    }

    /// Says nothing, to be heard by oneself.
    async fn call(&self, run: RunId) {
        let live = Live {
            from: self.node.to_string(),
            tenant: None,
            last_seq: 0,
            events: Vec::new(),
        };
        if let Ok(payload) = serde_json::to_vec(&live) {
            self.publish(self.names.live(run), payload.into()).await;
        }
    }
}

async fn next(arriving: &mut Subscriber) -> Option<Live> {
    loop {
        let message = arriving.next().await?;
        if let Ok(live) = serde_json::from_slice(&message.payload) {
            return Some(live);
        }
    }
}

fn news(run: RunId, live: Live) -> RunNews {
    match live.tenant {
        Some(tenant) if !live.events.is_empty() => RunNews::Events(RunEvents {
            tenant,
            run,
            events: live.events.into(),
        }),
        Some(_) | None => RunNews::Look {
            last_seq: Some(live.last_seq),
        },
    }
}
