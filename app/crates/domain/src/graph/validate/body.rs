//! The bodies of loops, judged by the same rules.

use serde_json::Value;

use super::Judge;
use super::view::{Outer, Places, View};
use crate::catalogue::FieldKind;
use crate::graph::parse::read_graph;
use crate::limits::MAX_BODY_DEPTH;
use crate::problem::{Problem, join};

pub(super) fn check(view: &View<'_>, judge: &mut Judge<'_>) {
    for (index, spot) in view.nodes.iter().enumerate() {
        let fields = spot.kind.map(|kind| kind.fields).unwrap_or_default();
        for field in fields.iter().filter(|field| matches!(field.kind, FieldKind::Body)) {
            if let Some(body) = spot.node.config.get(field.name).filter(|body| body.is_object()) {
                let pointer = join(&format!("{}/config", view.node_pointer(index)), field.name);
                check_one(Outer { view, node: index }, body, &pointer, judge);
            }
        }
    }
}

fn check_one(outer: Outer<'_>, body: &Value, pointer: &str, judge: &mut Judge<'_>) {
    if depth(outer.view) >= MAX_BODY_DEPTH {
        let message = format!("loops are nested deeper than {MAX_BODY_DEPTH} levels");
        judge
            .report
            .push(Problem::error(pointer, "body_too_deep", message).hint("Split the workflow into several."));
        return;
    }
    if let Some(read) = read_graph(body, pointer, judge.report) {
        let places = Places {
            nodes: Some(&read.node_places),
            edges: Some(&read.edge_places),
            incomplete: read.incomplete,
        };
        let view = View::new(
            pointer,
            &read.content.nodes,
            &read.content.edges,
            places,
            Some(outer),
            judge.catalogue,
        );
        judge.graph(&view);
    }
}

fn depth(view: &View<'_>) -> usize {
    view.outer.map_or(0, |outer| 1 + depth(outer.view))
}
