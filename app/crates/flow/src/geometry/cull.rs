//! Which nodes and edges have to be in the document of the browser.

use std::collections::HashSet;

use crate::geometry::fan::Fans;
use crate::geometry::{Rect, route, step};
use crate::model::{Doc, EdgeKey, NodeId};

/// Up to so many nodes all are mounted.
pub const ALL_BELOW: usize = 300;
/// What stands outside a box and is still seen: ring, ports, status and error below.
const AROUND: f64 = 120.0;

/// The nodes that can be seen in `view` (flow pixels), and those of `keep`, in drawing order.
#[must_use]
pub fn nodes<D>(doc: &Doc<D>, view: Rect, keep: impl Fn(&NodeId) -> bool) -> Vec<NodeId> {
    let all = doc.len() <= ALL_BELOW;
    let seen = doc
        .nodes()
        .filter(|node| all || view.overlaps(node.rect().grown(AROUND)) || keep(&node.id));
    seen.map(|node| node.id.clone()).collect()
}

/// The edges that can be seen in `view`, those with what matters most last.
#[must_use]
pub fn edges<D>(doc: &Doc<D>, view: Rect, mounted: &[NodeId]) -> Vec<EdgeKey> {
    let mut seen: Vec<_> = if doc.len() <= ALL_BELOW {
        doc.edges().collect()
    } else {
        let fans = Fans::of(doc);
        let mounted: HashSet<&NodeId> = mounted.iter().collect();
        let crosses = |key: &EdgeKey| {
            let route = route::edge(doc, &fans, key);
            route.is_some_and(|corners| step::bounds(&corners).grown(AROUND).overlaps(view))
        };
        doc.edges()
            .filter(|(key, _)| mounted.contains(&key.from) || mounted.contains(&key.to) || crosses(key))
            .collect()
    };
    seen.sort_by_key(|(_, state)| *state);
    seen.into_iter().map(|(key, _)| key.clone()).collect()
}
