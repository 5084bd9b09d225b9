//! Random graphs against a simple interpreter that knows nothing of time, attempts or journals.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::graph::OnError;
use domain::plan::{Plan, PlanStep};
use domain::run::{RunState, RunStatus, StepPath, StepStatus};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::fates::{Fate, Fates, decision};
use crate::graphs::{Effects, program, random_workflow};
use crate::schedule::{Played, Player};

/// What a graph comes to.
#[derive(Debug, PartialEq)]
enum Result_ {
    Output(Value),
    Fails,
}

/// Ends by step path; a failed graph leaves those unknown that were cut off.
type Ends = BTreeMap<String, (StepStatus, Option<String>)>;

fn interpret(plan: &Plan, fates: &Fates, path_of: &dyn Fn(usize) -> StepPath, ends: &mut Ends) -> Result_ {
    let mut ports: Vec<Option<String>> = Vec::new();
    let mut outputs: Vec<Option<Value>> = Vec::new();
    let mut fails = false;
    for (index, step) in plan.steps.iter().enumerate() {
        let path = path_of(index);
        let live = step
            .incoming
            .iter()
            .any(|edge| ports[edge.from].as_deref() == Some(edge.port.as_str()));
        if step.compensates.is_some() || (!step.incoming.is_empty() && !live) {
            ends.insert(path.to_string(), (StepStatus::Skipped, None));
            ports.push(None);
            outputs.push(None);
            continue;
        }
        let is_late = |port: &str| step.outgoing.iter().any(|(known, _)| known == port);
        let fate = match (fates.of(&path, step), &step.body) {
            (Fate::Items(count), Some(body)) => each(step, body, fates, &path, count, ends),
            (Fate::Turns(count), Some(body)) => turns(body, fates, &path, count, ends),
            (Fate::TimesOut, _) if is_late("timeout") => Fate::Output(late(step), "timeout"),
            (Fate::Said(output), _) if step.kind.key == "approval" => {
                let port = if output["approved"] == true {
                    "approved"
                } else {
                    "rejected"
                };
                Fate::Output(output, port)
            }
            (Fate::Said(output) | Fate::Child(Some(output)), _) => Fate::Output(output, "out"),
            (Fate::Detached(run), _) => Fate::Output(json!({ "runId": run }), "out"),
            (fate, _) => fate,
        };
        let (status, port, output) = match fate {
            Fate::Output(output, _) if step.kind.key == "wait" => (StepStatus::Succeeded, Some("out"), Some(output)),
            Fate::Output(output, port) => (StepStatus::Succeeded, Some(port), Some(output)),
            Fate::Items(_)
            | Fate::Turns(_)
            | Fate::TimesOut
            | Fate::Said(_)
            | Fate::Child(_)
            | Fate::Detached(_)
            | Fate::Fails => match step.on_error {
                OnError::Fail => {
                    fails = true;
                    (StepStatus::Failed, None, None)
                }
                OnError::Continue => (StepStatus::Failed, Some("out"), None),
                OnError::Branch => (StepStatus::Failed, Some("error"), None),
            },
        };
        ends.insert(path.to_string(), (status, port.map(str::to_owned)));
        ports.push(port.map(str::to_owned));
        outputs.push(output);
    }
    if fails {
        Result_::Fails
    } else {
        Result_::Output(leaves(plan, &outputs))
    }
}

/// What a step comes to that nobody answers.
fn late(step: &PlanStep) -> Value {
    let mut output = json!({});
    if step.kind.key == "approval" {
        output = decision(false);
    }
    output["timedOut"] = true.into();
    output
}

