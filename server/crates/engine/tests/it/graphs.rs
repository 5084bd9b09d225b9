//! Plans for the core, by hand and at random. They need not be valid workflows: the core only sees compiled plans.

use std::sync::Arc;

use domain::catalogue::Catalogue;
use domain::graph::{Backoff, COMPENSATE_PORT, OnError, Retry, RetryOn, Workflow};
use domain::plan::{Incoming, Plan, PlanStep};
use engine::core::{Join, Program, Rules};
use serde_json::{Map, Value, json};

use crate::dice::Dice;

/// Quick retries without jitter.
pub(crate) const RETRY: Retry = Retry {
    max_attempts: 3,
    backoff: Backoff::Fixed,
    initial_ms: 100,
    max_ms: 10_000,
    jitter: false,
    on: RetryOn::USUAL,
};

/// A step of this kind without edges.
pub(crate) fn step(id: &str, kind: &str, config: Value) -> PlanStep {
    let kind = Catalogue::builtin().get(kind).unwrap();
    PlanStep {
        id: id.parse().unwrap(),
        title: id.into(),
        kind,
        config: Arc::new(config.as_object().cloned().unwrap_or_default()),
        retry: RETRY,
        timeout_ms: 30_000,
        on_error: OnError::Fail,
        mock: None,
        incoming: Vec::new(),
        outgoing: Vec::new(),
        compensates: None,
        body: None,
    }
}

pub(crate) fn pure(id: &str) -> PlanStep {
    step(id, "transform", json!({}))
}

pub(crate) fn get(id: &str) -> PlanStep {
    step(id, "http", json!({ "method": "GET" }))
}

pub(crate) fn post(id: &str) -> PlanStep {
    step(id, "http", json!({ "method": "POST" }))
}

pub(crate) fn each(id: &str, width: usize, body: Plan) -> PlanStep {
    PlanStep {
        body: Some(Arc::new(body)),
        timeout_ms: 100_000_000,
        ..step(id, "for_each", json!({ "concurrency": width }))
    }
}

/// A loop that goes on after items that failed.
pub(crate) fn collecting(id: &str, width: usize, body: Plan) -> PlanStep {
    let mut step = each(id, width, body);
    let config = json!({ "concurrency": width, "onItemError": "collect" });
    step.config = Arc::new(config.as_object().cloned().unwrap_or_default());
    step
}

/// A loop that asks before each turn.
pub(crate) fn turns(id: &str, body: Plan) -> PlanStep {
    PlanStep {
        body: Some(Arc::new(body)),
        timeout_ms: 100_000_000,
        ..step(id, "while", json!({}))
    }
}

pub(crate) fn merge(id: &str, at_least: usize) -> PlanStep {
    step(id, "merge", json!({ "atLeast": at_least }))
}

/// Joins steps by edges `a:port>b`.
pub(crate) fn plan(steps: Vec<PlanStep>, edges: &[&str]) -> Plan {
    let mut plan = Plan { steps };
    for edge in edges {
        let (from, to) = edge.split_once('>').unwrap();
        let (from, port) = from.split_once(':').unwrap_or((from, "out"));
        connect(&mut plan, from, port, to);
    }
    plan
}

fn connect(plan: &mut Plan, from: &str, port: &str, to: &str) {
    let (from, to) = (plan.index_of(from).unwrap(), plan.index_of(to).unwrap());
    plan.steps[to].incoming.push(Incoming {
        from,
        port: port.into(),
    });
    if port == COMPENSATE_PORT {
        plan.steps[to].compensates = Some(from);
    } else {
        plan.steps[to].compensates = plan.steps[to].compensates.or(plan.steps[from].compensates);
        plan.steps[from].outgoing.push((port.into(), to));
    }
}

/// Reads `atLeast` and `concurrency` as they stand.
struct TestRules;

impl Rules for TestRules {
    fn join(&self, step: &PlanStep) -> Join {
        number(&step.config, "atLeast").map_or(Join::All, Join::AtLeast)
    }

    fn width(&self, step: &PlanStep) -> usize {
        number(&step.config, "concurrency").unwrap_or(1)
    }

    fn collects(&self, step: &PlanStep) -> bool {
        step.config.get("onItemError") == Some(&json!("collect"))
    }
}

fn number(config: &Map<String, Value>, name: &str) -> Option<usize> {
    usize::try_from(config.get(name)?.as_u64()?).ok()
}

pub(crate) fn program(plan: Plan) -> Arc<Program> {
    Arc::new(Program::new(Arc::new(plan), &Workflow::new("test"), &TestRules))
}

/// What kinds of steps a random plan may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effects {
    /// Repeats harm nobody.
    Safe,
    /// Some must not be repeated unawares.
    Any,
}

/// A random plan of up to `most` steps; loops nest up to `depth`.
pub(crate) fn random(dice: &mut Dice, most: usize, depth: usize, effects: Effects) -> Plan {
    let count = 1 + dice.below(most);
    let mut plan = Plan {
        steps: (0..count)
            .map(|index| random_step(dice, index, depth, effects))
            .collect(),
    };
    for to in 1..count {
        for _ in 0..dice.below(3) {
            let from = dice.below(to);
            let port = ["out", "out", "out", "out", "true", "error", "timeout", "approved"][dice.below(8)];
            let (from, to) = (plan.steps[from].id.to_string(), plan.steps[to].id.to_string());
            connect(&mut plan, &from, port, &to);
        }
    }
    plan
}

/// A random workflow: a random plan with steps that undo others.
pub(crate) fn random_workflow(dice: &mut Dice, most: usize, depth: usize, effects: Effects) -> Plan {
    let mut plan = random(dice, most, depth, effects);
    for index in 0..plan.steps.len() {
        if !dice.chance(25) {
            continue;
        }
        let source = plan.steps[index].id.to_string();
        let ids: Vec<String> = (0..=dice.below(2))
            .map(|step| format!("undo_{source}_{step}"))
            .collect();
        plan.steps.extend(ids.iter().map(|id| get(id)));
        connect(&mut plan, &source, COMPENSATE_PORT, &ids[0]);
        for pair in ids.windows(2) {
            connect(&mut plan, &pair[0], "out", &pair[1]);
        }
    }
    plan
}

fn random_step(dice: &mut Dice, index: usize, depth: usize, effects: Effects) -> PlanStep {
    let id = format!("s{index}");
    let step = match dice.below(if depth > 0 { 12 } else { 9 }) {
        0 | 1 => pure(&id),
        2 | 3 => get(&id),
        4 if effects == Effects::Any => post(&id),
        4 => step(&id, "wait", json!({})),
        5 => merge(&id, 1 + dice.below(2)),
        6 => step(&id, "wait_for_signal", json!({})),
        7 => step(&id, "approval", json!({})),
        8 => step(&id, "sub_workflow", json!({})),
        9 => turns(&id, random(dice, 4, depth - 1, effects)),
        10 => collecting(&id, 1 + dice.below(3), random(dice, 4, depth - 1, effects)),
        _loop => each(&id, 1 + dice.below(3), random(dice, 4, depth - 1, effects)),
    };
    let on_error = [OnError::Fail, OnError::Continue, OnError::Branch][dice.below(3)];
    PlanStep { on_error, ..step }
}
