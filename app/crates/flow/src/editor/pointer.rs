//! What a pointer does: which gesture it begins, continues and ends.

use crate::editor::event::{Button, Pointer, PointerKind};
use crate::editor::state::{Connect, Gesture, Press};
use crate::editor::{EditorState, Effect, Effects, MenuTarget, Selection};
use crate::geometry::Point;
use crate::geometry::hit::{self, Target};
use crate::model::{NodeId, Payload, PortRef};

/// How far a pointer must move before it drags.
const THRESHOLD: f64 = 1.0;
/// Fingers are less steady.
const TOUCH_THRESHOLD: f64 = 6.0;

impl<D: Payload> EditorState<D> {
    fn target_at(&self, at: Point) -> Target {
        hit::target(&self.doc, self.viewport.to_flow(at), self.viewport.z)
    }

    pub(super) fn pointer_down(&mut self, pointer: Pointer) -> Effects<D> {
        if !pointer.at.is_finite() {
            return Effects::new();
        }
        self.pointer = Some(pointer.at);
        if self.second_finger(&pointer) {
            return Effects::new();
        }
        self.history.close();
        self.pending = None;
        match &self.gesture {
            Gesture::PickTarget { from, .. } => {
                let from = from.clone();
                return self.pick_at(&from, pointer.at);
            }
            Gesture::PickPort { .. } => self.gesture = Gesture::Idle,
            Gesture::Idle => {}
            Gesture::Press(_)
            | Gesture::Pan { .. }
            | Gesture::Pinch { .. }
            | Gesture::Drag(_)
            | Gesture::Marquee(_)
            | Gesture::Connect(_) => return Effects::new(),
        }
        if pointer.button == Button::Secondary {
            return Effects::new();
        }
        self.press(pointer)
    }

    fn press(&mut self, pointer: Pointer) -> Effects<D> {
        let hand = pointer.button == Button::Middle || self.space.is_some();
        let target = if hand {
            Target::Canvas
        } else {
            self.target_at(pointer.at)
        };
        if let Target::Output(from) = &target
            && self.edits()
        {
            return self.hold_port(&pointer, from.clone());
        }
        let was_selected = match &target {
            Target::Edge(key) => self.selection.edges.contains(key),
            Target::Canvas | Target::Node(_) | Target::Output(_) => {
                target.node().is_some_and(|id| self.selection.nodes.contains(id))
            }
        };
        let adds = pointer.mods.shift || pointer.mods.ctrl;
        let touch = pointer.kind == PointerKind::Touch;
        let on_node = target.node().cloned();
        let pans = hand || !self.edits() || on_node.is_none() || (touch && !was_selected);
        let shift = pointer.mods.shift && !hand;
        self.gesture = Gesture::Press(Press {
            pointer: pointer.id,
            at: pointer.at,
            target,
            pans,
            adds,
            shift,
            was_selected,
        });
        let mut effects = Effects::new();
        if let Some(id) = on_node.filter(|_| !touch && !was_selected) {
            effects.extend(if adds {
                self.toggle(&id)
            } else {
                self.select(Selection::of([id]))
            });
        }
        effects
    }

    fn hold_port(&mut self, pointer: &Pointer, from: PortRef) -> Effects<D> {
        self.gesture = Gesture::Connect(Connect {
            pointer: pointer.id,
            at: pointer.at,
            from,
            dock: None,
        });
        Effects::new()
    }

    /// A second finger turns a pan into a pinch.
    fn second_finger(&mut self, pointer: &Pointer) -> bool {
        let first = match &self.gesture {
            Gesture::Press(press) => (press.pointer, press.at),
            Gesture::Pan { pointer, last } => (*pointer, *last),
            Gesture::Idle
            | Gesture::Pinch { .. }
            | Gesture::Drag(_)
            | Gesture::Marquee(_)
            | Gesture::Connect(_)
            | Gesture::PickPort { .. }
            | Gesture::PickTarget { .. } => return false,
        };
        let pinches = pointer.kind == PointerKind::Touch && first.0 != pointer.id;
        if pinches {
            self.gesture = Gesture::Pinch {
                fingers: [first, (pointer.id, pointer.at)],
            };
        }
        pinches
    }

    pub(super) fn pointer_move(&mut self, pointer: Pointer) -> Effects<D> {
        if !pointer.at.is_finite() {
            return Effects::new();
        }
        self.pointer = Some(pointer.at);
        if !self.gesture.held_by(pointer.id) {
            return Effects::new();
        }
        match self.gesture.clone() {
            Gesture::Press(press) => self.press_move(&press, pointer),
            Gesture::Pan { pointer: id, last } => {
                self.viewport = self.viewport.panned(pointer.at - last);
                self.gesture = Gesture::Pan {
                    pointer: id,
                    last: pointer.at,
                };
                Effects::new()
            }
            Gesture::Pinch { fingers } => self.pinch_move(fingers, &pointer),
            Gesture::Drag(drag) => self.drag_move(drag, pointer.at, pointer.mods),
            Gesture::Marquee(marquee) => self.marquee_move(marquee, pointer.at),
            Gesture::Connect(connect) => self.connect_move(connect, pointer.at),
            Gesture::Idle | Gesture::PickPort { .. } | Gesture::PickTarget { .. } => Effects::new(),
        }
    }

