//! Covers: the same graph at low zoom, as boxes with a tile and two bars. Long chains fold into bands.

use std::collections::HashMap;

use crate::geometry::layers::{self, Layered, Link, Spacing};
use crate::geometry::measures::count;
use crate::geometry::{Point, Rect, Size, curve};
use crate::model::{Doc, NodeId};

pub const BOX: Size = Size::new(64.0, 40.0);
const SPACING: Spacing = Spacing {
    column: 28.0,
    row: 16.0,
    part: 16.0,
};
/// The least room around the graph.
const MARGIN: f64 = 18.0;
/// Covers show small graphs no larger than this.
const LARGEST: f64 = 0.75;
const MOST_BANDS: usize = 4;
const BAND_GAP: f64 = 28.0;

/// A cover ready to be drawn: `translate(shift) scale(scale)` around boxes and curves.
#[derive(Clone, Debug, PartialEq)]
pub struct Cover {
    pub shift: Point,
    pub scale: f64,
    pub boxes: Vec<(NodeId, Point)>,
    pub curves: Vec<String>,
}

/// Draws a document into a picture of that size.
#[must_use]
pub fn layout<D>(doc: &Doc<D>, size: Size) -> Cover {
    let ids: Vec<&NodeId> = doc.nodes().map(|node| &node.id).collect();
    let index: HashMap<&NodeId, usize> = ids.iter().enumerate().map(|(i, id)| (*id, i)).collect();
    let links: Vec<Link> = doc
        .edges()
        .filter_map(|(key, _)| {
            Some(Link {
                from: *index.get(&key.from)?,
                to: *index.get(&key.to)?,
                dy: 0.0,
            })
        })
        .collect();
    let heights: Vec<f64> = doc.nodes().map(|node| node.pos.y).collect();
    let layered = layers::layout(&vec![BOX; ids.len()], &heights, &links, SPACING);
    let (at, scale, bounds) = best_fold(&layered, size);
    let handle = |p: Point, x: f64| p + Point::new(x, BOX.h / 2.0);
    let curves = links
        .iter()
        .map(|l| curve::path(handle(at[l.from], BOX.w), handle(at[l.to], 0.0)))
        .collect();
    let shift = Point::new(
        (size.w - bounds.w * scale) / 2.0 - bounds.x * scale,
        (size.h - bounds.h * scale) / 2.0 - bounds.y * scale,
    );
    Cover {
        shift,
        scale,
        boxes: ids.into_iter().cloned().zip(at).collect(),
        curves,
    }
}

/// The number of bands that shows the graph largest; fewer bands win a tie.
fn best_fold(layered: &Layered, size: Size) -> (Vec<Point>, f64, Rect) {
    let columns = layered.column.iter().max().map_or(1, |last| last + 1);
    let mut best = (layered.at.clone(), 0.0, Rect::default());
    for bands in 1..=MOST_BANDS.min(columns) {
        let at = folded(layered, columns.div_ceil(bands));
        let bounds = at
            .iter()
            .map(|p| Rect::at(*p, BOX))
            .reduce(Rect::union)
            .unwrap_or_default();
        let room = Size::new(size.w - 2.0 * MARGIN, size.h - 2.0 * MARGIN);
        let scale = (room.w / bounds.w.max(1.0))
            .min(room.h / bounds.h.max(1.0))
            .min(LARGEST);
        if scale > best.1 * 1.15 {
            best = (at, scale, bounds);
        }
    }
    best
}

/// The layout with a new band every `per_band` columns.
fn folded(layered: &Layered, per_band: usize) -> Vec<Point> {
    let bands = layered.column.iter().max().map_or(1, |last| last / per_band + 1);
    let mut extent = vec![(f64::INFINITY, f64::NEG_INFINITY); bands];
    for (at, column) in layered.at.iter().zip(&layered.column) {
        let band = &mut extent[column / per_band];
        *band = (band.0.min(at.y), band.1.max(at.y + BOX.h));
    }
    let mut tops = Vec::with_capacity(bands);
    let mut top = 0.0;
    for (low, high) in extent {
        tops.push(top - low);
        top += (high - low).max(0.0) + BAND_GAP;
    }
    let pitch = BOX.w + SPACING.column;
    let place =
        |(at, column): (&Point, &usize)| Point::new(count(column % per_band) * pitch, at.y + tops[column / per_band]);
    layered.at.iter().zip(&layered.column).map(place).collect()
}
