//! The execution plan: a validated graph, compiled so that the engine only follows indexes.

mod compile;

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::catalogue::NodeKind;
use crate::graph::{NodeId, OnError, Retry};
use crate::run::StepPath;

pub use compile::{compile, compile_with};

/// A compiled graph. Cheap to share.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The steps, in a topological order (sources before targets, ties in the author's order).
    pub steps: Vec<PlanStep>,
}

/// One compiled node.
#[derive(Debug, Clone)]
pub struct PlanStep {
    /// The node's id.
    pub id: NodeId,
    /// What the card says.
    pub title: String,
    /// Its kind.
    pub kind: &'static NodeKind,
    /// Settings as the author wrote them (expressions not yet evaluated).
    pub config: Arc<Map<String, Value>>,
    /// The policy in force: the node's own, else its kind's.
    pub retry: Retry,
    /// Time-out of one attempt in force, in milliseconds.
    pub timeout_ms: u64,
    /// What a failure means for the run.
    pub on_error: OnError,
    /// The node's own mock answer.
    pub mock: Option<Value>,
    /// Edges that lead here.
    pub incoming: Vec<Incoming>,
    /// Steps that follow, by port: (port, index into [`Plan::steps`]); steps that undo it are not among them.
    pub outgoing: Vec<(String, usize)>,
    /// The step whose effect it helps to undo, should the run end early.
    pub compensates: Option<usize>,
    /// The compiled body of a loop.
    pub body: Option<Arc<Plan>>,
}

/// One edge, seen from its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The source's index in [`Plan::steps`].
    pub from: usize,
    /// The source's port.
    pub port: String,
}

impl Plan {
    /// The index of the step with this id.
    #[must_use]
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.id.as_str() == id)
    }

    /// Whether a step of this path may exist.
    #[must_use]
    pub fn has(&self, path: &StepPath) -> bool {
        let mut plan = Some(self);
        path.as_str().split('.').step_by(2).all(|id| {
            let step = plan.and_then(|plan| Some(&plan.steps[plan.index_of(id)?]));
            plan = step.and_then(|step| step.body.as_deref());
            step.is_some()
        })
    }

    /// Steps that nothing follows, but for those that undo others.
    pub fn leaves(&self) -> impl Iterator<Item = (usize, &PlanStep)> {
        self.steps
            .iter()
            .enumerate()
            .filter(|(_, step)| step.outgoing.is_empty() && step.compensates.is_none())
    }
}
