//! What a batch of events means for the questions to people: they are written in the same statement as the journal, so
//! that none is lost and none stays open.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::graph::TIMEOUT_PORT;
use domain::run::{ApprovalRequest, EventKind, RunEvent, StepPath};
use sea_orm::Value;
use uuid::{NoContext, Timestamp, Uuid};

use super::write::Write;
use crate::DbError;

/// The questions that a write asks, and what becomes of older ones.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    new: Vec<Question>,
    told: Vec<(StepPath, Told)>,
}

#[derive(Debug, Clone)]
struct Question {
    id: Uuid,
    step: StepPath,
    title: String,
    request: String,
    at: DateTime<Utc>,
    due: Option<DateTime<Utc>>,
    told: Told,
}

/// What is told of a question; what is absent stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Told {
    over: Option<(&'static str, DateTime<Utc>)>,
    escalated: Option<DateTime<Utc>>,
}

impl Asked {
    pub(super) fn of(events: &[RunEvent]) -> Result<Self, DbError> {
        let mut asked = Self::default();
        let mut places: HashMap<&StepPath, usize> = HashMap::new();
        for event in events {
            if let EventKind::ApprovalRequested { step, approval } = &event.kind {
                places.insert(step, asked.new.len());
                asked.new.push(Question::new(step, approval, event.at)?);
                continue;
            }
            let Some((step, told)) = told(event) else { continue };
            match places.get(step) {
                Some(place) => asked.new[*place].told.add(told),
                None => match asked.told.iter_mut().find(|(known, _)| known == step) {
                    Some((_, known)) => known.add(told),
                    None => asked.told.push((step.clone(), told)),
                },
            }
        }
        Ok(asked)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.new.is_empty() && self.told.is_empty()
    }
}

impl Question {
    fn new(step: &StepPath, request: &ApprovalRequest, at: DateTime<Utc>) -> Result<Self, DbError> {
        let text = serde_json::to_string(request).map_err(|error| DbError::corrupt("approval", error))?;
        let seconds = u64::try_from(at.timestamp()).unwrap_or_default();
        Ok(Self {
            id: Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, at.timestamp_subsec_nanos())),
            step: step.clone(),
            // a text column holds no U+0000
            title: request.title.replace('\0', "\u{fffd}"),
            request: text,
            at,
            due: request.until,
            told: Told::default(),
        })
    }
}

impl Told {
    fn add(&mut self, more: Self) {
        self.over = more.over.or(self.over);
        self.escalated = more.escalated.or(self.escalated);
    }
}

/// The journal does not say of which kind a step is: what is told of a step that asks nobody changes nothing.
fn told(event: &RunEvent) -> Option<(&StepPath, Told)> {
    let over = |step, state| {
        let told = Told {
            over: Some((state, event.at)),
            escalated: None,
        };
        Some((step, told))
    };
    match &event.kind {
        EventKind::ApprovalEscalated { step, .. } => {
            let told = Told {
                over: None,
                escalated: Some(event.at),
            };
            Some((step, told))
        }
        EventKind::StepSucceeded { step, port, .. } => match port.as_str() {
            "approved" => over(step, "approved"),
            "rejected" => over(step, "rejected"),
            TIMEOUT_PORT => over(step, "expired"),
            _leads_elsewhere => None,
        },
        EventKind::StepFailed { step, error, .. } if error.code == "timeout" => over(step, "expired"),
        EventKind::StepCancelled { step } => over(step, "cancelled"),
        EventKind::StepFailed { .. }
        | EventKind::ApprovalRequested { .. }
        | EventKind::RunQueued
        | EventKind::RunStarted
        | EventKind::RunResumed
        | EventKind::RunParked { .. }
        | EventKind::CancelRequested
        | EventKind::CompensationStarted { .. }
        | EventKind::SignalReceived { .. }
        | EventKind::RunFinished { .. }
        | EventKind::StepStarted { .. }
        | EventKind::StepRetried { .. }
        | EventKind::StepSkipped { .. }
        | EventKind::StepWaiting { .. }
        | EventKind::SignalAwaited { .. }
        | EventKind::ChildStarted { .. }
        | EventKind::IterationStarted { .. }
        | EventKind::LoopStarted { .. }
        | EventKind::Log { .. } => None,
    }
}

