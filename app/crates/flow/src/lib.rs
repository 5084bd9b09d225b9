//! The node canvas: pan, zoom, select, drag, connect, undo, by mouse, touch and keyboard.
//!
//! It knows nothing of workflows. A host turns its graph into a [`Doc`] of [`FlowNode`]s with an opaque payload `D`,
//! mounts [`FlowCanvas`], and keeps its own graph in step from [`Effect::Changed`].
//!
//! - [`model`]: plain data, and [`Change`]s that can be applied and inverted.
//! - [`geometry`]: pure functions over that data. Every size and handle follows from the data, never from the DOM.
//! - [`editor`]: the pure reducer `reduce(&mut EditorState, Event) -> effects`. Nothing else changes a document.
//! - [`view`]: thin Leptos components that feed the reducer and draw what it says.
//!
//! ```
//! use flow::{Change, Doc, Effect, EditorState, Event, FlowEdge, FlowNode, Options, PortRef, reduce};
//!
//! let nodes = [FlowNode::new("a", "Start", ()), FlowNode::new("b", "Fetch", ()).at(236.0, 0.0)];
//! let mut state = EditorState::new(Doc::new(nodes, []), Options::default());
//! let effects = reduce(&mut state, Event::Connect { from: PortRef::new("a", "out"), to: "b".into() });
//! let edge = FlowEdge::new("a", "out", "b");
//! assert_eq!(effects[0], Effect::Changed(vec![Change::Connect { index: 0, edge }]));
//! reduce(&mut state, Event::Undo);
//! assert_eq!(state.doc().edges().len(), 0);
//! ```
//!
//! Don't measure the DOM while rendering, and don't put rules of a product here.

pub mod editor;
pub mod geometry;
pub mod model;
pub mod view;

pub use editor::{
    EditorState, Effect, Effects, Event, Key, MenuTarget, Mode, Modifiers, Options, Pending, PointerKind, Refusal,
    reduce,
};
pub use geometry::{Insets, Point, Rect, Size, Viewport};
pub use model::{
    Change, Doc, EdgeKey, EdgeState, FlowEdge, FlowNode, Fragment, NodeAction, NodeError, NodeId, NodeSize, NodeState,
    NodeStatus, Payload, Port, PortId, PortRef, Progress, Tone, Who,
};
pub use view::{CanvasToolbar, Flow, FlowCanvas, MiniMap, Outline, StaticFlow};
