//! A compiled plan together with what executors say about its steps. Made once a workflow version, shared by its runs.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use domain::catalogue::Effect;
use domain::graph::{Retry, Workflow};
use domain::plan::{Plan, PlanStep};
use serde_json::Value;

use super::Join;
use crate::render::Recipe;

/// What the core must know of a step beyond its plan; executors answer for their kind.
pub trait Rules {
    /// When the step may run.
    fn join(&self, step: &PlanStep) -> Join;
    /// Iterations of a loop that run at once, as far as the settings say it without evaluation.
    fn width(&self, step: &PlanStep) -> usize;
    /// Whether a loop goes on after a failed item, and gives a result for each.
    fn collects(&self, step: &PlanStep) -> bool;
}

/// A plan with everything that its runs share.
#[derive(Debug)]
pub struct Program {
    plan: Arc<Plan>,
    cells: Vec<Cell>,
    index: HashMap<String, usize>,
}

/// What is known of one step.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) join: Join,
    pub(super) effect: Effect,
    pub(super) width: usize,
    pub(super) collects: bool,
    /// The author asked for several attempts in so many words: a lost attempt of unknown outcome may be repeated.
    pub(super) repeatable: bool,
    pub(super) body: Option<Arc<Program>>,
    recipe: OnceLock<Recipe>,
}

impl Program {
    /// Prepares a plan. The document tells which retry policies the author wrote himself.
    #[must_use]
    pub fn new(plan: Arc<Plan>, document: &Workflow, rules: &dyn Rules) -> Self {
        let written = |id: &str| {
            let node = document.node(id)?;
            Some(Written {
                retry: node.retry,
                body: node.config.get("body"),
            })
        };
        Self::with(plan, &written, rules)
    }

    fn with<'a>(plan: Arc<Plan>, written: &dyn Fn(&str) -> Option<Written<'a>>, rules: &dyn Rules) -> Self {
        let cells = plan
            .steps
            .iter()
            .map(|step| Cell::new(step, written(step.id.as_str()), rules))
            .collect();
        let index = plan
            .steps
            .iter()
            .enumerate()
            .map(|(index, step)| (step.id.to_string(), index))
            .collect();
        Self { plan, cells, index }
    }

    /// The step at this place of the plan.
    #[must_use]
    pub fn step(&self, index: usize) -> &PlanStep {
        &self.plan.steps[index]
    }

    /// Number of steps.
    #[must_use]
    pub fn len(&self) -> usize {
        self.plan.steps.len()
    }

    /// Whether there are no steps at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.plan.steps.is_empty()
    }

    /// What rendering the settings of this step takes.
    #[must_use]
    pub fn recipe(&self, index: usize) -> &Recipe {
        self.cells[index].recipe.get_or_init(|| Recipe::of(self.step(index)))
    }

    /// Names of all secrets that any step refers to, bodies included.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (index, cell) in self.cells.iter().enumerate() {
            names.extend(self.recipe(index).secrets.iter().cloned());
            names.extend(cell.body.iter().flat_map(|body| body.secrets()));
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What doing this step twice means, with its settings.
    #[must_use]
    pub fn effect(&self, index: usize) -> Effect {
        self.cells[index].effect
    }

    pub(super) fn cell(&self, index: usize) -> &Cell {
        &self.cells[index]
    }

    pub(super) fn index_of(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    pub(super) fn steps(&self) -> &[PlanStep] {
        &self.plan.steps
    }
}

/// What the author wrote at a node, as far as the plan doesn't keep it.
struct Written<'a> {
    retry: Option<Retry>,
    body: Option<&'a Value>,
}

impl<'a> Written<'a> {
    /// The node of this id in a loop's body, which is JSON.
    fn inside(body: &'a Value, id: &str) -> Option<Self> {
        let nodes = body.get("nodes")?.as_array()?;
        let node = nodes
            .iter()
            .find(|node| node.get("id").and_then(Value::as_str) == Some(id))?;
        let retry = node
            .get("retry")
            .and_then(|retry| serde_json::from_value(retry.clone()).ok());
        Some(Self {
            retry,
            body: node.get("config").and_then(|config| config.get("body")),
        })
    }
}

impl Cell {
    fn new(step: &PlanStep, written: Option<Written<'_>>, rules: &dyn Rules) -> Self {
        let (retry, source) = written.map_or((None, None), |written| (written.retry, written.body));
        let body = step.body.as_ref().map(|body| {
            let inside = |id: &str| source.and_then(|source| Written::inside(source, id));
            Arc::new(Program::with(Arc::clone(body), &inside, rules))
        });
        Self {
            join: rules.join(step),
            effect: (step.kind.effect)(&step.config),
            width: rules.width(step).max(1),
            collects: rules.collects(step),
            repeatable: retry.is_some_and(|retry| retry.max_attempts > 1),
            body,
            recipe: OnceLock::new(),
        }
    }
}
