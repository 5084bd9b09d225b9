//! Walks the starters without an engine: every expression that a run would evaluate gives a value.

use std::collections::BTreeMap;

use domain::catalogue::Effect;
use domain::expr::{Scope, eval_expression, render_value, truthy};
use domain::graph::{DEFAULT_PORT, ERROR_PORT, OnError, parse_text};
use domain::inputs::{check_inputs, input_specs};
use domain::plan::{Plan, PlanStep, compile};
use serde_json::{Map, Value, json};

use crate::starters::starters;

/// What a step came to: its output and the port it left by.
type Outcome = (Value, String);

struct Walk {
    inputs: Value,
    /// Whether the other side of every request is down.
    requests_fail: bool,
}

impl Walk {
    /// Outcomes of the steps that ran, by id.
    fn plan(
        &self,
        plan: &Plan,
        outer: &Map<String, Value>,
        place: Option<(&Value, usize)>,
    ) -> BTreeMap<String, Outcome> {
        let mut outcomes: BTreeMap<String, Outcome> = BTreeMap::new();
        for step in &plan.steps {
            if step.compensates.is_some() {
                continue;
            }
            let live = step.incoming.iter().filter_map(|incoming| {
                let id = plan.steps[incoming.from].id.as_str();
                let (output, port) = outcomes.get(id)?;
                (*port == incoming.port).then(|| (id.to_owned(), output.clone()))
            });
            let live: Map<String, Value> = live.collect();
            if !live.is_empty() || step.incoming.is_empty() {
                let mut steps = outer.clone();
                steps.extend(outcomes.iter().map(|(id, (output, _))| (id.clone(), output.clone())));
                let outcome = self.step(step, live, &steps, place);
                outcomes.insert(step.id.to_string(), outcome);
            }
        }
        outcomes
    }

    fn step(
        &self,
        step: &PlanStep,
        live: Map<String, Value>,
        steps: &Map<String, Value>,
        place: Option<(&Value, usize)>,
    ) -> Outcome {
        if step.kind.takes_turns() {
            return (self.turns(step, steps), DEFAULT_PORT.to_owned());
        }
        let scope = self.scope(steps, place);
        let config = rendered(step, &scope);
        let out = |output: Value| (output, DEFAULT_PORT.to_owned());
        if step.kind.key == "http" && self.requests_fail {
            let port = if step.on_error == OnError::Branch {
                ERROR_PORT
            } else {
                DEFAULT_PORT
            };
            return (
                json!({ "error": { "code": "connect", "message": "refused" } }),
                port.to_owned(),
            );
        }
        if (step.kind.effect)(&config) != Effect::Pure {
            let output = step.mock.clone().unwrap_or_else(|| (step.kind.sample)(&config));
            let port = (step.kind.mock_port)(&output).to_owned();
            return (output, port);
        }
        match step.kind.key {
            "transform" => out(config["output"].clone()),
            "merge" => out(Value::Object(live)),
            "condition" => (json!({}), truthy(&config["if"]).to_string()),
            "switch" => (json!({}), chosen(&config)),
            "for_each" => out(self.each(step, &config, steps)),
            _others => out((step.kind.sample)(&config)),
        }
    }

    fn each(&self, step: &PlanStep, config: &Map<String, Value>, steps: &Map<String, Value>) -> Value {
        let items = config["items"].as_array().expect("a list");
        let body = step.body.as_ref().expect("a body");
        let results = items.iter().enumerate().map(|(index, item)| {
            let outcomes = self.plan(body, steps, Some((item, index)));
            outcomes[body.steps.last().unwrap().id.as_str()].0.clone()
        });
        json!({ "results": results.collect::<Vec<_>>() })
    }

    fn turns(&self, step: &PlanStep, steps: &Map<String, Value>) -> Value {
        let body = step.body.as_ref().expect("a body");
        let (mut last, mut results) = (Value::Null, Vec::new());
        loop {
            let config = rendered(step, &self.scope(steps, Some((&last, results.len()))));
            if !truthy(&config["while"]) || results.len() as u64 == config["max"].as_u64().unwrap() {
                return json!({ "iterations": results.len(), "last": last, "results": results });
            }
            let outcomes = self.plan(body, steps, Some((&last, results.len())));
            last = outcomes[body.steps.last().unwrap().id.as_str()].0.clone();
            results.push(last.clone());
        }
    }

