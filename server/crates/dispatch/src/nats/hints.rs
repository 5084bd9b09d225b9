//! The stream of hints: one message for a run that is ready, for exactly one worker of its pool.

use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::context::PublishAckFuture;
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::{self, DiscardPolicy, RetentionPolicy, StorageType};
use domain::id::{RunId, TenantId};
use futures::future::join_all;
use ports::{Clock, ReadyRun, RunRef};
use serde::{Deserialize, Serialize};

use super::Link;

/// A hint that nobody took by then says nothing any more: the sweeper sends another.
const MAX_AGE: Duration = Duration::from_secs(60);
/// Within it, the same message is taken once.
const DUPLICATES: Duration = Duration::from_secs(10);
const MAX_HINTS: i64 = 100_000;
const RETRY: Duration = Duration::from_secs(1);
/// How long the servers may take to say that they have a hint.
const PATIENCE: Duration = Duration::from_secs(2);

/// A run that is ready.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Hint {
    #[serde(rename = "runId")]
    pub(super) run: RunId,
    #[serde(rename = "tenantId")]
    pub(super) tenant: TenantId,
    pub(super) lane: i16,
    pub(super) pool: String,
}

impl Hint {
    pub(super) fn run_ref(&self) -> RunRef {
        RunRef {
            tenant: self.tenant,
            run: self.run,
        }
    }
}

impl Link {
    /// Keeps the stream there: made when NATS has none, made again when NATS has lost it.
    pub(crate) async fn keep_stream(&self, clock: Arc<dyn Clock>) {
        let (mut up, mut there) = (self.watch_up(), self.stream.subscribe());
        loop {
            if !*up.borrow_and_update() {
                // whatever comes back may be another server, with an empty memory
                self.stream.send_replace(false);
            } else if !*there.borrow_and_update() && !self.make_stream().await {
                clock.sleep(RETRY).await;
                continue;
            }
            let changed = tokio::select! {
                changed = up.changed() => changed,
                changed = there.changed() => changed,
            };
            if changed.is_err() {
                return;
            }
        }
    }

    async fn make_stream(&self) -> bool {
        let config = stream::Config {
            name: self.names.stream(),
            description: Some("Apex: runs that are ready. Hints only, safe to empty.".to_owned()),
            subjects: vec![self.names.all_hints()],
            retention: RetentionPolicy::WorkQueue,
            // Postgres has the runs, so nothing here needs a disk
            storage: StorageType::Memory,
            discard: DiscardPolicy::Old,
            max_age: MAX_AGE,
            max_messages: MAX_HINTS,
            duplicate_window: DUPLICATES,
            num_replicas: self.replicas,
            ..stream::Config::default()
        };
        match self.jetstream.get_or_create_stream(config).await {
            Ok(_) => {
                self.stream.send_replace(true);
                true
            }
            Err(error) => {
                tracing::warn!(%error, "NATS can't keep hints (is JetStream on?); they go through the database");
                false
            }
        }
    }

    /// Sends hints; false when NATS did not take them all. With a `round`, a hint that was sent in the same round
    /// already, by any node, is sent once.
    pub(crate) async fn hint(&self, ready: &[ReadyRun], round: Option<i64>) -> bool {
        let mut answers = Vec::with_capacity(ready.len());
        for run in ready {
            match tokio::time::timeout(PATIENCE, self.send_hint(run, round)).await {
                Ok(Some(answer)) => answers.push(answer),
                Ok(None) | Err(_) => return false,
            }
        }
        let all = join_all(answers.into_iter().map(IntoFuture::into_future));
        match tokio::time::timeout(PATIENCE, all).await {
            Ok(answers) if answers.iter().all(Result::is_ok) => true,
            Ok(_) => {
                // the stream is gone, perhaps with the server's memory
                self.stream.send_replace(false);
                false
            }
            Err(_) => false,
        }
    }

    async fn send_hint(&self, ready: &ReadyRun, round: Option<i64>) -> Option<PublishAckFuture> {
        let hint = Hint {
            run: ready.run.run,
            tenant: ready.run.tenant,
            lane: ready.lane,
            pool: ready.pool.clone(),
        };
        let mut message = PublishMessage::build().payload(serde_json::to_vec(&hint).ok()?.into());
        if let Some(round) = round {
            message = message.message_id(format!("{}:{round}", hint.run));
        }
        let subject = self.names.hints(&hint.pool, hint.lane);
        self.jetstream.send_publish(subject, message).await.ok()
    }
}
