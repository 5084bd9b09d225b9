//! What tells the rows of a list apart, of any type.

use std::any::Any;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A key of any type.
#[derive(Clone)]
pub(crate) struct Key(Arc<dyn Distinct>);

impl Key {
    pub(crate) fn new<K: Eq + Hash + Send + Sync + 'static>(key: K) -> Self {
        Self(Arc::new(key))
    }
}

trait Distinct: Any + Send + Sync {
    fn same(&self, other: &dyn Distinct) -> bool;
    fn feed(&self, state: &mut dyn Hasher);
}

impl<K: Eq + Hash + Send + Sync + 'static> Distinct for K {
    fn same(&self, other: &dyn Distinct) -> bool {
        (other as &dyn Any).downcast_ref::<K>() == Some(self)
    }

    fn feed(&self, mut state: &mut dyn Hasher) {
        self.hash(&mut state);
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(&*other.0)
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.feed(state);
    }
}
