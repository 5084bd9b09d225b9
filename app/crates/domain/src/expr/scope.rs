//! What an expression can see: `inputs`, `steps`, `secrets`, `run`, `item`, `index`.
//!
//! A scope is built once a step and read by reference: no value is copied before an expression picks it, so that a
//! large step output costs nothing to expressions that don't use it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::value::Val;

/// The names an expression starts from. Cloning shares the values.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    roots: BTreeMap<String, Root>,
}

#[derive(Debug, Clone)]
enum Root {
    Whole(Arc<Value>),
    Parts(BTreeMap<String, Arc<Value>>),
}

impl Scope {
    /// A scope that knows nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A scope from one object, each key a root; anything but an object gives an empty scope.
    #[must_use]
    pub fn from_value(context: Value) -> Self {
        let Value::Object(context) = context else {
            return Self::default();
        };
        let roots = context
            .into_iter()
            .map(|(name, value)| (name, Root::Whole(Arc::new(value))))
            .collect();
        Self { roots }
    }

    /// The same scope with root `name` standing for `value`.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Arc<Value>>) -> Self {
        self.set(name, value);
        self
    }

    /// Lets root `name` stand for `value`.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Arc<Value>>) {
        self.roots.insert(name.into(), Root::Whole(value.into()));
    }

    /// Lets root `name` exist as an object, empty if it has no parts yet.
    pub fn set_empty(&mut self, name: impl Into<String>) {
        self.roots
            .entry(name.into())
            .or_insert_with(|| Root::Parts(BTreeMap::new()));
    }

    /// Lets `root.part` stand for `value`, sharing it: `steps.fetch` for one step's output. A root that was set whole
    /// is replaced.
    pub fn set_part(&mut self, root: &str, part: impl Into<String>, value: impl Into<Arc<Value>>) {
        let root = self
            .roots
            .entry(root.to_owned())
            .or_insert_with(|| Root::Parts(BTreeMap::new()));
        if let Root::Whole(_) = root {
            *root = Root::Parts(BTreeMap::new());
        }
        if let Root::Parts(parts) = root {
            parts.insert(part.into(), value.into());
        }
    }

    /// The same scope with `root.part` standing for `value`.
    #[must_use]
    pub fn with_part(mut self, root: &str, part: impl Into<String>, value: impl Into<Arc<Value>>) -> Self {
        self.set_part(root, part, value);
        self
    }

    /// The same scope inside a loop: `item` and `index` (from 0).
    #[must_use]
    pub fn with_item(self, item: impl Into<Arc<Value>>, index: usize) -> Self {
        self.with("item", item).with("index", Value::from(index))
    }

    /// The whole scope as one JSON object, copied: what a sandbox job carries.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let whole = |(name, root): (&String, &Root)| {
            let value = match root {
                Root::Whole(value) => Value::clone(value),
                Root::Parts(parts) => Value::Object(
                    parts
                        .iter()
                        .map(|(part, value)| (part.clone(), Value::clone(value)))
                        .collect(),
                ),
            };
            (name.clone(), value)
        };
        Value::Object(self.roots.iter().map(whole).collect::<Map<_, _>>())
    }

    /// The part of this scope that `references` name: a sandbox job carries no more than it needs.
    #[must_use]
    pub fn only(&self, references: &[super::Reference]) -> Self {
        let mut kept = Self::new();
        for reference in references {
            match (self.roots.get(&reference.root), reference.path.first()) {
                (Some(Root::Parts(parts)), Some(part)) => {
                    kept.set_empty(reference.root.clone());
                    if let Some(value) = parts.get(part) {
                        kept.set_part(&reference.root, part.clone(), Arc::clone(value));
                    }
                }
                (Some(root), _) => {
                    kept.roots.insert(reference.root.clone(), root.clone());
                }
                (None, _) => {}
            }
        }
        kept
    }

    /// The value of root `name`, borrowed.
    pub(super) fn look_up(&self, name: &str) -> Option<Val<'_>> {
        self.roots.get(name).map(|root| match root {
            Root::Whole(value) => Val::from_json(value),
            Root::Parts(parts) => Val::from_parts(parts),
        })
    }

    /// The names of the roots.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.roots.keys().map(String::as_str)
    }
}
