//! From events of the browser to events of the reducer.

use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};

use crate::editor::{Button, Effect, Event, Key, Modifiers, Pointer, PointerKind};
use crate::geometry::spatial::Direction;
use crate::geometry::{Point, hit};
use crate::model::{NodeId, Payload, PortRef};
use crate::view::flow::Flow;
use leptos::prelude::*;

/// What acts by itself when it is pressed.
const CONTROLS: &str = "a, button:not(.port), input, select, textarea, summary, [contenteditable]";
/// Lines of a wheel that counts in lines, in pixels.
const LINE: f64 = 20.0;

fn element(target: Option<EventTarget>) -> Option<Element> {
    target?.dyn_into().ok()
}

/// Whether an event belongs to a control on a card, not to the canvas.
fn on_control(ev: &web_sys::Event) -> bool {
    element(ev.target()).is_some_and(|target| target.closest(CONTROLS).ok().flatten().is_some())
}

fn node_of(target: Option<EventTarget>) -> Option<NodeId> {
    let card = element(target)?.closest("[data-node]").ok()??;
    card.get_attribute("data-node").map(NodeId::from)
}

fn client(ev: &web_sys::MouseEvent) -> Point {
    Point::new(f64::from(ev.client_x()), f64::from(ev.client_y()))
}

fn modifiers(ev: &web_sys::MouseEvent) -> Modifiers {
    Modifiers {
        shift: ev.shift_key(),
        ctrl: ev.ctrl_key() || ev.meta_key(),
        alt: ev.alt_key(),
    }
}

fn key_of(ev: &web_sys::KeyboardEvent) -> Option<Key> {
    let key = ev.key();
    Some(match key.as_str() {
        "ArrowLeft" => Key::Arrow(Direction::Left),
        "ArrowRight" => Key::Arrow(Direction::Right),
        "ArrowUp" => Key::Arrow(Direction::Up),
        "ArrowDown" => Key::Arrow(Direction::Down),
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        " " => Key::Space,
        "Delete" | "Backspace" => Key::Delete,
        "Home" => Key::Home,
        "End" => Key::End,
        _ => {
            let mut chars = key.chars();
            let (first, rest) = (chars.next()?, chars.next());
            if rest.is_some() {
                return None;
            }
            Key::Char(first.to_lowercase().next()?)
        }
    })
}

/// Without this the browser would select text and move the focus.
pub(super) fn keep_focus(ev: &ev::MouseEvent) {
    if !on_control(ev) {
        ev.prevent_default();
    }
}

impl<D: Payload> Flow<D> {
    fn pointer(self, ev: &web_sys::PointerEvent) -> Option<Pointer> {
        let kind = match ev.pointer_type().as_str() {
            "touch" => PointerKind::Touch,
            "pen" => PointerKind::Pen,
            _ => PointerKind::Mouse,
        };
        let button = match ev.button() {
            1 => Button::Middle,
            2 => Button::Secondary,
            _ => Button::Primary,
        };
        let at = self.to_local(client(ev))?;
        Some(Pointer {
            id: ev.pointer_id(),
            kind,
            button,
            at,
            mods: modifiers(ev),
        })
    }

    /// Takes the pointer and the focus; a control on a card keeps both.
    pub(super) fn on_pointer_down(self, ev: &ev::PointerEvent) {
        let (Some(pointer), Some(root)) = (self.pointer(ev), self.root.get_untracked()) else {
            return;
        };
        if on_control(ev) {
            return;
        }
        if pointer.button != Button::Secondary {
            let _ = root.set_pointer_capture(pointer.id);
        }
        let under = self.read(|state| {
            let p = state.viewport().to_flow(pointer.at);
            hit::target(state.doc(), p, state.viewport().z).node().cloned()
        });
        self.dispatch(Event::PointerDown(pointer));
        self.focus_now(under.as_deref());
    }

