//! One graph, prepared for the rules: kinds looked up, ends of edges resolved, pointers at hand.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::super::{Edge, Node};
use super::expressions::{Source, sources};
use crate::catalogue::{Catalogue, NodeKind};

/// Where the parts of a graph stand in the document.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) nodes: Option<&'a [usize]>,
    pub(super) edges: Option<&'a [usize]>,
    /// Whether parts of the document could not be read.
    pub(super) incomplete: bool,
}

impl Places<'_> {
    /// Nothing was left out: each part stands where its index says.
    pub(super) const WRITTEN: Self = Self {
        nodes: None,
        edges: None,
        incomplete: false,
    };
}

/// The loop around a body.
#[derive(Clone, Copy)]
pub(super) struct Outer<'a> {
    pub(super) view: &'a View<'a>,
    /// The loop's index there.
    pub(super) node: usize,
}

pub(super) struct Spot<'a> {
    pub(super) node: &'a Node,
    /// None when nobody knows the kind.
    pub(super) kind: Option<&'static NodeKind>,
    /// The texts of its settings that may hold expressions.
    pub(super) sources: Vec<Source<'a>>,
}

impl<'a> Spot<'a> {
    fn new(node: &'a Node, catalogue: &Catalogue) -> Self {
        let kind = catalogue.get(&node.kind);
        Self {
            node,
            kind,
            sources: kind.map(|kind| sources(kind, &node.config)).unwrap_or_default(),
        }
    }
}

pub(super) struct Link<'a> {
    pub(super) edge: &'a Edge,
    pub(super) from: Option<usize>,
    pub(super) to: Option<usize>,
}

pub(super) struct View<'a> {
    pointer: &'a str,
    places: Places<'a>,
    pub(super) nodes: Vec<Spot<'a>>,
    pub(super) edges: Vec<Link<'a>>,
    /// Targets of each node; ends that don't exist are left out.
    pub(super) targets: Vec<Vec<usize>>,
    /// Number of edges that lead to each node.
    pub(super) incoming: Vec<usize>,
    pub(super) outer: Option<Outer<'a>>,
    index: HashMap<&'a str, usize>,
    upstream: OnceCell<Vec<Vec<u64>>>,
}

impl<'a> View<'a> {
    pub(super) fn new(
        pointer: &'a str,
        nodes: &'a [Node],
        edges: &'a [Edge],
        places: Places<'a>,
        outer: Option<Outer<'a>>,
        catalogue: &Catalogue,
    ) -> Self {
        let mut index = HashMap::with_capacity(nodes.len());
        for (position, node) in nodes.iter().enumerate() {
            index.entry(node.id.as_str()).or_insert(position);
        }
        let find = |id: &str| index.get(id).copied();
        let links: Vec<Link<'a>> = edges
            .iter()
            .map(|edge| Link {
                edge,
                from: find(edge.from.as_str()),
                to: find(edge.to.as_str()),
            })
            .collect();
        let mut targets = vec![Vec::new(); nodes.len()];
        let mut incoming = vec![0; nodes.len()];
        for (from, to) in links.iter().filter_map(|link| link.from.zip(link.to)) {
            targets[from].push(to);
            incoming[to] += 1;
        }
        let nodes = nodes.iter().map(|node| Spot::new(node, catalogue)).collect();
        Self {
            pointer,
            places,
            nodes,
            edges: links,
            targets,
            incoming,
            outer,
            index,
            upstream: OnceCell::new(),
        }
    }

    pub(super) fn is_body(&self) -> bool {
        self.outer.is_some()
    }

    /// Whether parts of the document could not be read, so that nothing can be said about what isn't there.
    pub(super) fn is_incomplete(&self) -> bool {
        self.places.incomplete
    }

    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// Ids of all nodes, in the author's order.
    pub(super) fn ids(&self) -> impl Iterator<Item = &'a str> + Clone + '_ {
        self.nodes.iter().map(|spot| spot.node.id.as_str())
    }

    /// Pointer to the list of nodes.
    pub(super) fn nodes_pointer(&self) -> String {
        format!("{}/nodes", self.pointer)
    }

    /// Pointer to a node.
    pub(super) fn node_pointer(&self, index: usize) -> String {
        let place = self
            .places
            .nodes
            .and_then(|places| places.get(index).copied())
            .unwrap_or(index);
        format!("{}/nodes/{place}", self.pointer)
    }

    /// Pointer to an edge.
    pub(super) fn edge_pointer(&self, index: usize) -> String {
        let place = self
            .places
            .edges
            .and_then(|places| places.get(index).copied())
            .unwrap_or(index);
        format!("{}/edges/{place}", self.pointer)
    }

    /// Whether `earlier` always comes before `later`. Only for graphs without circles.
    pub(super) fn is_upstream(&self, earlier: usize, later: usize) -> bool {
        let sets = self.upstream.get_or_init(|| self.upstream_sets());
        sets[later][earlier / 64] & (1 << (earlier % 64)) != 0
    }

    /// For each node the set of nodes before it, one bit each.
    fn upstream_sets(&self) -> Vec<Vec<u64>> {
        let words = self.nodes.len().div_ceil(64);
        let mut sets = vec![vec![0_u64; words]; self.nodes.len()];
        let mut open = self.incoming.clone();
        let mut ready: Vec<usize> = (0..open.len()).filter(|node| open[*node] == 0).collect();
        while let Some(node) = ready.pop() {
            let mut before = sets[node].clone();
            before[node / 64] |= 1 << (node % 64);
            for target in &self.targets[node] {
                sets[*target]
                    .iter_mut()
                    .zip(&before)
                    .for_each(|(set, more)| *set |= more);
                open[*target] -= 1;
                if open[*target] == 0 {
                    ready.push(*target);
                }
            }
        }
        sets
    }
}
