//! Objects: bytes that are too large for a row, found by a key that Apex makes.
//!
//! A key is made of generated ids and dates only, parts separated by `/`: no path ever comes from outside.

use async_trait::async_trait;
use bytes::Bytes;

/// The store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// No object has this key (any more).
    #[error("there is no object `{0}`")]
    NotFound(String),
    /// The store is away or refuses; nothing is known of the outcome.
    #[error("the object store is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Keeps objects. Writing the same object twice is harmless.
#[async_trait]
pub trait ObjectStore: std::fmt::Debug + Send + Sync + 'static {
    /// Keeps the bytes, whole or not at all.
    async fn put(&self, key: &str, bytes: Bytes) -> Result<(), ObjectError>;

    /// The bytes of an object.
    async fn get(&self, key: &str) -> Result<Bytes, ObjectError>;

    /// Deletes every object whose key begins with these parts. Gives their number; none is no error.
    async fn delete_under(&self, prefix: &str) -> Result<u64, ObjectError>;
}
