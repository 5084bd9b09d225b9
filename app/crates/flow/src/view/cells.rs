//! One signal for each thing on the canvas that can change alone: a drag writes to what it moves and to nothing else.

use std::sync::Arc;

use leptos::prelude::*;
use smallvec::SmallVec;

use crate::geometry::Point;
use crate::model::{EdgeState, FlowNode, Payload};

/// How a card stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    pub selected: bool,
    pub dragged: bool,
    /// An edge would dock here; whether it may.
    pub dock: Option<bool>,
}

/// How a port looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum PortMark {
    #[default]
    Plain,
    /// A named way out that leads nowhere yet.
    Open,
    Skipped,
    Active,
    /// Under a loose edge.
    Hover,
}

impl PortMark {
    /// The value of `data-state`.
    pub(super) fn attr(self) -> Option<&'static str> {
        match self {
            PortMark::Plain => None,
            PortMark::Open => Some("open"),
            PortMark::Skipped => Some("skipped"),
            PortMark::Active => Some("active"),
            PortMark::Hover => Some("hover"),
        }
    }
}

/// The ports of a card: the way in, then the ways out in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PortMarks {
    pub input: PortMark,
    pub outputs: SmallVec<[PortMark; 2]>,
}

/// The signals of one card.
#[derive(Clone)]
pub(super) struct NodeCell<D: Payload> {
    pub pos: ArcRwSignal<Point>,
    pub body: ArcRwSignal<Arc<FlowNode<D>>>,
    pub mark: ArcRwSignal<Mark>,
    pub ports: ArcRwSignal<PortMarks>,
}

impl<D: Payload> NodeCell<D> {
    pub(super) fn new(node: &Arc<FlowNode<D>>) -> Self {
        Self {
            pos: ArcRwSignal::new(node.pos),
            body: ArcRwSignal::new(node.clone()),
            mark: ArcRwSignal::default(),
            ports: ArcRwSignal::default(),
        }
    }
}

/// How an edge looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct EdgeLook {
    pub state: EdgeState,
    pub selected: bool,
}

/// The signals of one edge.
#[derive(Clone, Default)]
pub(super) struct EdgeCell {
    pub path: ArcRwSignal<String>,
    pub look: ArcRwSignal<EdgeLook>,
}

/// Writes only what is news.
pub(super) fn set<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

/// Writes only what is news.
pub(super) fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}
