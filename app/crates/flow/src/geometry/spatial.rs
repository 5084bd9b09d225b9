//! Which node is next in a direction.

use crate::geometry::{Point, Rect};
use crate::model::{Doc, NodeId};

/// A direction on the plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Left,
    Right,
    Up,
    Down,
}

impl Direction {
    /// One pixel that way.
    #[must_use]
    pub const fn unit(self) -> Point {
        match self {
            Direction::Left => Point::new(-1.0, 0.0),
            Direction::Right => Point::new(1.0, 0.0),
            Direction::Up => Point::new(0.0, -1.0),
            Direction::Down => Point::new(0.0, 1.0),
        }
    }
}

/// The nearest node that way from a rectangle; what lies aside counts double.
#[must_use]
pub fn next<D>(doc: &Doc<D>, from: Rect, direction: Direction, may: impl Fn(&NodeId) -> bool) -> Option<NodeId> {
    let (start, unit) = (from.center(), direction.unit());
    let cost = |center: Point| {
        let d = center - start;
        let ahead = d.x * unit.x + d.y * unit.y;
        let aside = (d.x * unit.y).abs() + (d.y * unit.x).abs();
        (ahead > 1.0).then_some(ahead + 2.0 * aside)
    };
    let nodes = doc.nodes().filter(|node| may(&node.id));
    let costs = nodes.filter_map(|node| Some((node, cost(node.rect().center())?)));
    costs
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(node, _)| node.id.clone())
}

/// All nodes in reading order: column by column, each from above.
#[must_use]
pub fn reading_order<D>(doc: &Doc<D>) -> Vec<NodeId> {
    let mut nodes: Vec<_> = doc.nodes().map(|node| (node.pos, &node.id)).collect();
    nodes.sort_by(|(a, _), (b, _)| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    nodes.into_iter().map(|(_, id)| id.clone()).collect()
}
