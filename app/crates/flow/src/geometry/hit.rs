//! What lies under a point. Nothing is asked of the DOM.

use crate::geometry::fan::Fans;
use crate::geometry::measures::PORT_REACH;
use crate::geometry::{Point, Rect, route, step};
use crate::model::{Doc, EdgeKey, NodeId, PortRef};

/// How far a loose end may be from a handle to take it, in canvas pixels.
pub const CONNECTION_RADIUS: f64 = 20.0;
/// Half the width of the band that takes the pointer for an edge, in canvas pixels.
pub const EDGE_REACH: f64 = 10.0;

/// What can be under the pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Target {
    #[default]
    Canvas,
    Node(NodeId),
    Output(PortRef),
    Edge(EdgeKey),
}

impl Target {
    /// The node that it is or belongs to.
    #[must_use]
    pub fn node(&self) -> Option<&NodeId> {
        match self {
            Target::Node(id) => Some(id),
            Target::Output(port) => Some(&port.node),
            Target::Canvas | Target::Edge(_) => None,
        }
    }
}

/// The foremost thing at a flow point, at that zoom: a port before its card, a card before an edge.
#[must_use]
pub fn target<D>(doc: &Doc<D>, p: Point, zoom: f64) -> Target {
    for node in doc.nodes().rev() {
        if !node.rect().grown(PORT_REACH).contains(p) {
            continue;
        }
        let mut ports = node.outputs.iter();
        if let Some(port) = ports.find(|port| node.output_point(&port.id).distance(p) <= PORT_REACH) {
            return Target::Output(PortRef {
                node: node.id.clone(),
                port: port.id.clone(),
            });
        }
        if node.rect().contains(p) {
            return Target::Node(node.id.clone());
        }
    }
    edge(doc, p, zoom).map_or(Target::Canvas, Target::Edge)
}

/// The nearest edge whose band takes a flow point.
#[must_use]
pub fn edge<D>(doc: &Doc<D>, p: Point, zoom: f64) -> Option<EdgeKey> {
    let reach = EDGE_REACH / zoom;
    let fans = Fans::of(doc);
    let near = doc.edges().filter_map(|(key, _)| {
        let corners = route::edge(doc, &fans, key)?;
        let distance = step::distance(&corners, p);
        (distance <= reach).then_some((key, distance))
    });
    near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(key, _)| key.clone())
}

/// Where a loose end would dock: the card under the point wins, else the nearest way in within the radius.
#[must_use]
pub fn dock<D>(doc: &Doc<D>, p: Point, zoom: f64) -> Option<NodeId> {
    let under = doc.nodes().rev().find(|node| node.has_input && node.rect().contains(p));
    if let Some(node) = under {
        return Some(node.id.clone());
    }
    let radius = (CONNECTION_RADIUS / zoom).max(PORT_REACH);
    let ways_in = doc
        .nodes()
        .filter_map(|node| Some((node, node.input_point()?.distance(p))));
    let near = ways_in.filter(|(_, distance)| *distance <= radius);
    near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(node, _)| node.id.clone())
}

/// The nodes that a marquee touches.
#[must_use]
pub fn within<D>(doc: &Doc<D>, area: Rect) -> Vec<NodeId> {
    doc.nodes()
        .filter(|node| node.rect().overlaps(area))
        .map(|node| node.id.clone())
        .collect()
}
