//! One edge.

use serde_json::Value;

use super::node::read_id;
use super::object::Object;
use crate::graph::Edge;
use crate::report::Report;

/// The edge, when both ends can be read.
pub(super) fn read(value: &Value, pointer: &str, report: &mut Report) -> Option<Edge> {
    let mut object = Object::open(value, pointer, "an edge", &["from", "fromPort", "to"], report)?;
    let from = read_id(&mut object, "from");
    let from_port = object.text("fromPort").map(ToOwned::to_owned);
    let to = read_id(&mut object, "to");
    Some(Edge {
        from: from?,
        from_port,
        to: to?,
    })
}
