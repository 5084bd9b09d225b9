//! What follows from an event, for the view and for the host.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::geometry::Point;
use crate::model::{Change, EdgeKey, NodeId, PortRef};

pub type Effects<D> = SmallVec<[Effect<D>; 2]>;

/// What a menu was asked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MenuTarget {
    Canvas,
    /// The node under the pointer; the selection holds it.
    Node(NodeId),
    Edge(EdgeKey),
}

/// A connection that waits for its node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub from: PortRef,
}

/// A consequence that the reducer itself cannot carry out.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect<D> {
    /// The document changed: apply these to your own graph, in order, and save it. Undo and redo come this way too.
    Changed(Vec<Change<D>>),
    /// Nodes follow the pointer, not committed yet.
    Moved(Vec<NodeId>),
    /// The run state of these nodes changed.
    Annotated(Vec<NodeId>),
    SelectionChanged,
    /// For the live region.
    Announce(String),
    /// Move the keyboard focus to a node, or to the canvas.
    Focus(Option<NodeId>),
    /// Show a menu. `at` is the flow point, `screen` the canvas pixel.
    Menu {
        target: MenuTarget,
        at: Point,
        screen: Point,
    },
    /// The user wants a node here: offer the palette, then send `Event::Add` with `at` and `pending`, or `Cancel`.
    RequestAdd {
        at: Point,
        screen: Point,
        pending: Option<Pending>,
    },
    /// Make copies of these nodes under fresh ids and send them as `Event::Insert`.
    Duplicate(Vec<NodeId>),
    /// Put these nodes on the clipboard (`Doc::fragment`).
    Copy(Vec<NodeId>),
    /// Read the clipboard and send an `Event::Insert` with its corner at this flow point.
    Paste {
        at: Point,
    },
    /// Open the inspector on a node.
    Open(NodeId),
    /// The user chose an action of a node's error.
    Action {
        node: NodeId,
        action: Arc<str>,
    },
}
