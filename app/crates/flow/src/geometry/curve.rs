//! Bezier edges, for covers.

use crate::geometry::{Point, round2};

/// How far the control point of an end reaches out, by the distance it has to cover.
fn reach(d: f64) -> f64 {
    if d >= 0.0 { 0.5 * d } else { 0.25 * 25.0 * (-d).sqrt() }
}

/// A curve that leaves to the right and arrives from the left; a straight line when both are level.
#[must_use]
pub fn path(from: Point, to: Point) -> String {
    let d = to.x - from.x;
    if (from.y - to.y).abs() < 0.5 && d >= 0.0 {
        return format!("M{} {}H{}", round2(from.x), round2(from.y), round2(to.x));
    }
    let bend = reach(d);
    format!(
        "M{} {}C{} {} {} {} {} {}",
        round2(from.x),
        round2(from.y),
        round2(from.x + bend),
        round2(from.y),
        round2(to.x - bend),
        round2(to.y),
        round2(to.x),
        round2(to.y)
    )
}
