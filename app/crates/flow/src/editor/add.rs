//! New nodes: one from the palette, a piece from the clipboard, new contents from the inspector.

use std::sync::Arc;

use crate::editor::history::Tag;
use crate::editor::{EditorState, Effect, Effects, Selection, words};
use crate::geometry::measures::{BELOW, COLUMN_GAP, HEAD, ROW_GAP};
use crate::geometry::{Point, Rect, align};
use crate::model::{Change, FlowEdge, FlowNode, Fragment, NodeId, Payload, PortRef};

impl<D: Payload> EditorState<D> {
    /// Adds a node where it was dropped, or at a free place; connects it, selects it and gives it the focus.
    pub(super) fn add(&mut self, mut node: FlowNode<D>, at: Option<Point>, after: Option<PortRef>) -> Effects<D> {
        let mut effects = self.give_up();
        if !self.edits() || self.doc.nodes.contains_key(&node.id) || at.is_some_and(|p| !p.is_finite()) {
            return effects;
        }
        let after = if at.is_none() && after.is_none() {
            self.free_output()
        } else {
            after
        };
        node.pos = match at {
            Some(entry) => align::to_grid(entry - Point::new(0.0, HEAD / 2.0)),
            None => self.free_place(&node, after.as_ref()),
        };
        let (id, title, rect, takes) = (node.id.clone(), node.title.clone(), node.rect(), node.has_input);
        let mut changes = vec![Change::Add {
            index: self.doc.len(),
            node: Arc::new(node),
        }];
        let after = after.filter(|port| takes && self.doc.node(&port.node).is_some_and(|n| n.leaves_by(&port.port)));
        if let Some(port) = after {
            let edge = FlowEdge::new(port.node, port.port, id.clone());
            changes.push(Change::Connect {
                index: self.doc.edges.len(),
                edge,
            });
        }
        effects.extend(self.commit(changes, None));
        effects.extend(self.select(Selection::of([id.clone()])));
        self.reveal_rect(rect);
        self.focus = Some(id.clone());
        effects.push(Effect::Focus(Some(id)));
        effects.push(Effect::Announce(format!("Added {title}")));
        effects
    }

    /// The first way out of the one selected node that leads nowhere yet.
    fn free_output(&self) -> Option<PortRef> {
        let node = self.doc.node(self.selection.only_node()?)?;
        let mut ports = node.outputs.iter();
        let open = ports.find(|port| !self.doc.outgoing(&node.id).any(|key| key.from_port == port.id));
        let port = open.or(node.outputs.first())?;
        Some(PortRef {
            node: node.id.clone(),
            port: port.id.clone(),
        })
    }

    /// Right of that port's node, else in the middle of the view, and as far down as it takes.
    fn free_place(&self, node: &FlowNode<D>, after: Option<&PortRef>) -> Point {
        let size = node.extent();
        let before = after.and_then(|port| Some((self.doc.node(&port.node)?, self.doc.port_point(port)?)));
        let wish = match before {
            Some((source, handle)) => Point::new(source.rect().right() + COLUMN_GAP, handle.y - HEAD / 2.0),
            None => {
                let middle = self.viewport.rect_to_flow(self.free()).center();
                middle - Point::new(size.w / 2.0, size.h / 2.0)
            }
        };
        let mut rect = Rect::at(align::to_grid(wish), size);
        let room = |rect: Rect| {
            Rect {
                h: rect.h + BELOW,
                ..rect
            }
            .grown(2.0)
        };
        while let Some(hit) = self
            .doc
            .nodes()
            .map(|node| node.rect())
            .find(|r| room(*r).overlaps(room(rect)))
        {
            rect.y = align::to_grid(Point::new(0.0, hit.bottom() + ROW_GAP + 4.0)).y;
        }
        Point::new(rect.x, rect.y)
    }

    /// Adds a piece, as one step, and selects it. Nodes whose id is taken are left out.
    pub(super) fn insert(&mut self, fragment: Fragment<D>) -> Effects<D> {
        let mut effects = self.give_up();
        if !self.edits() {
            return effects;
        }
        let before = self.doc.clone();
        let mut after = before.clone();
        let mut added = Vec::new();
        for node in fragment.nodes {
            if !after.nodes.contains_key(&node.id) {
                added.push(node.id.clone());
                after.nodes.insert(node.id.clone(), Arc::new(node));
            }
        }
        for edge in fragment.edges {
            let known = after.nodes.contains_key(&edge.key.from) && after.nodes.contains_key(&edge.key.to);
            if known && edge.key.from != edge.key.to {
                after.edges.entry(edge.key).or_insert(edge.state);
            }
        }
        if added.is_empty() {
            return effects;
        }
        let said = format!("Added {}", words::nodes(added.len()));
        effects.extend(self.commit(before.diff(&after), None));
        self.show_added(&added);
        effects.extend(self.select(Selection::of(added)));
        effects.push(Effect::Announce(said));
        effects
    }

    fn show_added(&mut self, ids: &[NodeId]) {
        if let Some(bounds) = self.bounds_of(ids.iter()) {
            self.reveal_rect(bounds);
        }
    }

    /// New contents for nodes that exist. Where a way out or in is gone, its edges go in the same step.
    pub(super) fn replace(&mut self, nodes: Vec<FlowNode<D>>, tag: Option<Arc<str>>) -> Effects<D> {
        let mut effects = self.give_up();
        let mut after = self.doc.clone();
        let mut ids = Vec::new();
        for node in nodes {
            if let Some(slot) = after.nodes.get_mut(&node.id) {
                ids.push(node.id.clone());
                *slot = Arc::new(node);
            }
        }
        let before = &self.doc.nodes;
        let has_ends = |from: &NodeId, port: &str, to: &NodeId| {
            // a line by a port that no card shows, as documents may have, is none of this edit's business
            let is_hidden = before.get(from).is_some_and(|n| n.output(port).is_none());
            after
                .nodes
                .get(from)
                .is_some_and(|n| n.output(port).is_some() || is_hidden)
                && after.nodes.get(to).is_some_and(|n| n.has_input)
        };
        let touched: std::collections::HashSet<&NodeId> = ids.iter().collect();
        let mut edges = after.edges.clone();
        edges.retain(|key, _| {
            !(touched.contains(&key.from) || touched.contains(&key.to)) || has_ends(&key.from, &key.from_port, &key.to)
        });
        after.edges = edges;
        let changes = self.doc.diff(&after);
        effects.extend(self.commit(changes, tag.map(|tag| Tag::Replace(ids, tag))));
        effects.extend(self.prune_selection());
        effects
    }
}
