//! Undo and redo: what changed, as data.

use std::sync::Arc;

use crate::editor::select::Selection;
use crate::editor::{EditorState, Effect, Effects, words};
use crate::model::{Change, NodeId, Payload};

/// How far back it goes.
const DEPTH: usize = 200;

/// Edits with the same tag in a row are one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Nudge(Vec<NodeId>),
    Replace(Vec<NodeId>, Arc<str>),
    Note(Arc<str>),
}

#[derive(Clone, Debug)]
struct Entry<D> {
    changes: Vec<Change<D>>,
    tag: Option<Tag>,
    /// What was selected before.
    selection: Selection,
}

#[derive(Clone, Debug)]
pub(super) struct History<D> {
    undo: Vec<Entry<D>>,
    redo: Vec<Entry<D>>,
    /// The last entry may still grow.
    open: bool,
}

impl<D> Default for History<D> {
    fn default() -> Self {
        Self {
            undo: Vec::new(),
            redo: Vec::new(),
            open: false,
        }
    }
}

impl<D: Payload> History<D> {
    pub(super) fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    pub(super) fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// What comes next is a step of its own.
    pub(super) fn close(&mut self) {
        self.open = false;
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    fn push(&mut self, changes: Vec<Change<D>>, tag: Option<Tag>, selection: Selection) {
        self.redo.clear();
        if self.open
            && tag.is_some()
            && let Some(last) = self.undo.last_mut()
            && last.tag == tag
        {
            merge(&mut last.changes, changes);
            return;
        }
        self.open = tag.is_some();
        self.undo.push(Entry {
            changes,
            tag,
            selection,
        });
        if self.undo.len() > DEPTH {
            self.undo.remove(0);
        }
    }
}

/// Lets later positions and contents take the place of earlier ones.
fn merge<D: Payload>(into: &mut Vec<Change<D>>, changes: Vec<Change<D>>) {
    for change in changes {
        if !into.iter_mut().any(|old| grow(old, &change)) {
            into.push(change);
        }
    }
}

/// Extends a change to where the next one of its kind on the same node leads; false when they are not alike.
fn grow<D: Payload>(old: &mut Change<D>, next: &Change<D>) -> bool {
    if let (
        Change::Position { id, to, .. },
        Change::Position {
            id: same, to: target, ..
        },
    ) = (&mut *old, next)
    {
        if id == same {
            *to = *target;
        }
        return id == same;
    }
    if let (Change::Note { after, .. }, Change::Note { after: target, .. }) = (&mut *old, next) {
        *after = target.clone();
        return true;
    }
    if let (Change::Replace { after, .. }, Change::Replace { before, after: target }) = (old, next)
        && after.id == before.id
    {
        *after = target.clone();
        return true;
    }
    false
}

impl<D: Payload> EditorState<D> {
    /// Applies changes, remembers them and tells the host. The only way by which a user changes a document.
    pub(super) fn commit(&mut self, changes: Vec<Change<D>>, tag: Option<Tag>) -> Effects<D> {
        if changes.is_empty() || !self.edits() {
            return Effects::new();
        }
        self.doc.apply_all(&changes);
        self.history.push(changes.clone(), tag, self.selection.clone());
        Effects::from_iter([Effect::Changed(changes)])
    }

    pub(super) fn undo(&mut self) -> Effects<D> {
        if !self.edits() {
            return Effects::new();
        }
        let Some(entry) = self.history.undo.pop() else {
            return Effects::from_iter([Effect::Announce("Nothing to undo".to_owned())]);
        };
        let changes: Vec<_> = entry.changes.iter().rev().map(Change::inverted).collect();
        let said = format!("Undone: {}", words::changes(&entry.changes));
        let selection = entry.selection.clone();
        self.history.redo.push(entry);
        self.replay(changes, selection, said)
    }

    pub(super) fn redo(&mut self) -> Effects<D> {
        if !self.edits() {
            return Effects::new();
        }
        let Some(entry) = self.history.redo.pop() else {
            return Effects::from_iter([Effect::Announce("Nothing to redo".to_owned())]);
        };
        let changes = entry.changes.clone();
        let said = format!("Redone: {}", words::changes(&changes));
        let selection = Selection::of(changes.iter().filter_map(touched).cloned());
        self.history.undo.push(entry);
        self.replay(changes, selection, said)
    }

    fn replay(&mut self, changes: Vec<Change<D>>, selection: Selection, said: String) -> Effects<D> {
        self.history.close();
        self.doc.apply_all(&changes);
        let mut effects = Effects::from_iter([Effect::Changed(changes)]);
        effects.extend(self.select(selection));
        effects.extend(self.prune_selection());
        effects.push(Effect::Announce(said));
        effects
    }
}

/// The node that a change leaves behind.
fn touched<D>(change: &Change<D>) -> Option<&NodeId> {
    match change {
        Change::Position { id, .. } => Some(id),
        Change::Add { node, .. } => Some(&node.id),
        Change::Replace { after, .. } => Some(&after.id),
        Change::Remove { .. } | Change::Connect { .. } | Change::Disconnect { .. } | Change::Note { .. } => None,
    }
}
