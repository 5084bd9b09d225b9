//! What a new run takes over from an old one when it starts again in the middle.
//!
//! Results are kept, never attempts: of a kept step the new journal has its last attempt and its result, as if it had
//! gone well at once. Nothing is kept that was undone, or that depends on what is done again.

use std::collections::{HashMap, HashSet};

use domain::graph::TIMEOUT_PORT;
use domain::plan::{Plan, PlanStep};
use domain::run::{EventKind, RunEvent, StepPath};

/// The events that a new run of the same plan begins with, behind its `RunQueued`.
///
/// Without `from` it goes on where the old run ended: every recorded result is kept. With it, the step and everything
/// downstream of it is done again; of a loop around it, only that iteration (in a `while`, and those after it). Loops
/// that did not end keep what their iterations have finished. Signals that no step has used are kept.
#[must_use]
pub fn keep(plan: &Plan, events: &[RunEvent], from: Option<&StepPath>) -> Vec<EventKind> {
    let old = Old::read(plan, events);
    let mut judge = Judge {
        plan,
        old: &old,
        from: from.map(|path| path.as_str().split('.').collect()).unwrap_or_default(),
        frames: HashMap::new(),
    };
    let steps = events.iter().filter(|event| {
        event
            .kind
            .step()
            .is_some_and(|path| judge.verdict(path).keeps(&event.kind, &old))
    });
    let kept: Vec<EventKind> = steps.map(|event| event.kind.clone()).collect();
    kept.into_iter().chain(old.signals.into_iter().cloned()).collect()
}

/// What the old journal says.
struct Old<'a> {
    /// The last attempt of every step that has a result to go on with.
    results: HashMap<&'a StepPath, u32>,
    /// Loops that know their items, or have begun a turn.
    loops: HashSet<&'a StepPath>,
    /// Steps of the workflow that were undone, at least in part.
    undone: HashSet<usize>,
    /// Signals that no step has used.
    signals: Vec<&'a EventKind>,
}

impl<'a> Old<'a> {
    fn read(plan: &Plan, events: &'a [RunEvent]) -> Self {
        let mut old = Self {
            results: HashMap::new(),
            loops: HashSet::new(),
            undone: HashSet::new(),
            signals: Vec::new(),
        };
        let mut awaited: HashMap<&StepPath, &str> = HashMap::new();
        for event in events {
            match &event.kind {
                EventKind::StepSucceeded {
                    step, attempt, port, ..
                } => {
                    old.results.insert(step, *attempt);
                    old.note_undone(plan, step);
                    if let Some(name) = awaited.remove(step).filter(|_| port != TIMEOUT_PORT) {
                        old.use_signal(step, name);
                    }
                }
                EventKind::StepFailed {
                    step, attempt, port, ..
                } => {
                    if port.is_some() {
                        old.results.insert(step, *attempt);
                    }
                    old.note_undone(plan, step);
                }
                EventKind::StepSkipped { step } => {
                    old.results.insert(step, 0);
                }
                EventKind::StepStarted { step, .. } => old.note_undone(plan, step),
                EventKind::LoopStarted { step, .. } | EventKind::IterationStarted { step, .. } => {
                    old.loops.insert(step);
                }
                EventKind::SignalAwaited { step, name, .. } => {
                    awaited.insert(step, name);
                }
                EventKind::SignalReceived { .. } => old.signals.push(&event.kind),
                // their answers are for them alone: nothing of them is left over
                EventKind::ApprovalRequested { .. }
                | EventKind::ApprovalEscalated { .. }
                | EventKind::ChildStarted { .. }
                | EventKind::RunQueued
                | EventKind::RunStarted
                | EventKind::RunResumed
                | EventKind::RunParked { .. }
                | EventKind::CancelRequested
                | EventKind::CompensationStarted { .. }
                | EventKind::RunFinished { .. }
                | EventKind::StepRetried { .. }
                | EventKind::StepWaiting { .. }
                | EventKind::StepCancelled { .. }
                | EventKind::Log { .. } => {}
            }
        }
        old.signals.retain(|kind| is_free(kind));
        old
    }

    /// A step that undoes another has begun.
    fn note_undone(&mut self, plan: &Plan, path: &StepPath) {
        let top = path.as_str().split('.').next().and_then(|id| plan.index_of(id));
        self.undone.extend(top.and_then(|index| plan.steps[index].compensates));
    }

    fn use_signal(&mut self, path: &StepPath, wanted: &str) {
        let used = self.signals.iter().position(|kind| match kind {
            EventKind::SignalReceived { step, name, .. } => name == wanted && step.as_ref().is_none_or(|to| to == path),
            _no_signal => false,
        });
        if let Some(used) = used {
            self.signals.remove(used);
        }
    }
}

/// Whether the signal may serve a step of another run: answers to approvals and children's ends belong to the old one.
fn is_free(kind: &EventKind) -> bool {
    match kind {
        EventKind::SignalReceived { name, .. } => {
            name != domain::run::APPROVAL_SIGNAL && name != domain::run::CHILD_SIGNAL
        }
        _no_signal => false,
    }
}

/// What becomes of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It has its result.
    Keep,
    /// It lies inside a loop that has its result.
    Inside,
    /// A loop that goes on: how many of its turns are taken over.
    Open(usize),
    Again,
}

