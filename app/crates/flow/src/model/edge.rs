//! A line from a port to a node.

use crate::model::{NodeId, PortId};

/// An outgoing port of a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PortRef {
    pub node: NodeId,
    pub port: PortId,
}

impl PortRef {
    pub fn new(node: impl Into<NodeId>, port: impl Into<PortId>) -> Self {
        Self {
            node: node.into(),
            port: port.into(),
        }
    }
}

/// What makes an edge that edge: there is at most one between a port and a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EdgeKey {
    pub from: NodeId,
    pub from_port: PortId,
    pub to: NodeId,
}

impl EdgeKey {
    pub fn new(from: impl Into<NodeId>, from_port: impl Into<PortId>, to: impl Into<NodeId>) -> Self {
        Self {
            from: from.into(),
            from_port: from_port.into(),
            to: to.into(),
        }
    }

    /// The port that it leaves by.
    #[must_use]
    pub fn source(&self) -> PortRef {
        PortRef {
            node: self.from.clone(),
            port: self.from_port.clone(),
        }
    }

    /// Whether it begins or ends at that node.
    #[must_use]
    pub fn touches(&self, node: &str) -> bool {
        &*self.from == node || &*self.to == node
    }
}

/// How an edge is drawn. The order is the order of drawing: what matters most comes last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeState {
    #[default]
    Idle,
    Skipped,
    Done,
    Active,
}

impl EdgeState {
    /// The value of `data-state`; none while idle.
    #[must_use]
    pub fn attr(self) -> Option<&'static str> {
        match self {
            EdgeState::Idle => None,
            EdgeState::Skipped => Some("skipped"),
            EdgeState::Done => Some("done"),
            EdgeState::Active => Some("active"),
        }
    }
}

/// An edge and how it is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowEdge {
    pub key: EdgeKey,
    pub state: EdgeState,
}

impl FlowEdge {
    pub fn new(from: impl Into<NodeId>, from_port: impl Into<PortId>, to: impl Into<NodeId>) -> Self {
        Self {
            key: EdgeKey::new(from, from_port, to),
            state: EdgeState::Idle,
        }
    }
}
