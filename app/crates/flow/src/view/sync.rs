//! From the state of the reducer to the signals of the view.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use leptos::prelude::*;

use crate::editor::{EditorState, Effect, Event, Overlay, Selection};
use crate::geometry::fan::Fans;
use crate::geometry::{Rect, cull, route, step};
use crate::model::{Change, EdgeKey, NodeId, Payload};
use crate::view::cells::{EdgeCell, EdgeLook, NodeCell, set, set_if_new};
use crate::view::flow::Flow;
use crate::view::marks;

/// The state, and a cell of signals for each node and edge that ever was: what comes back by undo finds its own.
pub(super) struct Core<D: Payload> {
    pub state: EditorState<D>,
    pub nodes: HashMap<NodeId, NodeCell<D>>,
    pub edges: HashMap<EdgeKey, EdgeCell>,
    /// A pointer move that waits for its frame.
    pub queued: Option<Event<D>>,
    /// A frame has been asked for.
    pub ticking: bool,
    /// The part of the plane, in flow pixels, of which all is mounted.
    pub mounted: Rect,
}

/// So much around the view is mounted too, in flow pixels: a small pan mounts nothing.
const SPARE: f64 = 160.0;
/// When the view has become so many times smaller than what is mounted, the rest is let go.
const TOO_MUCH: f64 = 3.0;

impl<D: Payload> Core<D> {
    pub(super) fn new(state: EditorState<D>) -> Self {
        Self {
            state,
            nodes: HashMap::new(),
            edges: HashMap::new(),
            queued: None,
            ticking: false,
            mounted: Rect::default(),
        }
    }

    /// Whether a view shows what is not mounted, or far less than what is.
    fn needs_others(&self, view: Rect) -> bool {
        self.state.doc().len() > cull::ALL_BELOW
            && (!self.mounted.contains_rect(view) || view.w * TOO_MUCH < self.mounted.w)
    }

    /// Brings every cell in step with the document.
    pub(super) fn rebuild(&mut self) {
        let doc = self.state.doc();
        for node in doc.nodes() {
            let cell = self.nodes.entry(node.id.clone()).or_insert_with(|| NodeCell::new(node));
            set(&cell.pos, node.pos);
            if cell.body.with_untracked(|old| !Arc::ptr_eq(old, node)) {
                cell.body.set(node.clone());
            }
        }
        let fans = Fans::of(doc);
        for (key, _) in doc.edges() {
            let cell = self.edges.entry(key.clone()).or_default();
            let corners = route::edge(doc, &fans, key).unwrap_or_default();
            set(&cell.path, step::path(&corners));
        }
    }

    /// Moves these nodes, and the edges whose way depends on them.
    pub(super) fn track(&self, ids: &[NodeId]) {
        let doc = self.state.doc();
        for node in ids.iter().filter_map(|id| doc.node(id)) {
            if let Some(cell) = self.nodes.get(&node.id) {
                set(&cell.pos, node.pos);
            }
        }
        let moved: HashSet<&NodeId> = ids.iter().collect();
        let near = |key: &EdgeKey| moved.contains(&key.from) || moved.contains(&key.to);
        let touched = || doc.edges().filter(|(key, _)| near(key));
        // Edges bend by what else shares their port or their target.
        let fed: HashSet<&NodeId> = touched().map(|(key, _)| &key.to).collect();
        let ports: HashSet<_> = touched().map(|(key, _)| (&key.from, &key.from_port)).collect();
        let fans = Fans::of(doc);
        let bent = doc
            .edges()
            .filter(|(key, _)| fed.contains(&key.to) || ports.contains(&(&key.from, &key.from_port)));
        for (key, _) in bent {
            if let (Some(cell), Some(corners)) = (self.edges.get(key), route::edge(doc, &fans, key)) {
                set(&cell.path, step::path(&corners));
            }
        }
    }

    /// Sets how cards, ports and edges stand out.
    pub(super) fn mark(&self, overlay: &Overlay) {
        let doc = self.state.doc();
        let selection = self.state.selection();
        let mut ports = marks::ports(doc, overlay);
        for node in doc.nodes() {
            let Some(cell) = self.nodes.get(&node.id) else { continue };
            set(&cell.mark, marks::card(&node.id, selection, overlay));
            set(&cell.ports, ports.remove(&node.id).unwrap_or_default());
        }
        for (key, state) in doc.edges() {
            if let Some(cell) = self.edges.get(key) {
                set(
                    &cell.look,
                    EdgeLook {
                        state,
                        selected: selection.edges.contains(key),
                    },
                );
            }
        }
    }
}

/// How much of the view has to follow.
#[derive(Default)]
struct Reach {
    /// Nodes and edges came, went or changed their contents.
    everything: bool,
    /// The committed document is another one.
    doc: bool,
    moved: Vec<NodeId>,
}