impl Verdict {
    fn keeps(self, kind: &EventKind, old: &Old<'_>) -> bool {
        match kind {
            EventKind::StepStarted { step, attempt, .. } => {
                matches!(self, Self::Keep | Self::Inside) && old.results.get(step) == Some(attempt)
            }
            EventKind::StepSucceeded { .. } | EventKind::StepSkipped { .. } | EventKind::ChildStarted { .. } => {
                matches!(self, Self::Keep | Self::Inside)
            }
            EventKind::StepFailed { port, .. } => match self {
                Self::Keep => port.is_some(),
                Self::Inside => true,
                Self::Open(_) | Self::Again => false,
            },
            EventKind::StepCancelled { .. } => self == Self::Inside,
            EventKind::LoopStarted { .. } => self != Self::Again,
            EventKind::IterationStarted { index, .. } => match self {
                Self::Keep | Self::Inside => true,
                Self::Open(turns) => (*index as usize) < turns,
                Self::Again => false,
            },
            EventKind::RunQueued
            | EventKind::RunStarted
            | EventKind::RunResumed
            | EventKind::RunParked { .. }
            | EventKind::CancelRequested
            | EventKind::CompensationStarted { .. }
            | EventKind::SignalReceived { .. }
            | EventKind::RunFinished { .. }
            | EventKind::StepRetried { .. }
            | EventKind::StepWaiting { .. }
            | EventKind::SignalAwaited { .. }
            | EventKind::ApprovalRequested { .. }
            | EventKind::ApprovalEscalated { .. }
            | EventKind::Log { .. } => false,
        }
    }
}

struct Judge<'a> {
    plan: &'a Plan,
    old: &'a Old<'a>,
    /// The parts of the path to start again from; empty when nothing is done again that has a result.
    from: Vec<&'a str>,
    /// Verdicts by graph: the workflow is "", an iteration `each.2`.
    frames: HashMap<String, Vec<Verdict>>,
}

impl Judge<'_> {
    fn verdict(&mut self, path: &StepPath) -> Verdict {
        let parts: Vec<&str> = path.as_str().split('.').collect();
        let mut plan = self.plan;
        for depth in (0..parts.len()).step_by(2) {
            let Some(index) = plan.index_of(parts[depth]) else {
                return Verdict::Again;
            };
            let verdict = self.frame(plan, &parts[..depth])[index];
            let Some(iteration) = parts.get(depth + 1).and_then(|text| text.parse::<usize>().ok()) else {
                return verdict;
            };
            match (verdict, plan.steps[index].body.as_deref()) {
                (Verdict::Open(turns), Some(body)) if iteration < turns => plan = body,
                (Verdict::Keep, Some(_)) => return Verdict::Inside,
                _done_again => return Verdict::Again,
            }
        }
        Verdict::Again
    }

    fn frame(&mut self, plan: &Plan, prefix: &[&str]) -> &[Verdict] {
        let key = prefix.join(".");
        if !self.frames.contains_key(&key) {
            let verdicts = self.judge(plan, prefix, &key);
            self.frames.insert(key.clone(), verdicts);
        }
        &self.frames[&key]
    }

    /// Sources before targets: what is downstream of a step that is done again is done again, too.
    fn judge(&self, plan: &Plan, prefix: &[&str], key: &str) -> Vec<Verdict> {
        let from = self.from.strip_prefix(prefix).unwrap_or_default();
        let mut verdicts: Vec<Verdict> = Vec::with_capacity(plan.steps.len());
        let mut changes: Vec<bool> = Vec::with_capacity(plan.steps.len());
        for (index, step) in plan.steps.iter().enumerate() {
            let named = from.first() == Some(&step.id.as_str());
            let follows = step.incoming.iter().any(|edge| changes[edge.from]);
            let undone = prefix.is_empty() && self.old.undone.contains(&index);
            let verdict = if follows || undone || step.compensates.is_some() {
                Verdict::Again
            } else {
                self.of_step(step, key, named.then(|| &from[1..]))
            };
            changes.push(follows || undone || named);
            verdicts.push(verdict);
        }
        verdicts
    }

    /// `inside` is where to start again in the step, when it is there: empty for the step as a whole.
    fn of_step(&self, step: &PlanStep, key: &str, inside: Option<&[&str]>) -> Verdict {
        let path = if key.is_empty() {
            step.id.to_string()
        } else {
            format!("{key}.{}", step.id)
        };
        let Ok(path) = path.parse::<StepPath>() else {
            return Verdict::Again;
        };
        let is_open = self.old.loops.contains(&path);
        match inside
            .and_then(|rest| rest.first())
            .map(|iteration| iteration.parse::<usize>())
        {
            Some(Ok(iteration)) if is_open => Verdict::Open(match step.kind.takes_turns() {
                true => iteration + 1,
                false => usize::MAX,
            }),
            Some(_) => Verdict::Again,
            None if inside.is_some() => Verdict::Again,
            None if self.old.results.contains_key(&path) => Verdict::Keep,
            None if is_open => Verdict::Open(usize::MAX),
            None => Verdict::Again,
        }
    }
}
