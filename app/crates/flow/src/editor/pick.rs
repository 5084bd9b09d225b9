//! Connecting by keyboard: choose a way out, then a node, then Enter.

use crate::editor::event::{Key, Modifiers};
use crate::editor::state::Gesture;
use crate::editor::{EditorState, Effect, Effects};
use crate::geometry::hit::Target;
use crate::geometry::spatial::{self, Direction};
use crate::geometry::{Point, hit};
use crate::model::{NodeId, Payload, PortRef};

impl<D: Payload> EditorState<D> {
    /// Whether a choice is under way that takes the keys.
    pub(super) fn picks(&self) -> bool {
        matches!(self.gesture, Gesture::PickPort { .. } | Gesture::PickTarget { .. })
    }

    pub(super) fn start_connect(&mut self, id: &NodeId) -> Effects<D> {
        let mut effects = self.give_up();
        let Some(node) = self.doc.node(id).cloned().filter(|_| self.edits()) else {
            return effects;
        };
        match node.outputs.as_slice() {
            [] => effects.push(Effect::Announce(format!("Nothing can follow {}", node.title))),
            [port] => effects.extend(self.start_connect_from(PortRef {
                node: id.clone(),
                port: port.id.clone(),
            })),
            [_, _, ..] => {
                self.gesture = Gesture::PickPort {
                    node: id.clone(),
                    index: 0,
                };
                effects.push(Effect::Announce(self.port_words(id, 0)));
            }
        }
        effects
    }

    pub(super) fn start_connect_from(&mut self, from: PortRef) -> Effects<D> {
        let mut effects = self.give_up();
        if !self.edits() || self.doc.node(&from.node).is_none() {
            return effects;
        }
        match self.candidates(&from).into_iter().next() {
            Some(to) => effects.extend(self.aim(from, to)),
            None => effects.push(Effect::Announce(format!(
                "No node can follow {}",
                self.title(&from.node)
            ))),
        }
        effects
    }

    /// The nodes that an edge from that port may lead to, those to the right of it first.
    fn candidates(&self, from: &PortRef) -> Vec<NodeId> {
        let start = self.doc.port_point(from).unwrap_or_default();
        let order = spatial::reading_order(&self.doc);
        let (mut ahead, mut behind) = (Vec::new(), Vec::new());
        for id in order.into_iter().filter(|id| self.may_connect(from, id).is_ok()) {
            let is_ahead = self.doc.node(&id).is_some_and(|node| node.pos.x >= start.x);
            if is_ahead { ahead.push(id) } else { behind.push(id) }
        }
        ahead.append(&mut behind);
        ahead
    }

    /// Shows where the edge would lead.
    fn aim(&mut self, from: PortRef, to: NodeId) -> Effects<D> {
        let said = format!(
            "Connect {} to {}? Enter connects, arrows choose",
            self.title(&from.node),
            self.title(&to)
        );
        self.reveal(&to);
        self.gesture = Gesture::PickTarget { from, to };
        Effects::from_iter([Effect::Announce(said)])
    }

    fn port_words(&self, id: &NodeId, index: usize) -> String {
        let Some(node) = self.doc.node(id) else {
            return String::new();
        };
        let port = node.outputs.get(index);
        let label = port.map_or("", |port| port.label.as_deref().unwrap_or(&port.id));
        format!(
            "Output {label}, {} of {}. Enter takes it, arrows choose",
            index + 1,
            node.outputs.len()
        )
    }

    /// A key while something is being chosen.
    pub(super) fn pick_key(&mut self, key: Key, mods: Modifiers) -> Effects<D> {
        if key == Key::Escape {
            return self.cancel();
        }
        match self.gesture.clone() {
            Gesture::PickPort { node, index } => self.pick_port(node, index, key, mods),
            Gesture::PickTarget { from, to } => self.pick_target(from, &to, key, mods),
            Gesture::Idle
            | Gesture::Press(_)
            | Gesture::Pan { .. }
            | Gesture::Pinch { .. }
            | Gesture::Drag(_)
            | Gesture::Marquee(_)
            | Gesture::Connect(_) => Effects::new(),
        }
    }

    fn pick_port(&mut self, node: NodeId, index: usize, key: Key, mods: Modifiers) -> Effects<D> {
        let Some(ports) = self
            .doc
            .node(&node)
            .map(|n| n.outputs.clone())
            .filter(|ports| !ports.is_empty())
        else {
            return self.give_up();
        };
        if matches!(key, Key::Enter | Key::Space) {
            let port = ports[index.min(ports.len() - 1)].id.clone();
            return self.start_connect_from(PortRef { node, port });
        }
        let Some(forward) = is_forward(key, mods) else {
            return Effects::new();
        };
        let index = stepped(index, ports.len(), forward);
        let said = self.port_words(&node, index);
        self.gesture = Gesture::PickPort { node, index };
        Effects::from_iter([Effect::Announce(said)])
    }

    fn pick_target(&mut self, from: PortRef, to: &NodeId, key: Key, mods: Modifiers) -> Effects<D> {
        if matches!(key, Key::Enter | Key::Space) {
            self.gesture = Gesture::Idle;
            return self.connect(&from, to);
        }
        let candidates = self.candidates(&from);
        let here = self.doc.node(to).map(|node| node.rect()).unwrap_or_default();
        let next = match (key, is_forward(key, mods)) {
            (Key::Arrow(direction), _) => spatial::next(&self.doc, here, direction, |id| candidates.contains(id)),
            (_, Some(forward)) if !candidates.is_empty() => {
                let index = candidates.iter().position(|id| id == to).unwrap_or(0);
                candidates.get(stepped(index, candidates.len(), forward)).cloned()
            }
            (_, _) => None,
        };
        next.map_or_else(Effects::new, |next| self.aim(from, next))
    }

    /// A click while a target is being chosen.
    pub(super) fn pick_at(&mut self, from: &PortRef, at: Point) -> Effects<D> {
        self.gesture = Gesture::Idle;
        match hit::target(&self.doc, self.viewport.to_flow(at), self.viewport.z) {
            Target::Node(to) | Target::Output(PortRef { node: to, .. }) => self.connect(from, &to),
            Target::Canvas | Target::Edge(_) => Effects::from_iter([Effect::Announce("Not connected".to_owned())]),
        }
    }
}

/// Whether a key steps on or back in a list; none when it does neither.
fn is_forward(key: Key, mods: Modifiers) -> Option<bool> {
    match key {
        Key::Tab => Some(!mods.shift),
        Key::Arrow(Direction::Down | Direction::Right) => Some(true),
        Key::Arrow(Direction::Up | Direction::Left) => Some(false),
        Key::Enter | Key::Escape | Key::Space | Key::Delete | Key::Home | Key::End | Key::Char(_) => None,
    }
}

fn stepped(index: usize, len: usize, forward: bool) -> usize {
    if forward {
        (index + 1) % len
    } else {
        (index + len - 1) % len
    }
}
