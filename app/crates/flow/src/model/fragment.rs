//! A piece of a document: what is copied, duplicated and pasted.

use std::collections::{HashMap, HashSet};

use crate::geometry::Point;
use crate::model::{Doc, FlowEdge, FlowNode, NodeId};

/// Some nodes and the edges between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Fragment<D> {
    pub nodes: Vec<FlowNode<D>>,
    pub edges: Vec<FlowEdge>,
}

impl<D: Clone> Doc<D> {
    /// Copies these nodes and the edges that stay among them, without their run state.
    #[must_use]
    pub fn fragment(&self, ids: &[NodeId]) -> Fragment<D> {
        let wanted: HashSet<&NodeId> = ids.iter().collect();
        let nodes = self.nodes.values().filter(|node| wanted.contains(&node.id));
        let edges = self
            .edges
            .keys()
            .filter(|key| wanted.contains(&key.from) && wanted.contains(&key.to));
        Fragment {
            nodes: nodes
                .map(|node| FlowNode {
                    state: crate::NodeState::default(),
                    ..FlowNode::clone(node)
                })
                .collect(),
            edges: edges
                .map(|key| FlowEdge {
                    key: key.clone(),
                    state: crate::EdgeState::Idle,
                })
                .collect(),
        }
    }
}

impl<D> Fragment<D> {
    /// The same piece under other ids. `rename` is asked once for each node and must give ids that are free.
    #[must_use]
    pub fn renamed(mut self, mut rename: impl FnMut(&FlowNode<D>) -> NodeId) -> Self {
        let mut names = HashMap::new();
        for node in &mut self.nodes {
            let fresh = rename(node);
            names.insert(std::mem::replace(&mut node.id, fresh.clone()), fresh);
        }
        for edge in &mut self.edges {
            for end in [&mut edge.key.from, &mut edge.key.to] {
                if let Some(fresh) = names.get(end) {
                    *end = fresh.clone();
                }
            }
        }
        self
    }

    /// The same piece, further right and down by so much.
    #[must_use]
    pub fn shifted(mut self, by: Point) -> Self {
        for node in &mut self.nodes {
            node.pos = node.pos + by;
        }
        self
    }

    /// The same piece with its top left corner at a point.
    #[must_use]
    pub fn moved_to(self, at: Point) -> Self {
        let left = self.nodes.iter().map(|node| node.pos.x).fold(f64::INFINITY, f64::min);
        let top = self.nodes.iter().map(|node| node.pos.y).fold(f64::INFINITY, f64::min);
        if left.is_finite() && top.is_finite() {
            self.shifted(at - Point::new(left, top))
        } else {
            self
        }
    }
}