impl Reach {
    fn of<D>(effects: &[Effect<D>]) -> Self {
        let mut reach = Self::default();
        for effect in effects {
            match effect {
                Effect::Moved(ids) => reach.moved.extend(ids.iter().cloned()),
                Effect::Changed(changes) => reach.add(changes),
                Effect::Annotated(_) => (reach.everything, reach.doc) = (true, true),
                Effect::SelectionChanged
                | Effect::Announce(_)
                | Effect::Focus(_)
                | Effect::Menu { .. }
                | Effect::RequestAdd { .. }
                | Effect::Duplicate(_)
                | Effect::Copy(_)
                | Effect::Paste { .. }
                | Effect::Open(_)
                | Effect::Action { .. } => {}
            }
        }
        reach
    }

    fn add<D>(&mut self, changes: &[Change<D>]) {
        self.doc = true;
        for change in changes {
            match change {
                Change::Position { id, .. } => self.moved.push(id.clone()),
                Change::Add { .. }
                | Change::Remove { .. }
                | Change::Replace { .. }
                | Change::Connect { .. }
                | Change::Disconnect { .. } => self.everything = true,
                Change::Note { .. } => {}
            }
        }
    }
}

impl<D: Payload> Flow<D> {
    /// Lets the signals follow what the reducer did.
    pub(super) fn follow(&self, effects: &[Effect<D>]) {
        let reach = Reach::of(effects);
        self.core.update_value(|core| {
            if reach.everything {
                core.rebuild();
            } else if !reach.moved.is_empty() {
                core.track(&reach.moved);
            }
        });
        let (viewport, view, overlay, selection) = self.read(|state| {
            (
                state.viewport(),
                state.view(),
                state.overlay(),
                state.selection().clone(),
            )
        });
        self.follow_marks(&reach, overlay, selection);
        set_if_new(self.viewport, viewport);
        set_if_new(self.view, view);
        // not while something is dragged: what is held stays mounted, with all that leads to it
        if reach.everything || reach.doc || self.core.with_value(|core| core.needs_others(view)) {
            self.refresh_lists();
        }
        if reach.doc {
            self.doc.set(self.read(|state| state.doc().clone()));
        }
        set_if_new(self.undoable, self.read(|state| (state.can_undo(), state.can_redo())));
        set_if_new(self.mode, self.read(EditorState::mode));
        for effect in effects {
            self.obey(effect);
        }
        self.ask_for_frame();
    }

    /// Marks are set only when something could stand out differently: never during the frames of a drag.
    fn follow_marks(&self, reach: &Reach, overlay: Overlay, selection: Selection) {
        let same =
            |old: &Overlay| old.dragged == overlay.dragged && old.dock == overlay.dock && old.from == overlay.from;
        let calm = self.overlay.with_untracked(same) && self.selection.with_untracked(|old| *old == selection);
        if !calm || reach.everything {
            self.core.with_value(|core| core.mark(&overlay));
        }
        set_if_new(self.overlay, overlay);
        set_if_new(self.selection, selection);
    }

    /// What the view itself has to do; the rest is for the host.
    fn obey(&self, effect: &Effect<D>) {
        match effect {
            Effect::Announce(words) => self.announce(words),
            Effect::Focus(id) => self.focus_soon(id.clone()),
            Effect::Changed(_)
            | Effect::Moved(_)
            | Effect::Annotated(_)
            | Effect::SelectionChanged
            | Effect::Menu { .. }
            | Effect::RequestAdd { .. }
            | Effect::Duplicate(_)
            | Effect::Copy(_)
            | Effect::Paste { .. }
            | Effect::Open(_)
            | Effect::Action { .. } => {}
        }
    }

    /// The same words twice are said twice.
    fn announce(&self, words: &str) {
        let again = self.said.with_untracked(|said| said == words);
        self.said.set(if again {
            format!("{words}\u{a0}")
        } else {
            words.to_owned()
        });
    }

    /// Mounts what is seen, and what is held or has the focus.
    pub(super) fn refresh_lists(&self) {
        let (nodes, edges) = self.read(|state| {
            let overlay = state.overlay();
            let keep = |id: &NodeId| overlay.dragged.contains(id) || state.focus() == Some(id);
            let around = state.view().grown(SPARE);
            let nodes = cull::nodes(state.doc(), around, keep);
            let edges = cull::edges(state.doc(), around, &nodes);
            (nodes, edges)
        });
        self.core
            .update_value(|core| core.mounted = core.state.view().grown(SPARE));
        set_if_new(self.order, nodes);
        set_if_new(self.lines, edges);
    }
}
