//! The handle that every part of the page shares.

use domain::graph::{Node, SCHEMA, Workflow};
use domain::id::WorkflowId;
use flow::{Event, Flow, Insets, Options};
use leptos::prelude::*;
use rpc::WorkflowDetail;
use ui::{Announcer, Toasts, use_announcer, use_toasts};

use super::levels::Level;
use super::panes::Panes;
use super::run::RunView;
use super::timer::Timer;
use crate::document::convert::{to_graph, to_whole};
use crate::document::note::Note;
use crate::problem::Located;
use crate::saving::Saving;

/// The width of the palette and of the inspector, which lie over the canvas.
const INSETS: Insets = Insets {
    top: 0.0,
    right: 312.0,
    bottom: 0.0,
    left: 192.0,
};

/// The studio of one workflow. Copy it freely; it lives as long as the owner it was made under.
#[derive(Clone, Copy)]
pub(crate) struct Studio {
    /// The workflow.
    pub id: WorkflowId,
    /// The outermost canvas: its document is the whole draft.
    pub top: Flow<Node>,
    /// The loops that were entered, outermost first.
    pub levels: RwSignal<Vec<Level>>,
    /// What the workflow is called.
    pub name: RwSignal<String>,
    /// What it is for.
    pub description: RwSignal<Option<String>>,
    /// The life of the draft.
    pub saving: RwSignal<Saving>,
    /// What somebody else saved meanwhile.
    pub theirs: RwSignal<Option<WorkflowDetail>>,
    /// The newest published version.
    pub version: RwSignal<Option<i32>>,
    /// Whether the draft differs from it.
    pub has_changes: RwSignal<bool>,
    /// What is wrong with the draft.
    pub problems: RwSignal<Vec<Located>>,
    /// The run in the drawer.
    pub run: RunView,
    /// What is open.
    pub panes: Panes,
    /// Short messages.
    pub toasts: Toasts,
    /// For screen readers.
    pub announcer: Announcer,
    pub(super) owner: StoredValue<Option<Owner>>,
    pub(super) save_timer: Timer,
    pub(super) mirror_timer: Timer,
    pub(super) check_timer: Timer,
    pub(super) waiters: StoredValue<Vec<Callback<bool>>>,
}

impl Studio {
    /// The studio of a workflow as the server gave it.
    pub(crate) fn new(detail: &WorkflowDetail) -> Self {
        let graph = &detail.graph;
        let options = Options {
            insets: INSETS,
            ..Options::default()
        };
        let studio = Self {
            id: detail.id,
            top: Flow::new(to_whole(graph, &detail.name), options),
            levels: RwSignal::default(),
            name: RwSignal::new(detail.name.clone()),
            description: RwSignal::new(graph.description.clone()),
            saving: RwSignal::new(Saving::new(detail.revision, Some(detail.updated_at))),
            theirs: RwSignal::new(None),
            version: RwSignal::new(detail.version),
            has_changes: RwSignal::new(detail.has_changes),
            problems: RwSignal::default(),
            run: RunView::new(),
            panes: Panes::new(),
            toasts: use_toasts(),
            announcer: use_announcer(),
            owner: StoredValue::new(Owner::current()),
            save_timer: Timer::new(),
            mirror_timer: Timer::new(),
            check_timer: Timer::new(),
            waiters: StoredValue::new(Vec::new()),
        };
        studio.check_now();
        studio.listen(studio.top, None);
        studio
    }

    /// The canvas in sight. Tracked.
    pub(crate) fn flow(&self) -> Flow<Node> {
        let top = self.top;
        self.levels.with(|levels| levels.last().map_or(top, |level| level.flow))
    }

    /// The canvas in sight, for events.
    pub(crate) fn flow_now(&self) -> Flow<Node> {
        let top = self.top;
        self.levels
            .with_untracked(|levels| levels.last().map_or(top, |level| level.flow))
    }

    /// The whole draft. Tracked.
    pub(crate) fn workflow(&self) -> Workflow {
        let graph = self.top.doc().with(to_graph);
        self.named(graph, self.name.get(), self.description.get())
    }

    /// The whole draft, for events.
    pub(crate) fn workflow_now(&self) -> Workflow {
        let graph = self.top.read(|state| to_graph(state.doc()));
        self.named(graph, self.name.get_untracked(), self.description.get_untracked())
    }

    fn named(self, graph: domain::graph::Graph, name: String, description: Option<String>) -> Workflow {
        Workflow {
            schema: SCHEMA.to_owned(),
            name,
            description,
            nodes: graph.nodes,
            edges: graph.edges,
        }
    }

    /// Calls it another name. Empty names are refused.
    pub(crate) fn rename(&self, name: &str) {
        let name = name.trim();
        if !name.is_empty() && self.name.with_untracked(|old| old != name) {
            let name = name.chars().take(domain::limits::MAX_NAME_CHARS).collect();
            self.note(self.top, None, |note| note.name = name);
        }
    }

    /// Says what it is for.
    pub(crate) fn describe(&self, text: &str) {
        let text = (!text.trim().is_empty()).then(|| text.to_owned());
        if self.description.with_untracked(|old| *old != text) {
            self.note(self.top, Some("description"), |note| note.description = text);
        }
    }

    /// Changes what is kept beside the cards of a canvas: a step that undo takes back, as it does any other.
    pub(super) fn note(self, flow: Flow<Node>, tag: Option<&str>, change: impl FnOnce(&mut Note)) {
        let mut note = flow.read(|state| Note::of(state.doc()));
        change(&mut note);
        flow.dispatch(Event::Note {
            text: note.to_text().into(),
            tag: tag.map(Into::into),
        });
    }

    /// Name and description follow the note of the draft.
    pub(super) fn take_note(self) {
        let note = self.top.read(|state| Note::of(state.doc()));
        if self.name.with_untracked(|old| *old != note.name) {
            self.name.set(note.name);
        }
        if self.description.with_untracked(|old| *old != note.description) {
            self.description.set(note.description);
        }
    }

    /// Whether the page was left: its signals are gone.
    pub(crate) fn is_closed(&self) -> bool {
        self.name.is_disposed()
    }

    /// Does something unless the page was left. For what may come late: answers, toasts.
    pub(crate) fn while_open(&self, then: impl FnOnce()) {
        if !self.is_closed() {
            then();
        }
    }

    /// Whether what is on the canvas may be changed here. Tracked.
    pub(crate) fn can_edit(&self) -> bool {
        !self.panes.phone.get()
    }
}
