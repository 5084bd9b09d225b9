//! What part of the plane is seen: a shift and a zoom, and the arithmetic between screen and flow.

use crate::geometry::{Point, Rect, Size};

/// `screen = flow * z + (x, y)`, in pixels from the top left of the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    pub x: f64,
    pub y: f64,
    pub z: f64,
}

impl Default for Viewport {
    fn default() -> Self {
        Self { x: 0.0, y: 0.0, z: 1.0 }
    }
}

/// How much of each side of the canvas lies under panels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Insets {
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub left: f64,
}

impl Insets {
    /// The part of a canvas that lies free, never smaller than 1 × 1.
    #[must_use]
    pub fn free(self, size: Size) -> Rect {
        let w = (size.w - self.left - self.right).max(1.0);
        let h = (size.h - self.top - self.bottom).max(1.0);
        Rect::new(self.left, self.top, w, h)
    }
}

impl Viewport {
    pub const MIN_ZOOM: f64 = 0.25;
    pub const MAX_ZOOM: f64 = 2.0;

    /// From canvas pixels to flow pixels.
    #[must_use]
    pub fn to_flow(self, p: Point) -> Point {
        Point::new((p.x - self.x) / self.z, (p.y - self.y) / self.z)
    }

    /// From flow pixels to canvas pixels.
    #[must_use]
    pub fn to_screen(self, p: Point) -> Point {
        Point::new(p.x * self.z + self.x, p.y * self.z + self.y)
    }

    /// The flow rectangle that a canvas rectangle shows.
    #[must_use]
    pub fn rect_to_flow(self, r: Rect) -> Rect {
        let at = self.to_flow(Point::new(r.x, r.y));
        Rect::new(at.x, at.y, r.w / self.z, r.h / self.z)
    }

    #[must_use]
    pub fn panned(self, by: Point) -> Self {
        Self {
            x: self.x + by.x,
            y: self.y + by.y,
            z: self.z,
        }
    }

    /// Zooms to `z` (within the bounds) and keeps the flow point under `at`, in canvas pixels, where it is.
    #[must_use]
    pub fn zoomed_at(self, at: Point, z: f64) -> Self {
        let z = clamp_zoom(z, Self::MIN_ZOOM.min(self.z));
        let k = z / self.z;
        Self {
            x: at.x - (at.x - self.x) * k,
            y: at.y - (at.y - self.y) * k,
            z,
        }
    }

    /// Puts a flow point in the middle of a canvas rectangle.
    #[must_use]
    pub fn centered_on(self, p: Point, free: Rect) -> Self {
        let c = free.center();
        Self {
            x: c.x - p.x * self.z,
            y: c.y - p.y * self.z,
            z: self.z,
        }
    }

    /// Shows all of `bounds` within `free` with `padding` around it, never larger than 100%.
    #[must_use]
    pub fn fit(bounds: Rect, free: Rect, padding: f64) -> Self {
        let (w, h) = ((free.w - 2.0 * padding).max(1.0), (free.h - 2.0 * padding).max(1.0));
        let z = (w / bounds.w.max(1.0)).min(h / bounds.h.max(1.0)).clamp(0.05, 1.0);
        Self { x: 0.0, y: 0.0, z }.centered_on(bounds.center(), free)
    }

    /// The smallest pan that brings a flow rectangle into `free`, with `padding` to spare.
    #[must_use]
    pub fn revealing(self, target: Rect, free: Rect, padding: f64) -> Self {
        let view = self.rect_to_flow(free).grown(-padding / self.z);
        let dx = shift_into(target.x, target.right(), view.x, view.right());
        let dy = shift_into(target.y, target.bottom(), view.y, view.bottom());
        self.panned(Point::new(dx * self.z, dy * self.z))
    }
}

/// How far the span must move to lie within the bounds; its start wins when it is too long.
fn shift_into(start: f64, end: f64, low: f64, high: f64) -> f64 {
    if start < low || end - start > high - low {
        low - start
    } else if end > high {
        high - end
    } else {
        0.0
    }
}

/// A zoom that is a number and within the bounds of the hand. What was fitted smaller may stay so.
fn clamp_zoom(z: f64, least: f64) -> f64 {
    if z.is_finite() {
        z.clamp(least, Viewport::MAX_ZOOM)
    } else {
        1.0
    }
}
