//! [`ports::ObjectStore`] over a folder or an S3-compatible service.
//!
//! Which one is said by a URL: `file:///srv/apex/objects`, or `s3://bucket/prefix` with the usual `AWS_*` settings
//! (endpoint, region, keys). Every node of a cell must see the same objects: a folder serves one machine.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore as _, ObjectStoreExt as _};
use ports::ObjectError;
use url::Url;

/// The address of a store can't be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is no URL of a kind that Apex knows.
    #[error("an object store is `file:///folder` or `s3://bucket/prefix`")]
    Address,
    /// The folder can't be made, or the settings of the service don't fit.
    #[error("the object store can't be opened")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A store of objects. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Objects {
    store: Arc<dyn object_store::ObjectStore>,
}

impl Objects {
    /// A folder, made when it isn't there, for its owner only.
    ///
    /// # Errors
    /// [`OpenError::Store`] when the folder can't be made or reached.
    pub fn folder(path: &Path) -> Result<Self, OpenError> {
        make_private(path).map_err(|error| OpenError::Store(Box::new(error)))?;
        let store = LocalFileSystem::new_with_prefix(path).map_err(|error| OpenError::Store(Box::new(error)))?;
        Ok(Self {
            // an empty folder is no object: listing a day that is gone costs nothing
            store: Arc::new(store.with_automatic_cleanup(true)),
        })
    }

    /// The store at this address; `settings` are the `AWS_*` variables of the environment.
    ///
    /// # Errors
    /// [`OpenError`] when the address or a setting can't be used. Whether a service answers shows at the first object.
    pub fn open(address: &str, settings: impl IntoIterator<Item = (String, String)>) -> Result<Self, OpenError> {
        let url = Url::parse(address).map_err(|_| OpenError::Address)?;
        match url.scheme() {
            "file" => Self::folder(&url.to_file_path().map_err(|()| OpenError::Address)?),
            "s3" => {
                let (store, prefix) =
                    object_store::parse_url_opts(&url, settings).map_err(|error| OpenError::Store(Box::new(error)))?;
                Ok(Self {
                    store: Arc::new(PrefixStore::new(store, prefix)),
                })
            }
            _ => Err(OpenError::Address),
        }
    }
}

#[cfg(unix)]
fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_private(path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(path)
}

#[async_trait]
impl ports::ObjectStore for Objects {
    async fn put(&self, key: &str, bytes: Bytes) -> Result<(), ObjectError> {
        let put = self.store.put(&Key::from(key), bytes.into()).await;
        put.map(drop).map_err(|error| told(key, error))
    }

    async fn get(&self, key: &str) -> Result<Bytes, ObjectError> {
        let found = self
            .store
            .get(&Key::from(key))
            .await
            .map_err(|error| told(key, error))?;
        found.bytes().await.map_err(|error| told(key, error))
    }

    async fn delete_under(&self, prefix: &str) -> Result<u64, ObjectError> {
        let prefix = Key::from(prefix);
        let keys = self.store.list(Some(&prefix)).map_ok(|found| found.location).boxed();
        let mut deleted = self.store.delete_stream(keys);
        let mut count = 0;
        loop {
            match deleted.try_next().await {
                Ok(Some(_)) => count += 1,
                Ok(None) => return Ok(count),
                // another node was quicker
                Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(told(prefix.as_ref(), error)),
            }
        }
    }
}

fn told(key: &str, error: object_store::Error) -> ObjectError {
    match error {
        object_store::Error::NotFound { .. } => ObjectError::NotFound(key.to_owned()),
        error => ObjectError::Unavailable(Box::new(error)),
    }
}
