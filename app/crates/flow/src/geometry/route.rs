//! The way of one edge through its document.

use crate::geometry::Point;
use crate::geometry::fan::Fans;
use crate::geometry::step::{self, Bend, Polyline};
use crate::model::{Doc, EdgeKey, PortRef};

/// The corners of an edge; none when one of its nodes is missing.
#[must_use]
pub fn edge<D>(doc: &Doc<D>, fans: &Fans<'_>, key: &EdgeKey) -> Option<Polyline> {
    let (source, target) = (doc.node(&key.from)?, doc.node(&key.to)?);
    let (from, to) = (source.output_point(&key.from_port), target.entry());
    Some(step::corners(
        from,
        to,
        fans.bend(key, from.y),
        Some((source.rect(), target.rect())),
    ))
}

/// The corners of an edge that is being drawn from a port to a loose end.
#[must_use]
pub fn draft<D>(doc: &Doc<D>, from: &PortRef, to: Point) -> Option<Polyline> {
    let start = doc.port_point(from)?;
    Some(step::corners(start, to, Bend::BeforeTarget(0.5), None))
}
