//! What the steps of a run come to: the same for the same seed, path and attempt, whatever the schedule.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::RunId;
use domain::plan::PlanStep;
use domain::run::{ApprovalRequest, ErrorClass, StepError, StepPath};
use engine::core::{Attempt, Outcome, Turn};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::dice::hash;

pub(crate) struct Fates {
    pub(crate) seed: u64,
    /// Percent of steps that fail for good.
    pub(crate) failing: u64,
}

/// What one step comes to in the end.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fate {
    Output(Value, &'static str),
    /// A loop over so many items.
    Items(usize),
    /// A loop of so many turns.
    Turns(usize),
    /// Somebody says this to it.
    Said(Value),
    /// Nobody answers in time.
    TimesOut,
    /// Another run that ends like this; none fails.
    Child(Option<Value>),
    /// Another run that nobody waits for.
    Detached(RunId),
    Fails,
}

/// The run that a step starts.
pub(crate) fn child(seed: u64, path: &StepPath) -> RunId {
    RunId::from_uuid(Uuid::from_u128(u128::from(hash(seed, &format!("{path}#child")))))
}

/// A decision of a person.
pub(crate) fn decision(approved: bool) -> Value {
    json!({ "approved": approved, "answer": null, "by": null, "at": null, "comment": null })
}

impl Fates {
    pub(crate) fn of(&self, path: &StepPath, step: &PlanStep) -> Fate {
        let roll = hash(self.seed, path.as_str());
        if roll % 100 < self.failing {
            return Fate::Fails;
        }
        let few = usize::try_from(roll / 100 % 4).unwrap();
        match (step.kind.key, few) {
            ("for_each", count) => Fate::Items(count),
            ("while", count) => Fate::Turns(count),
            ("wait_for_signal" | "approval", 0) => Fate::TimesOut,
            ("approval", few) => Fate::Said(decision(few > 1)),
            ("wait_for_signal", _) => Fate::Said(json!(path.as_str())),
            ("sub_workflow", 0) => Fate::Child(None),
            ("sub_workflow", 1) => Fate::Detached(child(self.seed, path)),
            ("sub_workflow", _) => Fate::Child(Some(json!(path.as_str()))),
            _others => {
                let is_rare = (roll / 1_000).is_multiple_of(5);
                Fate::Output(json!(path.as_str()), if is_rare { "true" } else { "out" })
            }
        }
    }

    /// How this attempt ends. `turn` is how many turns a loop has had.
    pub(crate) fn outcome(&self, attempt: &Attempt, turn: usize, now: DateTime<Utc>) -> Outcome {
        let step = attempt.step();
        let flaky = hash(self.seed, &format!("{}#flaky", attempt.path)).is_multiple_of(4);
        if flaky && attempt.attempt == 1 && step.kind.key != "while" {
            return Outcome::Failed(StepError::new(
                ErrorClass::Upstream,
                "http_status",
                "the server answered 503",
            ));
        }
        let soon = now + TimeDelta::milliseconds((hash(self.seed, attempt.path.as_str()) / 7 % 5_000) as i64);
        match self.of(&attempt.path, step) {
            Fate::Fails => Outcome::Failed(StepError::new(
                ErrorClass::Refused,
                "http_status",
                "the server answered 404",
            )),
            Fate::Items(count) => Outcome::Each {
                items: (0..count).map(Value::from).collect(),
                concurrency: step.config["concurrency"].as_u64().unwrap() as usize,
            },
            Fate::Turns(count) => Outcome::Turn(Turn {
                goes_on: turn < count,
                most: 10,
                is_lenient: false,
            }),
            Fate::Said(_) if step.kind.key == "approval" => ask(None, now),
            Fate::TimesOut if step.kind.key == "approval" => ask(Some(soon), now),
            Fate::Said(_) => Outcome::Await {
                name: "word".into(),
                until: None,
            },
            Fate::TimesOut => Outcome::Await {
                name: "word".into(),
                until: Some(soon),
            },
            Fate::Child(_) => Outcome::Child {
                run: child(self.seed, &attempt.path),
                wait: true,
            },
            Fate::Detached(run) => Outcome::Child { run, wait: false },
            Fate::Output(..) if step.kind.key == "wait" => Outcome::Wait { until: soon },
            Fate::Output(output, port) => Outcome::Output {
                output,
                port: port.into(),
            },
        }
    }
}

fn ask(until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Outcome {
    Outcome::Ask(Box::new(ApprovalRequest {
        title: "Go on?".into(),
        message: String::new(),
        assignees: Vec::new(),
        fields: Value::Null,
        until,
        escalate_at: Some(now + TimeDelta::seconds(1)),
        escalate_to: Vec::new(),
    }))
}
