//! The document: nodes in drawing order and the edges between them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;

use crate::geometry::Point;
use crate::model::{EdgeKey, EdgeState, FlowEdge, FlowNode, NodeId};

/// Nodes and edges in their order. Cloning is cheap: nodes are shared.
#[derive(Clone, Debug)]
pub struct Doc<D> {
    pub(crate) nodes: IndexMap<NodeId, Arc<FlowNode<D>>>,
    pub(crate) edges: IndexMap<EdgeKey, EdgeState>,
    /// See [`Doc::note`].
    pub(crate) note: Arc<str>,
}

impl<D> Default for Doc<D> {
    fn default() -> Self {
        Self {
            nodes: IndexMap::new(),
            edges: IndexMap::new(),
            note: Arc::from(""),
        }
    }
}

/// Equal documents hold equal nodes and edges in the same order, and the same note.
impl<D: PartialEq> PartialEq for Doc<D> {
    fn eq(&self, other: &Self) -> bool {
        self.nodes.len() == other.nodes.len()
            && self.edges.len() == other.edges.len()
            && self.note == other.note
            && self.nodes.values().eq(other.nodes.values())
            && self.edges.iter().eq(other.edges.iter())
    }
}

impl<D> Doc<D> {
    /// Builds a document. Of nodes with one id the first is kept; an edge without both its nodes is dropped.
    pub fn new(nodes: impl IntoIterator<Item = FlowNode<D>>, edges: impl IntoIterator<Item = FlowEdge>) -> Self {
        let mut doc = Self::default();
        for node in nodes {
            doc.nodes.entry(node.id.clone()).or_insert_with(|| Arc::new(node));
        }
        for edge in edges {
            if doc.nodes.contains_key(&edge.key.from) && doc.nodes.contains_key(&edge.key.to) {
                doc.edges.entry(edge.key).or_insert(edge.state);
            }
        }
        doc
    }

    /// The same document with another note.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<Arc<str>>) -> Self {
        self.note = note.into();
        self
    }

    /// What the host keeps beside nodes and edges, in a form of its own: it is undone and redone with them.
    #[must_use]
    pub fn note(&self) -> &str {
        &self.note
    }

    /// All nodes, the hindmost first.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = &Arc<FlowNode<D>>> + ExactSizeIterator {
        self.nodes.values()
    }

    /// All edges with their state.
    pub fn edges(&self) -> impl DoubleEndedIterator<Item = (&EdgeKey, EdgeState)> + ExactSizeIterator {
        self.edges.iter().map(|(key, state)| (key, *state))
    }

    /// The node of that id.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<&Arc<FlowNode<D>>> {
        self.nodes.get(id)
    }

    #[must_use]
    pub fn has_edge(&self, key: &EdgeKey) -> bool {
        self.edges.contains_key(key)
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The edges that end at a node.
    pub fn incoming<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a EdgeKey> {
        self.edges.keys().filter(move |key| &*key.to == id)
    }

    /// The edges that begin at a node.
    pub fn outgoing<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a EdgeKey> {
        self.edges.keys().filter(move |key| &*key.from == id)
    }

    /// Whether `to` can be reached from `from` along the edges; a node reaches itself.
    #[must_use]
    pub fn reaches(&self, from: &NodeId, to: &NodeId) -> bool {
        let mut followers: HashMap<&NodeId, Vec<&NodeId>> = HashMap::new();
        for key in self.edges.keys() {
            followers.entry(&key.from).or_default().push(&key.to);
        }
        let mut seen = HashSet::from([from]);
        let mut open = vec![from];
        while let Some(id) = open.pop() {
            if id == to {
                return true;
            }
            let next = followers.get(id).into_iter().flatten().copied();
            open.extend(next.filter(|next| seen.insert(*next)));
        }
        false
    }
}

impl<D: Clone> Doc<D> {
    /// Puts a node somewhere else; no trace is kept.
    pub(crate) fn place(&mut self, id: &str, pos: Point) {
        if let Some(node) = self.nodes.get_mut(id)
            && node.pos != pos
        {
            Arc::make_mut(node).pos = pos;
        }
    }
}