    fn scope(&self, steps: &Map<String, Value>, place: Option<(&Value, usize)>) -> Scope {
        let mut scope = json!({
            "inputs": self.inputs,
            "steps": steps,
            "secrets": {},
            "run": { "id": "run_01k9v3e8s5e7cs0w3f6c1v9b4a", "startedAt": "2026-11-20T09:00:00Z" }
        });
        if let Some((item, index)) = place {
            scope["item"] = item.clone();
            scope["index"] = json!(index);
        }
        Scope::from_value(scope)
    }
}

fn rendered(step: &PlanStep, scope: &Scope) -> Map<String, Value> {
    let one = |(name, value): (&String, &Value)| {
        let bare = step
            .kind
            .fields
            .iter()
            .any(|field| field.name == name && matches!(field.kind, domain::catalogue::FieldKind::Expression));
        let value = match value.as_str().filter(|_| bare) {
            Some(text) => eval_expression(text, scope).unwrap_or_else(|error| panic!("{}/{name}: {error}", step.id)),
            None => render_value(value, scope).unwrap_or_else(|error| panic!("{}/{name}: {}", step.id, error.error)),
        };
        (name.clone(), value)
    };
    step.config.iter().map(one).collect()
}

fn chosen(config: &Map<String, Value>) -> String {
    let cases = config["cases"].as_array().unwrap();
    let case = cases.iter().find(|case| case["equals"] == config["value"]);
    case.map_or(&config["default"], |case| &case["port"])
        .as_str()
        .unwrap()
        .to_owned()
}

fn walk(name: &str, given: &Value, requests_fail: bool) -> BTreeMap<String, Outcome> {
    let workflow = parse_text(&starters()[name]).unwrap();
    let inputs = check_inputs(&input_specs(&workflow), given).unwrap();
    Walk { inputs, requests_fail }.plan(&compile(&workflow).unwrap(), &Map::new(), None)
}

#[test]
fn every_starter_goes_through() {
    for name in starters().keys() {
        for requests_fail in [false, true] {
            let outcomes = walk(name, &Value::Null, requests_fail);
            assert!(outcomes.len() >= 3, "{name}");
        }
    }
}

#[test]
fn the_triage_finds_each_topic() {
    for (message, reply) in [
        ("A refund, please", "billing_reply"),
        ("It shows an ERROR", "bug_reply"),
        ("Hello", "other_reply"),
    ] {
        let outcomes = walk("triage", &json!({ "message": message }), false);
        let replies: Vec<&String> = outcomes.keys().filter(|id| id.ends_with("_reply")).collect();
        assert_eq!(replies, [reply]);
        assert_eq!(outcomes["answer"].0["body"]["draft"], "This is a sample answer.");
    }
}

#[test]
fn the_watch_tells_up_from_down() {
    let up = walk("health-watch", &Value::Null, false);
    assert_eq!(
        (
            &up["verdict"].0["state"],
            up.contains_key("fine"),
            up.contains_key("alarm")
        ),
        (&json!("up"), true, false)
    );
    let down = walk("health-watch", &Value::Null, true);
    assert_eq!(
        down["verdict"].0,
        json!({ "alive": false, "ready": false, "state": "down" })
    );
    assert!(down.contains_key("alarm"));
}

#[test]
fn a_document_that_cannot_be_fetched_is_said_so() {
    let outcomes = walk("fetch-and-summarise", &Value::Null, true);
    assert!(outcomes.contains_key("apologise") && !outcomes.contains_key("answer"));
    assert!(walk("fetch-and-summarise", &Value::Null, false).contains_key("answer"));
}

#[test]
fn a_batch_keeps_its_order() {
    let outcomes = walk("batch-each", &json!({ "questions": ["a", "b"] }), false);
    let body = &outcomes["answer"].0["body"];
    assert_eq!(body["questions"], 2);
    assert_eq!(
        body["answers"][1],
        json!({ "number": 2, "question": "b", "answer": "This is a sample answer." })
    );
}

#[test]
fn a_reminder_waits_as_long_as_asked() {
    let workflow = parse_text(&starters()["wait-and-respond"]).unwrap();
    let plan = compile(&workflow).unwrap();
    let walk = Walk {
        inputs: json!({ "what": "x", "seconds": 3 }),
        requests_fail: false,
    };
    let pause = &plan.steps[plan.index_of("pause").unwrap()];
    assert_eq!(rendered(pause, &walk.scope(&Map::new(), None))["ms"], 3_000);
}
