//! What the editor remembers between two events.

use smallvec::SmallVec;

use crate::editor::history::History;
use crate::editor::select::Selection;
use crate::geometry::align::Guide;
use crate::geometry::hit::Target;
use crate::geometry::{Insets, Point, Rect, Size, Viewport};
use crate::model::{Doc, NodeId, Payload, PortRef};

/// What a user may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Everything.
    #[default]
    Edit,
    /// Look, pan, zoom and select.
    View,
}

/// How a canvas begins and what it allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    pub mode: Mode,
    /// Refuses a connection that would close a loop.
    pub acyclic: bool,
    /// The canvas size to assume until the browser says its own: the server fits into it.
    pub size: Size,
    pub insets: Insets,
    /// Shows everything once the real size is known.
    pub fit: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            mode: Mode::Edit,
            acyclic: true,
            size: Size::new(1392.0, 852.0),
            insets: Insets::default(),
            fit: true,
        }
    }
}

/// What is under way.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Gesture {
    #[default]
    Idle,
    /// A pointer is down and has not moved yet.
    Press(Press),
    Pan {
        pointer: i32,
        last: Point,
    },
    Pinch {
        fingers: [(i32, Point); 2],
    },
    Drag(Drag),
    Marquee(Marquee),
    Connect(Connect),
    /// Keyboard: choosing one of the ports of a node.
    PickPort {
        node: NodeId,
        index: usize,
    },
    /// Keyboard: choosing where the edge from that port ends.
    PickTarget {
        from: PortRef,
        to: NodeId,
    },
}

impl Gesture {
    /// Whether that pointer carries the gesture.
    pub(super) fn held_by(&self, id: i32) -> bool {
        match self {
            Gesture::Press(press) => press.pointer == id,
            Gesture::Pan { pointer, .. } => *pointer == id,
            Gesture::Pinch { fingers } => fingers.iter().any(|finger| finger.0 == id),
            Gesture::Drag(drag) => drag.pointer == id,
            Gesture::Marquee(marquee) => marquee.pointer == id,
            Gesture::Connect(connect) => connect.pointer == id,
            Gesture::Idle | Gesture::PickPort { .. } | Gesture::PickTarget { .. } => false,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Press {
    pub pointer: i32,
    pub at: Point,
    pub target: Target,
    /// Moving pans, whatever is under the pointer.
    pub pans: bool,
    /// Shift or Control: the target joins the selection.
    pub adds: bool,
    pub shift: bool,
    /// The target was selected before.
    pub was_selected: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drag {
    pub pointer: i32,
    /// Where the pointer is, in canvas pixels.
    pub at: Point,
    /// Where it took hold, in flow pixels.
    pub grip: Point,
    pub starts: Vec<(NodeId, Point)>,
    /// The rectangle around all dragged nodes at the start.
    pub bounds: Rect,
    /// Alignment is off while Control is held.
    pub free: bool,
    pub guides: SmallVec<[Guide; 2]>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Marquee {
    pub pointer: i32,
    pub at: Point,
    /// Where it began, in flow pixels.
    pub from: Point,
    /// What was selected before and stays so.
    pub base: Selection,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Connect {
    pub pointer: i32,
    pub at: Point,
    pub from: PortRef,
    /// The node it would dock at, and whether it may.
    pub dock: Option<(NodeId, bool)>,
}

/// The whole state of a canvas. Only [`reduce`](crate::reduce) changes it.
#[derive(Clone, Debug)]
pub struct EditorState<D> {
    pub(super) doc: Doc<D>,
    pub(super) viewport: Viewport,
    pub(super) size: Size,
    pub(super) insets: Insets,
    pub(super) mode: Mode,
    pub(super) acyclic: bool,
    pub(super) selection: Selection,
    pub(super) focus: Option<NodeId>,
    pub(super) gesture: Gesture,
    pub(super) history: History<D>,
    /// Where the pointer was last, in canvas pixels.
    pub(super) pointer: Option<Point>,
    /// Space is held: dragging pans. Becomes `Some(true)` once it did.
    pub(super) space: Option<bool>,
    /// An edge that waits for the node at its end, and that end in flow pixels.
    pub(super) pending: Option<(PortRef, Point)>,
    /// Fit as soon as the real size is known.
    pub(super) fit_on_resize: bool,
    /// What the last fit came to: while it is still in sight, another size fits again.
    pub(super) fitted: Option<Viewport>,
}

impl<D: Payload> EditorState<D> {
    /// A canvas with a document, fitted into the assumed size.
    #[must_use]
    pub fn new(doc: Doc<D>, options: Options) -> Self {
        let mut state = Self {
            doc,
            viewport: Viewport::default(),
            size: options.size,
            insets: options.insets,
            mode: options.mode,
            acyclic: options.acyclic,
            selection: Selection::default(),
            focus: None,
            gesture: Gesture::Idle,
            history: History::default(),
            pointer: None,
            space: None,
            pending: None,
            fit_on_resize: options.fit,
            fitted: None,
        };
        state.fit();
        state
    }

    #[must_use]
    pub fn doc(&self) -> &Doc<D> {
        &self.doc
    }

    #[must_use]
    pub fn viewport(&self) -> Viewport {
        self.viewport
    }

    #[must_use]
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The node that has the keyboard focus.
    #[must_use]
    pub fn focus(&self) -> Option<&NodeId> {
        self.focus.as_ref()
    }

    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    /// The part of the canvas that no panel covers, in canvas pixels.
    #[must_use]
    pub fn free(&self) -> Rect {
        self.insets.free(self.size)
    }

    /// What of the plane the whole canvas shows, in flow pixels.
    #[must_use]
    pub fn view(&self) -> Rect {
        self.viewport
            .rect_to_flow(Rect::new(0.0, 0.0, self.size.w, self.size.h))
    }

    /// Whether an animation frame should be sent: something is held at the border.
    #[must_use]
    pub fn wants_frames(&self) -> bool {
        self.held_at()
            .is_some_and(|at| crate::geometry::autopan::step(at, self.free()) != Point::default())
    }

    /// Where the pointer holds something that makes the canvas run along.
    pub(super) fn held_at(&self) -> Option<Point> {
        match &self.gesture {
            Gesture::Drag(drag) => Some(drag.at),
            Gesture::Marquee(marquee) => Some(marquee.at),
            Gesture::Connect(connect) => Some(connect.at),
            Gesture::Idle
            | Gesture::Press(_)
            | Gesture::Pan { .. }
            | Gesture::Pinch { .. }
            | Gesture::PickPort { .. }
            | Gesture::PickTarget { .. } => None,
        }
    }

    pub(super) fn edits(&self) -> bool {
        self.mode == Mode::Edit
    }
}
