//! From a graph to a plan.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Incoming, Plan, PlanStep};
use crate::catalogue::{Catalogue, FieldKind, NodeKind};
use crate::graph::parse::graph_of;
use crate::graph::{COMPENSATE_PORT, Edge, Node, Workflow, validate};
use crate::problem::Problem;

/// Compiles a workflow of the kinds that Apex ships.
///
/// # Errors
/// All that validation finds, warnings included, when there is an error among it.
pub fn compile(workflow: &Workflow) -> Result<Plan, Vec<Problem>> {
    compile_with(workflow, Catalogue::builtin())
}

/// Compiles a workflow of these kinds.
///
/// # Errors
/// All that validation finds, warnings included, when there is an error among it.
pub fn compile_with(workflow: &Workflow, catalogue: &Catalogue) -> Result<Plan, Vec<Problem>> {
    let problems = validate(workflow, catalogue);
    if problems.iter().any(Problem::is_error) {
        return Err(problems);
    }
    // validation left nothing that could go wrong here; should the two ever disagree, the answer is still an error
    plan(&workflow.nodes, &workflow.edges, catalogue).ok_or_else(|| {
        vec![Problem::error(
            "",
            "cycle",
            "the steps of this workflow can't be put in an order",
        )]
    })
}

fn plan(nodes: &[Node], edges: &[Edge], catalogue: &Catalogue) -> Option<Plan> {
    let wires = Wires::new(nodes, edges)?;
    let order = wires.order();
    if order.len() != nodes.len() {
        return None;
    }
    let mut place = vec![0; nodes.len()];
    for (position, node) in order.iter().enumerate() {
        place[*node] = position;
    }
    let steps = order
        .iter()
        .map(|node| step(*node, &nodes[*node], &wires, &place, catalogue));
    let mut steps: Vec<PlanStep> = steps.collect::<Option<_>>()?;
    mark_compensations(&mut steps);
    Some(Plan { steps })
}

/// Whatever follows an edge by `compensate` undoes its source.
fn mark_compensations(steps: &mut [PlanStep]) {
    for index in 0..steps.len() {
        let of = |edge: &Incoming| match edge.port.as_str() {
            COMPENSATE_PORT => Some(edge.from),
            _other => steps[edge.from].compensates,
        };
        steps[index].compensates = steps[index].incoming.iter().find_map(of);
    }
}

/// Edges by their ends, as indexes of the author's list.
struct Wires<'a> {
    /// (port, target) of each node, in the author's order.
    outgoing: Vec<Vec<(&'a str, usize)>>,
    /// (source, port) of each node, in the author's order.
    incoming: Vec<Vec<(usize, &'a str)>>,
}

impl<'a> Wires<'a> {
    fn new(nodes: &'a [Node], edges: &'a [Edge]) -> Option<Self> {
        let index: HashMap<&str, usize> = nodes
            .iter()
            .enumerate()
            .map(|(i, node)| (node.id.as_str(), i))
            .collect();
        let mut wires = Self {
            outgoing: vec![Vec::new(); nodes.len()],
            incoming: vec![Vec::new(); nodes.len()],
        };
        for edge in edges {
            let (from, to) = (*index.get(edge.from.as_str())?, *index.get(edge.to.as_str())?);
            wires.outgoing[from].push((edge.port(), to));
            wires.incoming[to].push((from, edge.port()));
        }
        Some(wires)
    }

    /// Sources before targets; among those that could come next, the author's first.
    fn order(&self) -> Vec<usize> {
        let mut open: Vec<usize> = self.incoming.iter().map(Vec::len).collect();
        let ready = (0..open.len()).filter(|node| open[*node] == 0).map(Reverse);
        let mut ready: BinaryHeap<Reverse<usize>> = ready.collect();
        let mut order = Vec::with_capacity(open.len());
        while let Some(Reverse(node)) = ready.pop() {
            order.push(node);
            for (_, target) in &self.outgoing[node] {
                open[*target] -= 1;
                if open[*target] == 0 {
                    ready.push(Reverse(*target));
                }
            }
        }
        order
    }
}

fn step(index: usize, node: &Node, wires: &Wires<'_>, place: &[usize], catalogue: &Catalogue) -> Option<PlanStep> {
    let kind = catalogue.get(&node.kind)?;
    let (mut config, body) = split_body(kind, &node.config);
    fill_in(kind, &mut config);
    let body = match body {
        Some(body) => Some(body_plan(&body, catalogue)?),
        None => None,
    };
    let incoming = wires.incoming[index].iter();
    let outgoing = wires.outgoing[index]
        .iter()
        .filter(|(port, _)| *port != COMPENSATE_PORT);
    Some(PlanStep {
        id: node.id.clone(),
        title: node.title.clone().unwrap_or_else(|| kind.title.into()),
        kind,
        config: Arc::new(config),
        retry: node.retry.unwrap_or(kind.retry),
        timeout_ms: node.timeout_ms.unwrap_or(kind.timeout_ms),
        on_error: node.on_error.unwrap_or_default(),
        mock: node.mock.as_ref().map(|mock| mock.output.clone()),
        incoming: incoming
            .map(|(from, port)| Incoming {
                from: place[*from],
                port: (*port).into(),
            })
            .collect(),
        outgoing: outgoing.map(|(port, to)| ((*port).into(), place[*to])).collect(),
        compensates: None,
        body,
    })
}

/// Takes the body out of the settings: its expressions are none of the loop's own.
fn split_body(kind: &NodeKind, config: &Map<String, Value>) -> (Map<String, Value>, Option<Value>) {
    let mut config = config.clone();
    let field = kind.fields.iter().find(|field| matches!(field.kind, FieldKind::Body));
    let body = field.and_then(|field| config.shift_remove(field.name));
    (config, body)
}

/// Puts in what absent settings mean, so that no executor has to know.
fn fill_in(kind: &NodeKind, config: &mut Map<String, Value>) {
    for field in kind.fields {
        if let Some(implied) = field.implied.filter(|_| config.get(field.name).is_none_or(is_blank)) {
            config.insert(field.name.into(), implied.value());
        }
    }
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}

fn body_plan(body: &Value, catalogue: &Catalogue) -> Option<Arc<Plan>> {
    let graph = graph_of(body)?;
    plan(&graph.nodes, &graph.edges, catalogue).map(Arc::new)
}
