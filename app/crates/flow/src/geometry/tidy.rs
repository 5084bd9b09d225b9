//! "Tidy up": every card to its column.

use std::collections::HashMap;

use crate::geometry::layers::{self, Link, Spacing};
use crate::geometry::measures::{COLUMN_GAP, HEAD, ROW_GAP};
use crate::geometry::{Point, Size, align};
use crate::model::{Doc, FlowNode, NodeId};

const SPACING: Spacing = Spacing {
    column: COLUMN_GAP,
    row: ROW_GAP,
    part: 2.0 * ROW_GAP,
};

/// How far the cards behind a card reach below it.
const STACK: f64 = 8.0;

/// Where each node should stand. The top left corner of the whole stays where it is, on the grid.
#[must_use]
pub fn positions<D>(doc: &Doc<D>) -> Vec<(NodeId, Point)> {
    let Some(bounds) = doc.bounds() else { return Vec::new() };
    let nodes: Vec<_> = doc.nodes().collect();
    let heights: Vec<f64> = nodes.iter().map(|node| node.pos.y).collect();
    let index: HashMap<&NodeId, usize> = nodes.iter().enumerate().map(|(i, node)| (&node.id, i)).collect();
    let sizes: Vec<Size> = nodes.iter().map(|node| footprint(node)).collect();
    let links = doc.edges().filter_map(|(key, _)| {
        let from = *index.get(&key.from)?;
        let dy = nodes[from].output_point(&key.from_port).y - nodes[from].pos.y - HEAD / 2.0;
        Some(Link {
            from,
            to: *index.get(&key.to)?,
            dy,
        })
    });
    let layered = layers::layout(&sizes, &heights, &links.collect::<Vec<_>>(), SPACING);
    let origin = align::to_grid(Point::new(bounds.x, bounds.y));
    nodes
        .iter()
        .zip(layered.at)
        .map(|(node, at)| (node.id.clone(), at + origin))
        .collect()
}

/// What a card takes up: with cards behind it, its status stands a little lower.
fn footprint<D>(node: &FlowNode<D>) -> Size {
    let size = node.extent();
    if node.stacked {
        Size::new(size.w, size.h + STACK)
    } else {
        size
    }
}
