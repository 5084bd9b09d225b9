//! Between the domain's graph and the canvas' cards: pure, and the only place that knows both.

pub(crate) mod card;
pub(crate) mod clip;
pub(crate) mod convert;
pub(crate) mod examples;
pub(crate) mod ids;
pub(crate) mod note;
pub(crate) mod rename;
pub(crate) mod starter;

use domain::graph::Node;

/// What the canvas shows of one graph.
pub(crate) type CardDoc = flow::Doc<Node>;
/// One card; its payload is the node without its position, which the card has itself.
pub(crate) type Card = flow::FlowNode<Node>;
