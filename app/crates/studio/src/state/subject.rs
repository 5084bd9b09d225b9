//! The node in the inspector: what its fields read and write.

use domain::catalogue::{Catalogue, Field, Implied, NodeKind};
use domain::graph::Node;
use flow::{Event, Flow};
use leptos::prelude::*;
use serde_json::Value;

use super::studio::Studio;
use crate::document::card::card;
use crate::document::convert::node_of;
use crate::expr::context::{Seen, known};

/// One node under inspection. Lives as long as the form that shows it.
#[derive(Clone, Copy)]
pub(crate) struct Subject {
    /// The studio.
    pub studio: Studio,
    /// Its kind; none when this version doesn't know it.
    pub kind: Option<&'static NodeKind>,
    /// The node now; none for a moment after it was deleted.
    pub node: Memo<Option<Node>>,
    /// All values that its expressions can name.
    pub known: Memo<Value>,
    flow: Flow<Node>,
    id: StoredValue<String>,
    level: StoredValue<Vec<String>>,
}

impl Subject {
    /// The node of that id on the canvas in sight.
    pub(crate) fn new(studio: Studio, id: String) -> Self {
        let flow = studio.flow_now();
        let level = StoredValue::new(studio.path_now());
        let id = StoredValue::new(id);
        let node = memo(move || {
            flow.doc()
                .with(|doc| id.with_value(|id| doc.node(id).map(|found| found.data.clone())))
        });
        let kind = node.with_untracked(|node| Catalogue::builtin().get(&node.as_ref()?.kind));
        let known = memo(move || {
            let workflow = studio.workflow();
            studio.run.state.with(|state| {
                studio.run.inputs.with(|inputs| {
                    let run_id = studio.run.id.get();
                    let seen = state.as_ref().zip(run_id).map(|(state, run_id)| Seen {
                        id: run_id.to_string(),
                        state,
                        inputs,
                    });
                    level.with_value(|level| id.with_value(|id| known(&workflow, level, id, seen.as_ref())))
                })
            })
        });
        Self {
            studio,
            kind,
            node,
            known,
            flow,
            id,
            level,
        }
    }

    /// Its id.
    pub(crate) fn id(&self) -> String {
        self.id.get_value()
    }

    /// The loops around it.
    pub(crate) fn level(&self) -> Vec<String> {
        self.level.get_value()
    }

    /// Something of the node. Tracked, and told only when it changes.
    pub(crate) fn read<T: Clone + PartialEq + Default + Send + Sync + 'static>(
        &self,
        read: impl Fn(&Node) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let node = self.node;
        Memo::new(move |last: Option<&T>| {
            node.with(|node| node.as_ref().map(&read))
                .or_else(|| last.cloned())
                .unwrap_or_default()
        })
    }

    /// A setting; none when it is absent. Tracked.
    pub(crate) fn value(&self, field: &'static str) -> Memo<Option<Value>> {
        self.read(move |node| node.config.get(field).cloned())
    }

    /// A setting as text; absent is empty. Tracked.
    pub(crate) fn text(&self, field: &'static str) -> Memo<String> {
        self.read(move |node| node.config.get(field).map(as_text).unwrap_or_default())
    }

    /// A setting as text, or what its absence means. Tracked.
    pub(crate) fn meant(&self, field: &'static Field) -> Memo<String> {
        self.read(move |node| {
            let implied = || field.implied.map(Implied::value);
            let value = node.config.get(field.name).cloned().or_else(implied);
            value.as_ref().map(as_text).unwrap_or_default()
        })
    }

    /// Writes a setting, or takes it away. Edits of one setting in a row are undone at once.
    pub(crate) fn set(&self, field: &'static str, value: Option<Value>) {
        self.edit(&format!("config/{field}"), |node| match value {
            Some(value) => {
                node.config.insert(field.to_owned(), value);
            }
            None => {
                node.config.shift_remove(field);
            }
        });
    }

    /// Changes the node. Edits with one `tag` in a row are undone at once.
    pub(crate) fn edit(&self, tag: &str, change: impl FnOnce(&mut Node)) {
        let Some(found) = self.flow.node(&self.id()) else {
            return;
        };
        let mut node = node_of(&found);
        change(&mut node);
        let mut next = card(&node, Catalogue::builtin());
        next.pos = found.pos;
        if !next.same_content(&found) {
            self.flow.dispatch(Event::Replace {
                nodes: vec![next],
                tag: Some(tag.into()),
            });
        }
    }

    /// What is wrong below these keys of the node, in words. Tracked.
    pub(crate) fn fault(&self, keys: &'static [&'static str]) -> Signal<Option<String>> {
        let subject = *self;
        let fault = memo(move || {
            subject.studio.problems.with(|problems| {
                let (level, id) = (subject.level(), subject.id());
                let here = |keys_of: &[String]| {
                    keys_of
                        .iter()
                        .map(String::as_str)
                        .take(keys.len())
                        .eq(keys.iter().copied())
                };
                let found = problems
                    .iter()
                    .find(|located| located.is_at(&level, &id) && here(&located.keys));
                found.map(crate::problem::Located::words)
            })
        });
        fault.into()
    }

    /// What is wrong with a setting, in words. Tracked.
    pub(crate) fn fault_of(&self, field: &'static str) -> Signal<Option<String>> {
        let subject = *self;
        let fault = memo(move || {
            subject.studio.problems.with(|problems| {
                let (level, id) = (subject.level(), subject.id());
                let found = problems
                    .iter()
                    .find(|located| located.is_at(&level, &id) && located.field() == Some(field));
                found.map(crate::problem::Located::words)
            })
        });
        fault.into()
    }
}

/// A setting as it is typed: text as it stands, anything else as JSON.
pub(crate) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
