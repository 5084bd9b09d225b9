//! What is drawn, as plain data. Knows neither pixels on a screen nor signals.

pub(crate) mod change;
mod diff;
mod doc;
mod edge;
mod fragment;
mod node;
mod state;

pub use change::Change;
pub use doc::Doc;
pub use edge::{EdgeKey, EdgeState, FlowEdge, PortRef};
pub use fragment::Fragment;
pub use node::{FlowNode, NodeId, NodeSize, Port, PortId, Tone};
pub use state::{NodeAction, NodeError, NodeState, NodeStatus, Progress, Who};

/// What a host may hang on a node: undo of a delete restores it whole.
pub trait Payload: Clone + PartialEq + Send + Sync + 'static {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Payload for T {}
