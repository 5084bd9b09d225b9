//! Documents of versions, kept in memory: a version never changes, and most claims are of versions seen before.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::graph::Workflow;
use domain::id::{TenantId, WorkflowVersionId};

/// Enough for the versions in use; a document is at most 1 MiB.
const CAPACITY: usize = 128;

type Key = (TenantId, WorkflowVersionId);

#[derive(Debug, Default)]
pub(crate) struct Documents {
    cache: Mutex<Cache>,
}

#[derive(Debug, Default)]
struct Cache {
    documents: HashMap<Key, (Arc<Workflow>, u64)>,
    uses: u64,
}

impl Documents {
    pub(crate) fn get(&self, key: Key) -> Option<Arc<Workflow>> {
        let mut cache = self.lock();
        cache.uses += 1;
        let now = cache.uses;
        let (document, used) = cache.documents.get_mut(&key)?;
        *used = now;
        Some(Arc::clone(document))
    }

    pub(crate) fn put(&self, key: Key, document: Arc<Workflow>) {
        let mut cache = self.lock();
        if cache.documents.len() >= CAPACITY {
            let oldest = cache
                .documents
                .iter()
                .min_by_key(|(_, (_, used))| *used)
                .map(|(key, _)| *key);
            oldest.map(|oldest| cache.documents.remove(&oldest));
        }
        cache.uses += 1;
        let now = cache.uses;
        cache.documents.insert(key, (document, now));
    }

    fn lock(&self) -> MutexGuard<'_, Cache> {
        // no code that can panic runs under the lock
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn key(number: u128) -> Key {
        (
            TenantId::from_uuid(Uuid::nil()),
            WorkflowVersionId::from_uuid(Uuid::from_u128(number)),
        )
    }

    #[test]
    fn the_document_used_longest_ago_makes_room() {
        let documents = Documents::default();
        let document = Arc::new(Workflow::new("one"));
        for number in 0..CAPACITY as u128 {
            documents.put(key(number), Arc::clone(&document));
        }
        assert!(documents.get(key(0)).is_some());
        documents.put(key(1_000), document);
        assert!(documents.get(key(0)).is_some());
        assert!(documents.get(key(1)).is_none());
    }
}
