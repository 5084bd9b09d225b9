//! Pan, zoom, fit: what part of the plane is seen.

use crate::editor::event::{Modifiers, Pointer};
use crate::editor::state::Gesture;
use crate::editor::{EditorState, Effects, Mode};
use crate::geometry::{Insets, Point, Rect, Size, Viewport, autopan};
use crate::model::{NodeId, Payload};

/// Free room around what is fitted.
const FIT_PADDING: f64 = 32.0;
const REVEAL_PADDING: f64 = 24.0;
const ZOOM_STEP: f64 = 1.2;
/// Zoom by the wheel: a power of two for every 500 pixels.
const WHEEL_ZOOM: f64 = 0.002;
/// A pinch on a trackpad sends small deltas.
const PINCH_FACTOR: f64 = 5.0;

impl<D: Payload> EditorState<D> {
    /// The wheel zooms at the pointer; with Shift it pans aside.
    pub(super) fn wheel(&mut self, at: Point, delta: Point, mods: Modifiers) -> Effects<D> {
        if !at.is_finite() || !delta.is_finite() {
            return Effects::new();
        }
        if mods.shift && !mods.ctrl {
            let aside = if delta.x == 0.0 { delta.y } else { delta.x };
            self.viewport = self.viewport.panned(Point::new(-aside, 0.0));
            return Effects::new();
        }
        let factor = if mods.ctrl { PINCH_FACTOR } else { 1.0 };
        let by = (-delta.y.clamp(-500.0, 500.0) * WHEEL_ZOOM * factor).exp2();
        self.viewport = self.viewport.zoomed_at(at, self.viewport.z * by);
        Effects::new()
    }

    pub(super) fn zoom_step(&mut self, closer: bool) -> Effects<D> {
        self.zoom_to(if closer {
            self.viewport.z * ZOOM_STEP
        } else {
            self.viewport.z / ZOOM_STEP
        })
    }

    /// Zooms at the middle of what is free.
    pub(super) fn zoom_to(&mut self, z: f64) -> Effects<D> {
        self.viewport = self.viewport.zoomed_at(self.free().center(), z);
        Effects::new()
    }

    pub(super) fn fit(&mut self) -> Effects<D> {
        let free = self.free();
        self.viewport = self.doc.bounds().map_or_else(
            || Viewport::default().centered_on(Point::default(), free),
            |bounds| Viewport::fit(bounds, free, FIT_PADDING),
        );
        self.fitted = Some(self.viewport);
        Effects::new()
    }

    pub(super) fn center_on(&mut self, p: Point) -> Effects<D> {
        if p.is_finite() {
            self.viewport = self.viewport.centered_on(p, self.free());
        }
        Effects::new()
    }

    pub(super) fn reveal(&mut self, id: &NodeId) -> Effects<D> {
        if let Some(rect) = self.doc.node(id).map(|node| node.rect()) {
            self.reveal_rect(rect);
        }
        Effects::new()
    }

    pub(super) fn reveal_rect(&mut self, rect: Rect) {
        self.viewport = self.viewport.revealing(rect, self.free(), REVEAL_PADDING);
    }

    /// Another size of the canvas: fits again what was only fitted, else keeps the middle where it is.
    pub(super) fn resized(&mut self, size: Size) -> Effects<D> {
        if !(size.w.is_finite() && size.h.is_finite()) || size == self.size {
            self.fit_on_resize = false;
            return Effects::new();
        }
        let middle = self.viewport.to_flow(self.free().center());
        self.size = size;
        if std::mem::take(&mut self.fit_on_resize) || self.is_fitted() {
            return self.fit();
        }
        self.viewport = self.viewport.centered_on(middle, self.free());
        Effects::new()
    }

    /// Whether nobody has panned or zoomed since the last fit.
    fn is_fitted(&self) -> bool {
        self.fitted == Some(self.viewport)
    }

    /// Keeps the middle of what is free where it is.
    pub(super) fn inset(&mut self, insets: Insets) -> Effects<D> {
        let before = self.free().center();
        self.insets = insets;
        let by = self.free().center() - before;
        if by.is_finite() && !self.fit_on_resize {
            let fitted = self.is_fitted();
            self.viewport = self.viewport.panned(by);
            if fitted {
                self.fitted = Some(self.viewport);
            }
            return Effects::new();
        }
        self.fit()
    }

    pub(super) fn pinch_move(&mut self, mut fingers: [(i32, Point); 2], pointer: &Pointer) -> Effects<D> {
        let [(_, a), (_, b)] = fingers;
        let Some(finger) = fingers.iter_mut().find(|(id, _)| *id == pointer.id) else {
            return Effects::new();
        };
        finger.1 = pointer.at;
        let [(_, c), (_, d)] = fingers;
        let spread = c.distance(d).max(1.0) / a.distance(b).max(1.0);
        let zoomed = self.viewport.zoomed_at(a.mid(b), self.viewport.z * spread);
        self.viewport = zoomed.panned(c.mid(d) - a.mid(b));
        self.gesture = Gesture::Pinch { fingers };
        Effects::new()
    }

    /// The finger that stays goes on panning.
    pub(super) fn lift_finger(&mut self, fingers: [(i32, Point); 2], lifted: i32) {
        let stays = fingers.into_iter().find(|(id, _)| *id != lifted);
        self.gesture = stays.map_or(Gesture::Idle, |(pointer, last)| Gesture::Pan { pointer, last });
    }

    /// Runs along with what is held at the border, and moves it on.
    pub(super) fn frame(&mut self) -> Effects<D> {
        let Some(at) = self.held_at() else {
            return Effects::new();
        };
        let by = autopan::step(at, self.free());
        if by == Point::default() {
            return Effects::new();
        }
        self.viewport = self.viewport.panned(by);
        match self.gesture.clone() {
            Gesture::Drag(drag) => {
                let mods = Modifiers {
                    ctrl: drag.free,
                    ..Modifiers::default()
                };
                self.drag_move(drag, at, mods)
            }
            Gesture::Marquee(marquee) => self.marquee_move(marquee, at),
            Gesture::Connect(connect) => self.connect_move(connect, at),
            Gesture::Idle
            | Gesture::Press(_)
            | Gesture::Pan { .. }
            | Gesture::Pinch { .. }
            | Gesture::PickPort { .. }
            | Gesture::PickTarget { .. } => Effects::new(),
        }
    }

    /// Turning read-only gives up what is under way.
    pub(super) fn set_mode(&mut self, mode: Mode) -> Effects<D> {
        if self.mode == mode {
            return Effects::new();
        }
        let effects = self.give_up();
        self.mode = mode;
        effects
    }
}
