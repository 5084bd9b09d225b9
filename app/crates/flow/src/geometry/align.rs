//! Snapping: to the edges and middles of other cards, else to the grid.

use smallvec::SmallVec;

use crate::geometry::measures::GRID;
use crate::geometry::{Point, Rect};

/// How near two lines must be to attract each other, in canvas pixels.
const REACH: f64 = 6.0;

/// A line that shows what a dragged card is aligned to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guide {
    pub from: Point,
    pub to: Point,
}

/// Where a dragged rectangle ends up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snap {
    pub at: Point,
    pub guides: SmallVec<[Guide; 2]>,
}

/// Start, middle and end of a rectangle along one axis.
#[derive(Clone, Copy)]
struct Span {
    start: f64,
    length: f64,
}

impl Span {
    fn lines(self) -> [f64; 3] {
        [self.start, self.start + self.length / 2.0, self.start + self.length]
    }
}

/// The place on the grid that is nearest to a point.
#[must_use]
pub fn to_grid(p: Point) -> Point {
    Point::new(grid(p.x), grid(p.y))
}

fn grid(v: f64) -> f64 {
    (v / GRID).round() * GRID
}

/// Snaps a rectangle among others at that zoom. Snapping what is snapped changes nothing.
#[must_use]
pub fn snap(moving: Rect, others: &[Rect], zoom: f64) -> Snap {
    let reach = REACH / zoom;
    let across = |r: &Rect| Span {
        start: r.x,
        length: r.w,
    };
    let down = |r: &Rect| Span {
        start: r.y,
        length: r.h,
    };
    let (x, on_x) = settle(across(&moving), others.iter().map(across), reach);
    let (y, on_y) = settle(down(&moving), others.iter().map(down), reach);
    let landed = Rect { x, y, ..moving };
    let mut snap = Snap {
        at: Point::new(x, y),
        guides: SmallVec::new(),
    };
    if let Some(kind) = on_x {
        let at = across(&landed).lines()[kind];
        let peers = others.iter().filter(|r| (across(r).lines()[kind] - at).abs() < 1.0);
        let all = peers.fold(landed, |all, r| all.union(*r));
        snap.guides.push(Guide {
            from: Point::new(at, all.y),
            to: Point::new(at, all.bottom()),
        });
    }
    if let Some(kind) = on_y {
        let at = down(&landed).lines()[kind];
        let peers = others.iter().filter(|r| (down(r).lines()[kind] - at).abs() < 1.0);
        let all = peers.fold(landed, |all, r| all.union(*r));
        snap.guides.push(Guide {
            from: Point::new(all.x, at),
            to: Point::new(all.right(), at),
        });
    }
    snap
}

/// Where a span starts after snapping, and by which of its lines it was aligned.
fn settle(span: Span, others: impl Iterator<Item = Span> + Clone, reach: f64) -> (f64, Option<usize>) {
    if let Some((start, kind)) = nearest(span, others.clone(), reach) {
        return (start, Some(kind));
    }
    let on_grid = Span {
        start: grid(span.start),
        ..span
    };
    nearest(on_grid, others, reach).map_or((on_grid.start, None), |(start, kind)| (start, Some(kind)))
}

/// The nearest whole start at which one of the three lines meets its like.
fn nearest(span: Span, others: impl Iterator<Item = Span>, reach: f64) -> Option<(f64, usize)> {
    // Seen from its own start, so that the result hangs on the other card alone.
    let own = Span { start: 0.0, ..span }.lines();
    let starts = others.flat_map(|other| {
        let lines = other.lines();
        (0..3).map(move |kind| ((lines[kind] - own[kind]).round(), kind))
    });
    let near = starts.filter(|(start, _)| (start - span.start).abs() <= reach);
    near.min_by(|a, b| {
        (a.0 - span.start)
            .abs()
            .total_cmp(&(b.0 - span.start).abs())
            .then(a.1.cmp(&b.1))
    })
}
