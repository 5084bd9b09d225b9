//! Smooth-step edges: straight pieces along the axes with rounded corners.

use std::fmt::Write;

use smallvec::{SmallVec, smallvec};

use crate::geometry::{Point, Rect, round2};

/// The corners of an edge from its source to its target, ends included.
pub type Polyline = SmallVec<[Point; 6]>;

/// How round a corner is.
pub const CORNER: f64 = 10.0;
/// How far an edge leaves a card before it turns back.
pub(crate) const LEAVE: f64 = 20.0;
/// Room under a card for its status, when an edge must pass below it.
const PASS: f64 = 36.0;
/// A gap wider than this holds a column of cards: the bend stays beside its end.
const OPEN_GAP: f64 = 236.0;
/// The gap beside an end that is free of cards.
const NEAR_GAP: f64 = 44.0;

/// Where the bend of an edge lies within the gap between its columns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bend {
    /// A share of the gap to the nearest target: edges of one port share a bus.
    AfterSource { gap: f64, share: f64 },
    /// A share of the gap, but beside the target when the gap is wide.
    BeforeTarget(f64),
}

impl Bend {
    fn x(self, from: f64, to: f64) -> f64 {
        match self {
            Bend::AfterSource { gap, share } => {
                let gap = gap.min(to - from);
                from + share * if gap > OPEN_GAP { NEAR_GAP } else { gap }
            }
            Bend::BeforeTarget(share) if to - from > OPEN_GAP => to - (1.0 - share) * NEAR_GAP,
            Bend::BeforeTarget(share) => from + share * (to - from),
        }
    }
}

/// The corners of an edge between two handles. `boxes` are the cards at its ends, if there are any.
#[must_use]
pub fn corners(from: Point, to: Point, bend: Bend, boxes: Option<(Rect, Rect)>) -> Polyline {
    if to.x - from.x < LEAVE {
        return backward(from, to, boxes);
    }
    if (from.y - to.y).abs() < 0.5 {
        return smallvec![from, Point::new(to.x, from.y)];
    }
    let x = bend.x(from.x, to.x);
    smallvec![from, Point::new(x, from.y), Point::new(x, to.y), to]
}

/// Leaves to the right, runs back between or below both cards, and enters from the left.
fn backward(from: Point, to: Point, boxes: Option<(Rect, Rect)>) -> Polyline {
    let lane = boxes.map_or(f64::midpoint(from.y, to.y), |(a, b)| lane_between(a, b));
    let (out, back) = (from.x + LEAVE, to.x - LEAVE);
    smallvec![
        from,
        Point::new(out, from.y),
        Point::new(out, lane),
        Point::new(back, lane),
        Point::new(back, to.y),
        to
    ]
}

fn lane_between(a: Rect, b: Rect) -> f64 {
    let (upper, lower) = if a.y <= b.y { (a, b) } else { (b, a) };
    if lower.y - upper.bottom() >= 12.0 {
        f64::midpoint(upper.bottom(), lower.y)
    } else {
        upper.bottom().max(lower.bottom()) + PASS
    }
}

/// The path through these corners, each rounded as far as its sides allow.
#[must_use]
pub fn path(points: &[Point]) -> String {
    let mut d = String::with_capacity(64);
    let Some(first) = points.first() else { return d };
    let _ = write!(d, "M{} {}", round2(first.x), round2(first.y));
    for i in 1..points.len() {
        let (a, b) = (points[i - 1], points[i]);
        let Some(c) = points.get(i + 1).copied() else {
            line_to(&mut d, a, b);
            break;
        };
        let radius = CORNER.min(half(a, b, i == 1)).min(half(b, c, i + 2 == points.len()));
        let (enter, leave) = (toward(b, a, radius), toward(b, c, radius));
        line_to(&mut d, a, enter);
        let _ = write!(
            d,
            "Q{} {} {} {}",
            round2(b.x),
            round2(b.y),
            round2(leave.x),
            round2(leave.y)
        );
    }
    d
}

/// How much of a side its corner may take: all of a side that ends at a card, half of one between two corners.
fn half(a: Point, b: Point, at_end: bool) -> f64 {
    if at_end { a.distance(b) } else { a.distance(b) / 2.0 }
}

fn toward(from: Point, to: Point, by: f64) -> Point {
    let length = from.distance(to);
    if length == 0.0 {
        from
    } else {
        from + (to - from) * (by / length)
    }
}

fn line_to(d: &mut String, a: Point, b: Point) {
    let _ = if (a.y - b.y).abs() < 0.005 {
        write!(d, "H{}", round2(b.x))
    } else {
        write!(d, "V{}", round2(b.y))
    };
}

/// How far a point is from the line through these corners.
#[must_use]
pub fn distance(points: &[Point], p: Point) -> f64 {
    points
        .windows(2)
        .map(|side| side_distance(side[0], side[1], p))
        .fold(f64::INFINITY, f64::min)
}

fn side_distance(a: Point, b: Point, p: Point) -> f64 {
    let r = Rect::between(a, b);
    p.distance(Point::new(p.x.clamp(r.x, r.right()), p.y.clamp(r.y, r.bottom())))
}

/// The point half-way along the line.
#[must_use]
pub fn middle(points: &[Point]) -> Point {
    let total: f64 = points.windows(2).map(|side| side[0].distance(side[1])).sum();
    let mut left = total / 2.0;
    for side in points.windows(2) {
        let length = side[0].distance(side[1]);
        if length >= left && length > 0.0 {
            return toward(side[0], side[1], left);
        }
        left -= length;
    }
    points.last().copied().unwrap_or_default()
}

/// The rectangle around all corners.
#[must_use]
pub fn bounds(points: &[Point]) -> Rect {
    let first = points.first().copied().unwrap_or_default();
    points
        .iter()
        .fold(Rect::between(first, first), |r, p| r.union(Rect::between(*p, *p)))
}
