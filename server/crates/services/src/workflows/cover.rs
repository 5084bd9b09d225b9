//! A graph in small, for thumbnails.

use domain::catalogue::Catalogue;
use domain::graph::Workflow;
use persistence::workflows::SKETCHED_NODES;
use rpc::{Cover, CoverEdge, CoverNode};

/// The first nodes and the edges among them. `workflow` is what the list reads of a draft.
pub(super) fn cover(workflow: &Workflow) -> Cover {
    let most = usize::try_from(SKETCHED_NODES).unwrap_or(0);
    let nodes: Vec<CoverNode> = workflow.nodes.iter().take(most).enumerate().map(node).collect();
    let known = |id: &str| nodes.iter().any(|node| node.id == id);
    let edges = workflow
        .edges
        .iter()
        .filter(|edge| known(edge.from.as_str()) && known(edge.to.as_str()))
        .map(|edge| CoverEdge {
            from: edge.from.to_string(),
            port: edge.port().to_owned(),
            to: edge.to.to_string(),
        })
        .collect();
    Cover { nodes, edges }
}

fn node((index, node): (usize, &domain::graph::Node)) -> CoverNode {
    let ports = Catalogue::builtin()
        .get(&node.kind)
        .map(|kind| kind.ports(&node.config))
        .unwrap_or_default();
    // a document without positions is laid out in a row
    let fallback = domain::graph::Position {
        x: 236.0 * f64::from(u32::try_from(index).unwrap_or(0)),
        y: 0.0,
    };
    let position = node.position.unwrap_or(fallback);
    CoverNode {
        id: node.id.to_string(),
        kind: node.kind.clone(),
        ports: ports.into_iter().map(|port| port.id).collect(),
        x: position.x,
        y: position.y,
    }
}