    pub(super) fn on_pointer_move(self, ev: &ev::PointerEvent) {
        if let Some(pointer) = self.pointer(ev) {
            self.queue(Event::PointerMove(pointer));
        }
    }

    pub(super) fn on_pointer_up(self, ev: &ev::PointerEvent) {
        if let Some(pointer) = self.pointer(ev) {
            self.dispatch(Event::PointerUp(pointer));
        }
    }

    pub(super) fn on_double_click(self, ev: &ev::MouseEvent) {
        if let Some(at) = self.to_local(client(ev)).filter(|_| !on_control(ev)) {
            self.dispatch(Event::DoubleClick { at });
        }
    }

    /// A menu asked for by keyboard belongs to what has the focus, wherever the browser says it is.
    pub(super) fn on_context_menu(self, ev: &ev::MouseEvent) {
        ev.prevent_default();
        let by_touch = ev
            .dyn_ref::<web_sys::PointerEvent>()
            .is_some_and(|ev| ev.pointer_type() == "touch");
        if ev.button() == 2 || by_touch {
            if let Some(at) = self.to_local(client(ev)) {
                self.dispatch(Event::ContextMenu { at });
            }
        } else {
            self.dispatch(Event::RequestMenu);
        }
    }

    pub(super) fn on_wheel(self, ev: &ev::WheelEvent) {
        ev.prevent_default();
        let unit = if ev.delta_mode() == web_sys::WheelEvent::DOM_DELTA_LINE {
            LINE
        } else {
            1.0
        };
        let delta = Point::new(ev.delta_x(), ev.delta_y()) * unit;
        if let Some(at) = self.to_local(client(ev)) {
            self.dispatch(Event::Wheel {
                at,
                delta,
                mods: modifiers(ev),
            });
        }
    }

    pub(super) fn on_key_down(self, ev: &ev::KeyboardEvent) {
        let Some(key) = key_of(ev) else { return };
        let mods = Modifiers {
            shift: ev.shift_key(),
            ctrl: ev.ctrl_key() || ev.meta_key(),
            alt: ev.alt_key(),
        };
        if on_control(ev) && key != Key::Escape {
            return;
        }
        if self.read(|state| state.handles(key, mods)) {
            ev.prevent_default();
        }
        self.dispatch(Event::Key(key, mods));
    }

    pub(super) fn on_key_up(self, ev: &ev::KeyboardEvent) {
        if let Some(key) = key_of(ev).filter(|_| !on_control(ev)) {
            self.dispatch(Event::KeyUp(key));
        }
    }

    pub(super) fn on_focus_in(self, ev: &ev::FocusEvent) {
        self.dispatch(Event::Focused(node_of(ev.target())));
    }

    pub(super) fn on_focus_out(self, ev: &ev::FocusEvent) {
        let root = self.root.get_untracked();
        let stays =
            element(ev.related_target()).is_some_and(|next| root.is_some_and(|root| root.contains(Some(&next))));
        if !stays {
            self.dispatch(Event::Blurred);
        }
    }

    /// The browser scrolls to what gets the focus; the canvas pans instead.
    pub(super) fn on_scroll(self) {
        if let Some(root) = self.root.get_untracked() {
            root.set_scroll_left(0);
            root.set_scroll_top(0);
        }
    }

    /// A port that was clicked by a program that reads the screen: pointers never click, they are captured.
    pub(super) fn on_output_click(self, from: PortRef) {
        self.dispatch(Event::StartConnectFrom(from));
    }

    /// Ends at this node the edge that is being connected.
    pub(super) fn on_input_click(self, to: NodeId) {
        if let Some(from) = self.read(|state| state.overlay().from) {
            self.dispatch(Event::Cancel);
            self.dispatch(Event::Connect { from, to });
        }
    }

    /// An action of a node's error.
    pub(super) fn on_action(self, node: NodeId, action: std::sync::Arc<str>) {
        self.emit(Effect::Action { node, action });
    }
}