/// $31 to $39 the questions, $40 to $44 what is told of older ones.
pub(super) fn values(writes: &[&Write]) -> Vec<Value> {
    let (mut new, mut told) = (NewColumns::default(), ToldColumns::default());
    for (n, write) in (0_i32..).zip(writes) {
        for question in &write.asked.new {
            new.push(n, question);
        }
        for (step, said) in &write.asked.told {
            told.push(n, step, *said);
        }
    }
    new.values().into_iter().chain(told.values()).collect()
}

#[derive(Default)]
struct NewColumns {
    n: Vec<i32>,
    id: Vec<Uuid>,
    step: Vec<String>,
    title: Vec<String>,
    request: Vec<String>,
    at: Vec<DateTime<Utc>>,
    due: Vec<DateTime<Utc>>,
    state: Vec<String>,
    escalated: Vec<DateTime<Utc>>,
}

impl NewColumns {
    fn push(&mut self, n: i32, question: &Question) {
        self.n.push(n);
        self.id.push(question.id);
        self.step.push(question.step.to_string());
        self.title.push(question.title.clone());
        self.request.push(question.request.clone());
        self.at.push(question.at);
        self.due.push(question.due.unwrap_or_default());
        self.state
            .push(question.told.over.map_or("pending", |(state, _)| state).into());
        self.escalated.push(question.told.escalated.unwrap_or_default());
    }

    fn values(self) -> [Value; 9] {
        [
            self.n.into(),
            self.id.into(),
            self.step.into(),
            self.title.into(),
            self.request.into(),
            self.at.into(),
            self.due.into(),
            self.state.into(),
            self.escalated.into(),
        ]
    }
}

#[derive(Default)]
struct ToldColumns {
    n: Vec<i32>,
    step: Vec<String>,
    state: Vec<String>,
    at: Vec<DateTime<Utc>>,
    escalated: Vec<DateTime<Utc>>,
}

impl ToldColumns {
    fn push(&mut self, n: i32, step: &StepPath, told: Told) {
        let (state, at) = told.over.unwrap_or_default();
        self.n.push(n);
        self.step.push(step.to_string());
        self.state.push(state.into());
        self.at.push(at);
        self.escalated.push(told.escalated.unwrap_or_default());
    }

    fn values(self) -> [Value; 5] {
        [
            self.n.into(),
            self.step.into(),
            self.state.into(),
            self.at.into(),
            self.escalated.into(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn step(path: &str) -> StepPath {
        path.parse().unwrap()
    }

    fn journal(kinds: Vec<EventKind>) -> Vec<RunEvent> {
        let at = |seq: i64| DateTime::from_timestamp(1_767_268_800 + seq, 0).unwrap();
        (1..)
            .zip(kinds)
            .map(|(seq, kind)| RunEvent { seq, at: at(seq), kind })
            .collect()
    }

    fn requested(path: &str) -> EventKind {
        let approval = ApprovalRequest {
            title: "Ship\0it?".into(),
            message: String::new(),
            assignees: vec![],
            fields: json!(null),
            until: None,
            escalate_at: None,
            escalate_to: vec![],
        };
        EventKind::ApprovalRequested {
            step: step(path),
            approval: Box::new(approval),
        }
    }

    #[test]
    fn a_question_that_is_over_in_the_same_batch_is_never_open() {
        let asked = Asked::of(&journal(vec![
            requested("ask"),
            EventKind::ApprovalEscalated {
                step: step("ask"),
                to: vec![],
            },
            EventKind::StepCancelled { step: step("ask") },
            EventKind::StepCancelled { step: step("other") },
        ]))
        .unwrap();
        let [question] = asked.new.as_slice() else {
            panic!("{asked:?}")
        };
        assert_eq!(question.told.over.map(|(state, _)| state), Some("cancelled"));
        assert!(question.told.escalated.is_some() && question.title == "Ship\u{fffd}it?");
        assert_eq!(asked.told.len(), 1);
    }

    #[test]
    fn steps_that_ask_nobody_cost_nothing() {
        let asked = Asked::of(&journal(vec![
            EventKind::RunStarted,
            EventKind::StepSucceeded {
                step: step("a"),
                attempt: 1,
                duration_ms: 1,
                output: json!(1),
                port: "out".into(),
            },
        ]));
        assert!(asked.unwrap().is_empty());
    }
}
