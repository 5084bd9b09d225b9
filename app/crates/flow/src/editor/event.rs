//! All that can happen to the canvas.

use std::sync::Arc;

use crate::geometry::spatial::Direction;
use crate::geometry::{Insets, Point, Size};
use crate::model::{Doc, EdgeKey, EdgeState, FlowNode, Fragment, NodeId, NodeState, PortRef};

use super::state::Mode;

/// The keys that are held down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modifiers {
    pub shift: bool,
    /// Control, or Command on a Mac.
    pub ctrl: bool,
    pub alt: bool,
}

/// What points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PointerKind {
    #[default]
    Mouse,
    Touch,
    Pen,
}

/// Which button went down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Button {
    #[default]
    Primary,
    Middle,
    Secondary,
}

/// A pointer at a place, in pixels from the top left of the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pointer {
    pub id: i32,
    pub kind: PointerKind,
    pub button: Button,
    pub at: Point,
    pub mods: Modifiers,
}

/// A key that means something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Arrow(Direction),
    Enter,
    Escape,
    Tab,
    Space,
    Delete,
    Home,
    End,
    /// A printed character, in lower case.
    Char(char),
}

/// What happened. Points are canvas pixels unless they are said to be flow pixels.
#[derive(Clone, Debug, PartialEq)]
pub enum Event<D> {
    PointerDown(Pointer),
    PointerMove(Pointer),
    PointerUp(Pointer),
    PointerCancel(i32),
    DoubleClick {
        at: Point,
    },
    ContextMenu {
        at: Point,
    },
    /// Scrolls by `delta` pixels. A pinch on a trackpad comes as a wheel with `ctrl`.
    Wheel {
        at: Point,
        delta: Point,
        mods: Modifiers,
    },
    Key(Key, Modifiers),
    KeyUp(Key),
    /// The keyboard focus came to a node, or to the canvas itself (`None`).
    Focused(Option<NodeId>),
    /// The keyboard focus left the canvas: keys that were held are let go elsewhere.
    Blurred,
    /// An animation frame passed: the canvas runs along with what is dragged to its border.
    Frame,
    Resized(Size),
    /// Panels cover so much of the canvas.
    Inset(Insets),
    SetMode(Mode),

    Undo,
    Redo,
    /// Shows everything.
    Fit,
    ZoomIn,
    ZoomOut,
    ZoomTo(f64),
    /// Puts a flow point in the middle.
    CenterOn(Point),
    /// Pans as little as needed to show a node.
    Reveal(NodeId),
    Tidy,

    SelectAll,
    Select(Vec<NodeId>),
    SelectEdge(EdgeKey),
    ClearSelection,
    /// Ends a gesture or a choice; with none under way clears the selection.
    Cancel,
    /// Moves the focus to the next node that way.
    Navigate(Direction),
    /// Moves the focus to the first node, or the last.
    GoTo {
        last: bool,
    },
    /// Moves the selected nodes one step of the grid, or four.
    Nudge {
        direction: Direction,
        far: bool,
    },

    /// Deletes what is selected.
    DeleteSelection,
    Remove {
        nodes: Vec<NodeId>,
        edges: Vec<EdgeKey>,
    },
    Duplicate,
    Copy,
    Cut,
    Paste,
    /// Asks the host for a node, at the pointer.
    RequestAdd,
    /// Asks the host for a menu on what has the focus.
    RequestMenu,
    /// Asks the host to open the node that has the focus.
    Open,

    /// Adds a node. `at` is the flow point of its way in; without it a free place is found, beside the selected
    /// node if there is just one, and then also connected with it. `after` connects it with that port.
    Add {
        node: FlowNode<D>,
        at: Option<Point>,
        after: Option<PortRef>,
    },
    /// Adds a piece as it stands, and selects it. Ids must be free.
    Insert(Fragment<D>),
    /// Replaces nodes of the same ids, positions included. Edits with one `tag` in a row are undone at once.
    Replace {
        nodes: Vec<FlowNode<D>>,
        tag: Option<Arc<str>>,
    },
    Connect {
        from: PortRef,
        to: NodeId,
    },
    Disconnect(EdgeKey),
    /// Keeps another note beside nodes and edges. Edits with one `tag` in a row are undone at once.
    Note {
        text: Arc<str>,
        tag: Option<Arc<str>>,
    },
    /// Begins to connect by keyboard.
    StartConnect(NodeId),
    /// Begins to connect by keyboard from that port.
    StartConnectFrom(PortRef),

    /// The host has another document (import, undo elsewhere, a colleague): allowed in every mode.
    ApplyRemote {
        doc: Doc<D>,
        undoable: bool,
    },
    /// How nodes and edges are doing: no part of the document, allowed in every mode.
    Annotate {
        nodes: Vec<(NodeId, NodeState)>,
        edges: Vec<(EdgeKey, EdgeState)>,
    },
}
