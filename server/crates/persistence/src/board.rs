//! The board that all nodes read: NOTIFY on one connection, LISTEN on another, neither of them a pool's.
//!
//! A NOTIFY takes a lock of the whole server at commit, so nobody may put one into a transaction that a caller waits
//! for. Nothing posted needs to survive: the connection does not even wait for the disk.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use ports::{Board, Heard, StoreError};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions};
use sea_orm::sqlx::{self, Error};

const POST: &str = "SELECT pg_notify($1, texts.text) FROM unnest($2::text[]) AS texts (text)";
/// How long a connection may take.
const PATIENCE: Duration = Duration::from_secs(3);
/// Postgres cuts names after 63 bytes.
const MAX_CHANNEL: usize = 63;

/// [`Board`] on Postgres, one channel a region.
#[derive(Debug, Clone)]
pub struct PgBoard {
    options: Arc<PgConnectOptions>,
    posting: PgPool,
    channel: Arc<str>,
}

impl PgBoard {
    /// Connects when it is first used.
    pub(crate) fn new(options: PgConnectOptions, region: &str) -> Self {
        let options = options
            .application_name("apex-board")
            .options([("synchronous_commit", "off")]);
        let mut channel = format!("apex:{region}");
        while channel.len() > MAX_CHANNEL {
            channel.pop();
        }
        Self {
            posting: one_connection().connect_lazy_with(options.clone()),
            options: Arc::new(options),
            channel: channel.into(),
        }
    }

    /// Closes the connection for posting. A listener's is closed with its stream.
    pub(crate) async fn close(&self) {
        self.posting.close().await;
    }

    async fn open(&self) -> Result<PgListener, Error> {
        // a pool of its own, so that a broken connection is never handed to the next listener
        let pool = one_connection().connect_with((*self.options).clone()).await?;
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.eager_reconnect(false);
        listener.listen(&self.channel).await?;
        Ok(listener)
    }
}

fn one_connection() -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(1)
        .min_connections(0)
        // nobody waits for a board that is away
        .acquire_timeout(PATIENCE)
        .max_lifetime(None)
        .idle_timeout(None)
}

fn unavailable(error: Error) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

#[async_trait]
impl Board for PgBoard {
    async fn post(&self, texts: Vec<String>) -> Result<(), StoreError> {
        sqlx::query(POST)
            .bind(&*self.channel)
            .bind(texts)
            .execute(&self.posting)
            .await
            .map(drop)
            .map_err(unavailable)
    }

    async fn listen(&self) -> Result<BoxStream<'static, Heard>, StoreError> {
        let listener = self.open().await.map_err(unavailable)?;
        let texts = stream::unfold(listener, |mut listener| async move {
            match listener.try_recv().await {
                Ok(Some(notification)) => Some((Heard::Text(notification.payload().to_owned()), listener)),
                // the connection is lost, and with it what was said meanwhile
                Ok(None) => None,
                Err(error) => {
                    tracing::debug!(%error, "no more notifications");
                    None
                }
            }
        });
        Ok(stream::iter([Heard::Listening]).chain(texts).boxed())
    }
}
