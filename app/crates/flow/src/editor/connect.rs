//! Edges: what may be connected, and drawing one with the pointer.

use crate::editor::state::{Connect, Gesture};
use crate::editor::{EditorState, Effect, Effects, Pending};
use crate::geometry::{Point, hit};
use crate::model::{Change, EdgeKey, FlowEdge, NodeId, Payload, PortRef};

/// Why an edge may not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    ReadOnly,
    /// One of the nodes, or the port, does not exist.
    Unknown,
    SameNode,
    /// Nothing may lead to that node.
    NoInput,
    Duplicate,
    /// It would close a loop.
    Loop,
    /// Other edges lead to that node, which would have to stand apart.
    NotApart,
}

impl Refusal {
    /// What the user is told.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Refusal::ReadOnly => "This workflow is read-only here",
            Refusal::Unknown => "There is nothing to connect",
            Refusal::SameNode => "A node can't lead to itself",
            Refusal::NoInput => "Nothing can lead to this node",
            Refusal::Duplicate => "They are connected already",
            Refusal::Loop => "This would make a loop",
            Refusal::NotApart => "Something else leads to this node",
        }
    }
}

impl<D: Payload> EditorState<D> {
    /// Whether an edge from that port to that node may be added.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn may_connect(&self, from: &PortRef, to: &NodeId) -> Result<(), Refusal> {
        let (Some(source), Some(target)) = (self.doc.node(&from.node), self.doc.node(to)) else {
            return Err(Refusal::Unknown);
        };
        let key = EdgeKey {
            from: from.node.clone(),
            from_port: from.port.clone(),
            to: to.clone(),
        };
        if !self.edits() {
            Err(Refusal::ReadOnly)
        } else if !source.leaves_by(&from.port) {
            Err(Refusal::Unknown)
        } else if from.node == *to {
            Err(Refusal::SameNode)
        } else if !target.has_input {
            Err(Refusal::NoInput)
        } else if self.doc.has_edge(&key) {
            Err(Refusal::Duplicate)
        } else if self.acyclic && self.doc.reaches(to, &from.node) {
            Err(Refusal::Loop)
        } else if source.aside.as_ref() == Some(&from.port) && self.doc.incoming(to).next().is_some() {
            Err(Refusal::NotApart)
        } else {
            Ok(())
        }
    }

    /// The change that adds this edge, at the end.
    pub(super) fn connection(&self, from: &PortRef, to: &NodeId) -> Change<D> {
        let edge = FlowEdge::new(from.node.clone(), from.port.clone(), to.clone());
        Change::Connect {
            index: self.doc.edges.len(),
            edge,
        }
    }

    /// Adds an edge, or says why not.
    pub(super) fn connect(&mut self, from: &PortRef, to: &NodeId) -> Effects<D> {
        self.pending = None;
        if let Err(refusal) = self.may_connect(from, to) {
            return Effects::from_iter([Effect::Announce(refusal.reason().to_owned())]);
        }
        let change = self.connection(from, to);
        let said = format!("Connected {} to {}", self.title(&from.node), self.title(to));
        let mut effects = self.commit(vec![change], None);
        effects.push(Effect::Announce(said));
        effects
    }

    /// The loose end follows the pointer and docks where it may.
    pub(super) fn connect_move(&mut self, mut connect: Connect, at: Point) -> Effects<D> {
        connect.at = at;
        let near = hit::dock(&self.doc, self.viewport.to_flow(at), self.viewport.z);
        let near = near.filter(|id| *id != connect.from.node);
        connect.dock = near.map(|id| {
            let may = self.may_connect(&connect.from, &id).is_ok();
            (id, may)
        });
        self.gesture = Gesture::Connect(connect);
        Effects::new()
    }

    /// Docks; or, let go over nothing, asks for a node there.
    pub(super) fn connect_end(&mut self, connect: Connect) -> Effects<D> {
        if let Some((to, _)) = connect.dock {
            return self.connect(&connect.from, &to);
        }
        let at = self.viewport.to_flow(connect.at);
        if self
            .doc
            .node(&connect.from.node)
            .is_none_or(|node| node.rect().contains(at))
        {
            return Effects::new();
        }
        self.pending = Some((connect.from.clone(), at));
        let pending = Some(Pending { from: connect.from });
        Effects::from_iter([Effect::RequestAdd {
            at,
            screen: connect.at,
            pending,
        }])
    }

    /// The title of a node, for saying.
    pub(super) fn title(&self, id: &NodeId) -> String {
        self.doc
            .node(id)
            .map_or_else(|| id.to_string(), |node| node.title.to_string())
    }
}
