//! Judges what a workflow means: everything that would make a run fail or do nothing, all at once.
//!
//! Each rule is a file of its own; a rule sees one graph at a time ([`view::View`]), so that the body of a loop is
//! judged by the same rules as the workflow around it. A rule about a kind of node belongs into the catalogue.

mod body;
mod branches;
mod compensation;
mod config;
mod cycles;
mod edges;
mod expressions;
mod ids;
mod kinds;
mod on_error;
mod policy;
mod ports;
mod reach;
mod references;

mod start;
mod view;

use super::parse::Read;
use super::{Edge, Node, Workflow};
use crate::catalogue::Catalogue;
use crate::limits::{MAX_EDGES, MAX_NODES};
use crate::problem::Problem;
use crate::report::Report;
use view::{Places, View};

/// All that is wrong with a workflow, in document order, warnings included.
#[must_use]
pub fn validate(workflow: &Workflow, catalogue: &Catalogue) -> Vec<Problem> {
    let mut report = Report::default();
    if let Some(problem) = too_large(workflow.nodes.len(), workflow.edges.len(), "") {
        return vec![problem];
    }
    judge_graph(
        &workflow.nodes,
        &workflow.edges,
        Places::WRITTEN,
        catalogue,
        &mut report,
    );
    report.finish()
}

/// The same for what could be read of a faulty document.
pub(super) fn judge(read: &Read<Workflow>, catalogue: &Catalogue, report: &mut Report) {
    let places = Places {
        nodes: Some(&read.node_places),
        edges: Some(&read.edge_places),
        incomplete: read.incomplete,
    };
    judge_graph(&read.content.nodes, &read.content.edges, places, catalogue, report);
}

/// What the rules of one document share.
struct Judge<'a> {
    catalogue: &'a Catalogue,
    report: &'a mut Report,
    nodes: usize,
    edges: usize,
}

fn judge_graph(nodes: &[Node], edges: &[Edge], places: Places<'_>, catalogue: &Catalogue, report: &mut Report) {
    let mut judge = Judge {
        catalogue,
        report,
        nodes: 0,
        edges: 0,
    };
    let view = View::new("", nodes, edges, places, None, catalogue);
    judge.graph(&view);
    let (nodes, edges) = (judge.nodes, judge.edges);
    report.extend(too_large(nodes, edges, ", loops included"));
}

fn too_large(nodes: usize, edges: usize, scope: &str) -> Option<Problem> {
    let hint = "Split the workflow into several.";
    if nodes > MAX_NODES {
        let message = format!("{nodes} nodes are too many{scope}; {MAX_NODES} are allowed");
        return Some(Problem::error("/nodes", "too_many_nodes", message).hint(hint));
    }
    let message = format!("{edges} edges are too many{scope}; {MAX_EDGES} are allowed");
    (edges > MAX_EDGES).then(|| Problem::error("/edges", "too_many_edges", message).hint(hint))
}

impl Judge<'_> {
    fn graph(&mut self, view: &View<'_>) {
        self.nodes += view.nodes.len();
        self.edges += view.edges.len();
        if self.nodes > MAX_NODES || self.edges > MAX_EDGES {
            return;
        }
        ids::check(view, self.report);
        kinds::check(view, self.catalogue, self.report);
        edges::check(view, self.report);
        ports::check(view, self.report);
        compensation::check(view, self.report);
        let circles = cycles::check(view, self.report);
        start::check(view, self.catalogue, self.report);
        reach::check(view, &circles, self.report);
        branches::check(view, self.report);
        on_error::check(view, self.report);
        policy::check(view, self.report);
        config::check(view, self.report);
        expressions::check(view, self.report);
        references::check(view, !circles.is_empty(), self.report);
        body::check(view, self);
    }
}