    /// Past the threshold a press becomes a gesture.
    fn press_move(&mut self, press: &Press, pointer: Pointer) -> Effects<D> {
        let threshold = if pointer.kind == PointerKind::Touch {
            TOUCH_THRESHOLD
        } else {
            THRESHOLD
        };
        if press.at.distance(pointer.at) < threshold {
            return Effects::new();
        }
        let mut effects = if press.pans && press.shift && press.target.node().is_none() {
            self.marquee_start(press)
        } else if press.pans {
            self.space = self.space.map(|_| true);
            self.gesture = Gesture::Pan {
                pointer: press.pointer,
                last: press.at,
            };
            Effects::new()
        } else {
            self.drag_start(press)
        };
        if !matches!(self.gesture, Gesture::Press(_)) {
            effects.extend(self.pointer_move(pointer));
        }
        effects
    }

    pub(super) fn pointer_up(&mut self, pointer: Pointer) -> Effects<D> {
        let mut effects = self.pointer_move(pointer);
        if !self.gesture.held_by(pointer.id) {
            return effects;
        }
        match std::mem::take(&mut self.gesture) {
            Gesture::Press(press) => effects.extend(self.click(press)),
            Gesture::Pinch { fingers } => self.lift_finger(fingers, pointer.id),
            Gesture::Drag(drag) => effects.extend(self.drag_end(&drag)),
            Gesture::Marquee(_) => effects.extend(self.marquee_end()),
            Gesture::Connect(connect) => effects.extend(self.connect_end(connect)),
            Gesture::Idle | Gesture::Pan { .. } | Gesture::PickPort { .. } | Gesture::PickTarget { .. } => {}
        }
        effects
    }

    /// A press that did not move.
    fn click(&mut self, press: Press) -> Effects<D> {
        match press.target {
            Target::Canvas if press.pans && self.space.is_some() => Effects::new(),
            Target::Canvas if press.adds => Effects::new(),
            Target::Canvas => self.select(Selection::default()),
            Target::Edge(key) if press.adds => self.toggle_edge(&key),
            Target::Edge(key) => self.select_edge(key),
            Target::Node(id) | Target::Output(PortRef { node: id, .. }) => {
                if press.adds {
                    // Before it was selected it has been added when the pointer went down.
                    if press.was_selected {
                        self.toggle(&id)
                    } else {
                        Effects::new()
                    }
                } else {
                    self.select(Selection::of([id]))
                }
            }
        }
    }

    /// The browser took the pointer away: as if nothing had begun.
    pub(super) fn pointer_cancel(&mut self, id: i32) -> Effects<D> {
        if !self.gesture.held_by(id) {
            return Effects::new();
        }
        if let Gesture::Pinch { fingers } = self.gesture {
            self.lift_finger(fingers, id);
            return Effects::new();
        }
        self.give_up()
    }

    pub(super) fn double_click(&mut self, at: Point) -> Effects<D> {
        match self.target_at(at) {
            Target::Node(id) | Target::Output(PortRef { node: id, .. }) => Effects::from_iter([Effect::Open(id)]),
            Target::Canvas => self.ask_for_node(at),
            Target::Edge(_) => Effects::new(),
        }
    }

    /// Selects what is under the pointer, unless it is, and asks for a menu.
    pub(super) fn context_menu(&mut self, screen: Point) -> Effects<D> {
        if matches!(self.gesture, Gesture::PickPort { .. } | Gesture::PickTarget { .. }) {
            self.gesture = Gesture::Idle;
        }
        let target = self.target_at(screen);
        let at = self.viewport.to_flow(screen);
        let (target, mut effects) = match target {
            Target::Node(id) | Target::Output(PortRef { node: id, .. }) => {
                let effects = self.hold_for_menu(&id);
                (MenuTarget::Node(id), effects)
            }
            Target::Edge(key) => (MenuTarget::Edge(key.clone()), self.select_edge(key)),
            Target::Canvas => (MenuTarget::Canvas, Effects::new()),
        };
        effects.push(Effect::Menu { target, at, screen });
        effects
    }

    fn hold_for_menu(&mut self, id: &NodeId) -> Effects<D> {
        if self.selection.nodes.contains(id) {
            Effects::new()
        } else {
            self.select(Selection::of([id.clone()]))
        }
    }

    /// The menu of what has the focus.
    pub(super) fn request_menu(&mut self) -> Effects<D> {
        let Some(node) = self.focus.clone().and_then(|id| self.doc.node(&id).cloned()) else {
            let screen = self.free().center();
            let at = self.viewport.to_flow(screen);
            return Effects::from_iter([Effect::Menu {
                target: MenuTarget::Canvas,
                at,
                screen,
            }]);
        };
        let mut effects = self.hold_for_menu(&node.id);
        let at = node.pos + Point::new(12.0, crate::geometry::measures::HEAD);
        let screen = self.viewport.to_screen(at);
        effects.push(Effect::Menu {
            target: MenuTarget::Node(node.id.clone()),
            at,
            screen,
        });
        effects
    }
}
