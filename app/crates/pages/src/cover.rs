//! Covers of workflows: the graph in small, coloured by the catalogue.

use domain::catalogue::Catalogue;
use flow::{Doc, FlowEdge, FlowNode, Port, StaticFlow};
use leptos::prelude::*;
use rpc::{Cover, CoverNode};

use crate::cards::dress;

/// A workflow's cover.
#[component]
pub(crate) fn WorkflowCover(
    /// The graph in small.
    cover: Cover,
    /// The workflow's name.
    name: String,
) -> impl IntoView {
    let nodes = cover.nodes.len();
    let count = if nodes == 1 {
        "1 step".to_owned()
    } else {
        format!("{nodes} steps")
    };
    view! { <StaticFlow doc=picture(cover) label=name + ": " + &count /> }
}

/// The canvas' document of a cover.
fn picture(cover: Cover) -> Doc<()> {
    let edges = cover
        .edges
        .into_iter()
        .map(|edge| FlowEdge::new(edge.from, edge.port, edge.to));
    Doc::new(cover.nodes.iter().map(card), edges)
}

fn card(node: &CoverNode) -> FlowNode<()> {
    let kind = Catalogue::builtin().get(&node.kind);
    let mut card = FlowNode::new(node.id.as_str(), node.id.as_str(), ()).at(node.x, node.y);
    dress(&mut card, kind);
    card.outputs = node.ports.iter().map(|port| Port::plain(port.as_str())).collect();
    card
}

#[cfg(test)]
mod tests {
    use super::*;
    use flow::Tone;
    use rpc::CoverEdge;

    fn node(id: &str, kind: &str) -> CoverNode {
        CoverNode {
            id: id.to_owned(),
            kind: kind.to_owned(),
            ports: vec!["out".to_owned()],
            x: 0.0,
            y: 0.0,
        }
    }

    #[test]
    fn tiles_are_those_of_the_catalogue() {
        let cover = Cover {
            nodes: vec![node("start", "start"), node("call", "http"), node("odd", "teleport")],
            edges: vec![CoverEdge {
                from: "start".to_owned(),
                port: "out".to_owned(),
                to: "call".to_owned(),
            }],
        };
        let doc = picture(cover);
        let tones: Vec<_> = doc.nodes().map(|node| node.tone).collect();
        assert_eq!(tones, [Tone::Trigger, Tone::Io, Tone::Flow]);
        assert_eq!(&*doc.node("odd").unwrap().icon, "circle-help");
        assert_eq!(doc.edges().len(), 1);
    }
}