fn each(step: &PlanStep, body: &Plan, fates: &Fates, path: &StepPath, count: usize, ends: &mut Ends) -> Fate {
    let collects = step.config.get("onItemError").is_some();
    let mut results = Vec::new();
    for item in 0..count {
        match interpret(body, fates, &|index| path.inside(item, &body.steps[index].id), ends) {
            Result_::Output(output) if collects => results.push(json!({ "ok": true, "output": output })),
            Result_::Output(output) => results.push(output),
            Result_::Fails if collects => results.push(json!({ "ok": false })),
            Result_::Fails => return Fate::Fails,
        }
    }
    Fate::Output(json!({ "results": results }), "out")
}

fn turns(body: &Plan, fates: &Fates, path: &StepPath, count: usize, ends: &mut Ends) -> Fate {
    let mut results = Vec::new();
    for turn in 0..count {
        match interpret(body, fates, &|index| path.inside(turn, &body.steps[index].id), ends) {
            Result_::Output(output) => results.push(output),
            Result_::Fails => return Fate::Fails,
        }
    }
    let last = results.last().cloned().unwrap_or_default();
    Fate::Output(json!({ "iterations": count, "last": last, "results": results }), "out")
}

fn leaves(plan: &Plan, outputs: &[Option<Value>]) -> Value {
    let ended = plan
        .leaves()
        .filter_map(|(index, step)| Some((step.id.to_string(), outputs[index].clone()?)));
    let mut ended: Vec<(String, Value)> = ended.collect();
    match ended.len() {
        0 => Value::Null,
        1 => ended.remove(0).1,
        _ => Value::Object(ended.into_iter().collect()),
    }
}

/// A wait's output tells how long it took, which no interpreter knows.
fn without_waits(value: &Value, ends: &Ends) -> Value {
    match value {
        Value::Object(map) if map.contains_key("waitedMs") => json!("wait"),
        // why it failed is told elsewhere
        Value::Object(map) if map.get("ok") == Some(&json!(false)) => json!("failed item"),
        Value::String(path) if ends.contains_key(path) => json!("step"),
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), without_waits(value, ends)))
            .collect(),
        Value::Array(items) => items.iter().map(|item| without_waits(item, ends)).collect(),
        other => other.clone(),
    }
}

fn same_shape(value: &Value, ends: &Ends) -> String {
    without_waits(value, ends).to_string().replace("\"wait\"", "\"step\"")
}

fn agree(plan: &Plan, fates: &Fates, played: &Played) -> Result<(), TestCaseError> {
    let mut ends = Ends::new();
    let expected = interpret(plan, fates, &|index| StepPath::top(&plan.steps[index].id), &mut ends);
    let state = RunState::from_events(&played.journal);
    match expected {
        Result_::Fails => prop_assert_eq!(played.status, RunStatus::Failed),
        Result_::Output(output) => {
            prop_assert_eq!(played.status, RunStatus::Succeeded, "{:?}", state.error);
            prop_assert_eq!(same_shape(&state.output, &ends), same_shape(&output, &ends));
            for (index, _) in plan.steps.iter().enumerate() {
                let path = StepPath::top(&plan.steps[index].id);
                let step = &state.steps[&path];
                let (status, port) = &ends[path.as_str()];
                prop_assert_eq!((step.status, &step.port), (*status, port), "{}", path);
            }
        }
    }
    Ok(())
}

fn case(seed: u64, failing: u64, deadly: u64) -> Result<(), TestCaseError> {
    let mut dice = Dice::new(seed);
    let plan = random_workflow(&mut dice, 12, 2, Effects::Safe);
    let fates = Fates { seed, failing };
    let program = program(plan.clone());
    let played = Player {
        program: Arc::clone(&program),
        fates: &fates,
        dice,
        deadly,
        cancel_after: None,
        die_at: None,
        cancelled: false,
        kept: Vec::new(),
    }
    .play();
    agree(&plan, &fates, &played)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn every_schedule_agrees_with_the_interpreter(seed: u64, failing in 0_u64..30) {
        case(seed, failing, 0)?;
    }

    #[test]
    fn crashes_change_nothing_when_repeats_harm_nobody(seed: u64, failing in 0_u64..15) {
        case(seed, failing, 20)?;
    }
}
