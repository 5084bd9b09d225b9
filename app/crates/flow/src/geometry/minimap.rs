//! The small map: how flow pixels become map pixels and back.

use crate::geometry::{Point, Rect, Size};

/// The size of the map.
pub const SIZE: Size = Size::new(168.0, 104.0);
const PADDING: f64 = 14.0;
/// One flow pixel is never drawn larger than this.
const LARGEST: f64 = 0.14;
/// The frame of the view stays this far from the border.
const INSET: f64 = 6.5;

/// `map = (flow - origin) * scale + offset`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection {
    scale: f64,
    shift: Point,
}

impl Projection {
    /// Shows all of `bounds`.
    #[must_use]
    pub fn of(bounds: Rect) -> Self {
        let room = Size::new(SIZE.w - 2.0 * PADDING, SIZE.h - 2.0 * PADDING);
        let scale = (room.w / bounds.w.max(1.0))
            .min(room.h / bounds.h.max(1.0))
            .min(LARGEST);
        let shift = Point::new(SIZE.w / 2.0, SIZE.h / 2.0) - bounds.center() * scale;
        Self { scale, shift }
    }

    #[must_use]
    pub fn to_map(self, r: Rect) -> Rect {
        let at = Point::new(r.x, r.y) * self.scale + self.shift;
        Rect::new(at.x, at.y, r.w * self.scale, r.h * self.scale)
    }

    #[must_use]
    pub fn to_flow(self, p: Point) -> Point {
        (p - self.shift) * (1.0 / self.scale)
    }

    /// The frame of what is seen, kept inside of the map.
    #[must_use]
    pub fn frame(self, view: Rect) -> Rect {
        let r = self.to_map(view);
        let (left, right) = (r.x.clamp(INSET, SIZE.w - INSET), r.right().clamp(INSET, SIZE.w - INSET));
        let (top, bottom) = (
            r.y.clamp(INSET, SIZE.h - INSET),
            r.bottom().clamp(INSET, SIZE.h - INSET),
        );
        Rect::new(left, top, right - left, bottom - top)
    }
}
