//! Thousands of seeded runs with a crash at any commit point, effects that must not be repeated among them.

use std::collections::{BTreeMap, HashMap};

use domain::catalogue::Effect;
use domain::run::{EventKind, RunEvent, RunState, RunStatus, StepPath};

use crate::dice::Dice;
use crate::graphs::{Effects, post, program, random};
use crate::schedule::{Fates, Played, Player};

fn play(seed: u64, cancel: bool) -> Played {
    let mut dice = Dice::new(seed);
    let plan = random(&mut dice, 10, 2, Effects::Any);
    let cancel_after = cancel.then(|| 1 + dice.below(20));
    let fates = Fates { seed, failing: 10 };
    Player {
        program: program(plan),
        fates: &fates,
        dice,
        deadly: 25,
        cancel_after,
    }
    .play()
}

/// What must hold for every journal, whatever happened.
fn check(played: &Played) {
    let journal = &played.journal;
    for (index, event) in journal.iter().enumerate() {
        assert_eq!(event.seq, index as i64 + 1, "seq is gapless");
    }
    let ends = journal
        .iter()
        .filter(|event| matches!(event.kind, EventKind::RunFinished { .. }))
        .count();
    assert_eq!(ends, 1, "a run ends once");
    assert!(
        matches!(journal.last().unwrap().kind, EventKind::RunFinished { .. }),
        "and nothing follows"
    );
    let state = RunState::from_events(journal);
    assert!(state.status.is_final());
    for (path, step) in &state.steps {
        assert!(step.status.is_final(), "{path} is {}", step.status);
    }
    for (path, results) in results(journal) {
        assert_eq!(results, 1, "{path} has one result");
    }
}

fn results(journal: &[RunEvent]) -> BTreeMap<StepPath, u32> {
    let mut results = BTreeMap::new();
    for event in journal {
        match &event.kind {
            EventKind::StepSucceeded { step, .. }
            | EventKind::StepFailed { step, .. }
            | EventKind::StepSkipped { step }
            | EventKind::StepCancelled { step } => *results.entry(step.clone()).or_default() += 1,
            EventKind::RunQueued
            | EventKind::RunStarted
            | EventKind::RunResumed
            | EventKind::RunParked { .. }
            | EventKind::CancelRequested
            | EventKind::RunFinished { .. }
            | EventKind::StepStarted { .. }
            | EventKind::StepRetried { .. }
            | EventKind::StepWaiting { .. }
            | EventKind::LoopStarted { .. }
            | EventKind::CompensationStarted { .. }
            | EventKind::SignalReceived { .. }
            | EventKind::SignalAwaited { .. }
            | EventKind::ApprovalRequested { .. }
            | EventKind::ApprovalEscalated { .. }
            | EventKind::ChildStarted { .. }
            | EventKind::IterationStarted { .. }
            | EventKind::Log { .. } => {}
        }
    }
    results
}

/// Attempts whose end is journaled: all others were cut off by a crash.
fn settled(journal: &[RunEvent]) -> HashMap<StepPath, u32> {
    let mut settled = HashMap::new();
    for event in journal {
        match &event.kind {
            EventKind::StepSucceeded { step, .. } => *settled.entry(step.clone()).or_default() += 1,
            EventKind::StepRetried { step, error, .. } | EventKind::StepFailed { step, error, .. }
                if error.code != "worker_lost" && error.code != "outcome_unknown" =>
            {
                *settled.entry(step.clone()).or_default() += 1;
            }
            _other => {}
        }
    }
    settled
}

#[test]
fn no_crash_loses_a_run_or_repeats_a_recorded_step() {
    let mut crashes = 0;
    for seed in 0..4_000 {
        let played = play(seed, false);
        check(&played);
        crashes += played.crashes;
    }
    assert!(crashes > 4_000, "only {crashes} crashes");
}

#[test]
fn a_cancelled_run_ends_cancelled_whatever_crashes() {
    let mut cancelled = 0;
    for seed in 0..1_500 {
        let played = play(seed, true);
        check(&played);
        cancelled += u32::from(played.status == RunStatus::Cancelled);
    }
    assert!(cancelled > 300, "only {cancelled} runs were cancelled");
}

#[test]
fn what_must_not_be_repeated_unawares_begins_once_more_only_after_a_journaled_failure() {
    let kind = post("x").kind;
    assert_eq!((kind.effect)(&post("x").config), Effect::AtMostOnce);
    for seed in 0..2_000 {
        let mut dice = Dice::new(seed);
        let mut plan = random(&mut dice, 10, 1, Effects::Any);
        for step in &mut plan.steps {
            if step.body.is_none() {
                *step = domain::plan::PlanStep {
                    kind,
                    config: post("x").config,
                    ..step.clone()
                };
            }
        }
        let tops: Vec<StepPath> = plan
            .steps
            .iter()
            .filter(|step| step.body.is_none())
            .map(|step| StepPath::top(&step.id))
            .collect();
        let fates = Fates { seed, failing: 5 };
        let played = Player {
            program: program(plan),
            fates: &fates,
            dice,
            deadly: 25,
            cancel_after: None,
        }
        .play();
        check(&played);
        let settled = settled(&played.journal);
        for path in tops {
            let begun = played.effects.get(&path).copied().unwrap_or(0);
            let settled = settled.get(&path).copied().unwrap_or(0);
            assert!(
                begun <= settled + 1,
                "{path} began {begun} times with {settled} journaled ends"
            );
        }
    }
}
