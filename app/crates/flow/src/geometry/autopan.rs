//! How fast the canvas runs along while something is dragged to its border.

use crate::geometry::{Point, Rect};

/// How near to the border it begins.
pub const BORDER: f64 = 40.0;
/// Pixels a frame at the border itself.
const SPEED: f64 = 15.0;

/// The pan of one frame for a pointer at `p`, in canvas pixels; zero away from the border.
#[must_use]
pub fn step(p: Point, free: Rect) -> Point {
    Point::new(along(p.x, free.x, free.right()), along(p.y, free.y, free.bottom()))
}

fn along(p: f64, low: f64, high: f64) -> f64 {
    let border = BORDER.min((high - low) / 4.0).max(1.0);
    if p < low + border {
        SPEED * ((low + border - p) / border).min(1.0)
    } else if p > high - border {
        -SPEED * ((p - high + border) / border).min(1.0)
    } else {
        0.0
    }
}
