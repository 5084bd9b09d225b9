//! A board that all nodes of an installation read: short texts, delivered to those who listen at that moment.
//!
//! Kept by the database, because every node has that already. What is posted may get lost: it only ever says where to
//! look.

use async_trait::async_trait;
use futures::stream::BoxStream;

use crate::run_store::StoreError;

/// The longest text, in bytes, that a board takes (Postgres: under 8000).
pub const MAX_NOTICE_BYTES: usize = 7_900;

/// What a listener hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It listens from now on; what was posted before is missed.
    Listening,
    /// A text that somebody posted, possibly this node itself.
    Text(String),
}

/// The board.
#[async_trait]
pub trait Board: Send + Sync + 'static {
    /// Posts these texts at once, on a connection of its own, never within a transaction of somebody else.
    async fn post(&self, texts: Vec<String>) -> Result<(), StoreError>;

    /// Begins to listen. The first item is [`Heard::Listening`]; the stream ends when the connection is lost: listen
    /// anew then.
    async fn listen(&self) -> Result<BoxStream<'static, Heard>, StoreError>;
}
