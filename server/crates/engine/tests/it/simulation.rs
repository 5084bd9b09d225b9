//! Thousands of seeded runs with a crash at any commit point, effects that must not be repeated among them.
//!
//! Some are played for a fixed number of seeds; the sweep plays as many as its time allows, `APEX_SIM_SECONDS` for all of
//! it (10 unless said otherwise). A seed that fails is printed; `APEX_SIM_SEED` plays it alone.

mod sweep;

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::catalogue::Effect;
use domain::plan::Plan;
use domain::run::{EventKind, RunEvent, RunState, RunStatus, StepPath, StepStatus};
use engine::core::keep;

use crate::dice::Dice;
use crate::fates::Fates;
use crate::graphs::{Effects, post, program, random, random_workflow};
use crate::schedule::{Deadly, Played, Player};

fn play(seed: u64, cancel: bool) -> Played {
    played(seed, cancel, 25, None)
}

/// A run of everything that there is: the same seed gives the same graph, the same fates and the same schedule up to
/// the first crash.
fn played(seed: u64, cancel: bool, deadly: u64, die_at: Option<Deadly>) -> Played {
    let mut dice = Dice::new(seed);
    let plan = random_workflow(&mut dice, 10, 2, Effects::Any);
    let cancel_after = cancel.then(|| 1 + dice.below(20));
    let fates = Fates { seed, failing: 10 };
    let played = Player {
        program: program(plan.clone()),
        fates: &fates,
        dice,
        deadly,
        cancel_after,
        die_at,
        cancelled: false,
        kept: Vec::new(),
    }
    .play();
    check(&played);
    check_undoing(&plan, &played);
    played
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
    let mut heard = HashSet::new();
    for event in journal {
        if let EventKind::SignalReceived { signal, .. } = &event.kind {
            assert!(heard.insert(*signal), "a signal counts once");
        }
    }
    for path in played.outside.children.keys() {
        let waits = state.steps.get(path).is_some_and(|step| step.awaits.is_some());
        if waits && state.steps[path].status == StepStatus::Cancelled {
            assert!(played.outside.unwanted.contains(path), "{path} left its run behind");
        }
    }
}

/// Steps are undone only when the run ends early, each that succeeded, the last one first, one after the other.
fn check_undoing(plan: &Plan, played: &Played) {
    let journal = &played.journal;
    let succeeded: Vec<&StepPath> = journal
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::StepSucceeded { step, .. } => Some(step),
            _other => None,
        })
        .collect();
    let sources = |path: &&&StepPath| {
        let index = plan.index_of(path.as_str());
        plan.steps
            .iter()
            .any(|step| step.compensates.is_some() && step.compensates == index)
    };
    let begins = journal
        .iter()
        .position(|event| matches!(event.kind, EventKind::CompensationStarted { .. }));
    let touched = |path: &StepPath| {
        let about = |event: &RunEvent| {
            event.kind.step() == Some(path)
                && !matches!(event.kind, EventKind::StepSkipped { .. } | EventKind::Log { .. })
        };
        let first = journal.iter().position(about)?;
        Some((first, journal.iter().rposition(about)?))
    };
    let mut last = begins.unwrap_or(journal.len());
    let expected: Vec<&StepPath> = succeeded.iter().filter(sources).copied().rev().collect();
    match begins.map(|index| &journal[index].kind) {
        Some(EventKind::CompensationStarted { steps, .. }) => {
            assert_eq!(steps.iter().collect::<Vec<_>>(), expected, "the last one first");
        }
        _none => assert!(
            played.status == RunStatus::Succeeded || expected.is_empty(),
            "something was left as it was"
        ),
    }
    for source in expected.iter().filter(|_| begins.is_some()) {
        let index = plan.index_of(source.as_str());
        let helpers = plan.steps.iter().filter(|step| step.compensates == index);
        for helper in helpers {
            // one may lead past another
            let Some((first, end)) = touched(&StepPath::top(&helper.id)) else {
                continue;
            };
            assert!(first > last, "{} began too early", helper.id);
            last = end.max(last);
        }
    }
    if begins.is_none() {
        let helpers = plan.steps.iter().filter(|step| step.compensates.is_some());
        for helper in helpers {
            assert_eq!(
                touched(&StepPath::top(&helper.id)),
                None,
                "{} ran for nothing",
                helper.id
            );
        }
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
        crashes += played.crashes;
    }
    assert!(crashes > 4_000, "only {crashes} crashes");
}

#[test]
fn a_cancelled_run_ends_cancelled_whatever_crashes() {
    let mut cancelled = 0;
    for seed in 0..1_500 {
        let played = play(seed, true);
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
            die_at: None,
            cancelled: false,
            kept: Vec::new(),
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

/// A run that failed starts again where it failed, and everywhere else: recorded results are never done again, and it
/// comes to its end whatever crashes.
#[test]
fn a_run_that_starts_again_in_the_middle_repeats_nothing_that_it_keeps() {
    let (mut failed, mut kept_steps) = (0, 0);
    for seed in 0..1_500 {
        let mut dice = Dice::new(seed);
        let plan = random_workflow(&mut dice, 10, 2, Effects::Any);
        let play = |failing, dice: Dice, kept| {
            let fates = Fates { seed, failing };
            let player = Player {
                program: program(plan.clone()),
                fates: &fates,
                dice,
                deadly: 10,
                cancel_after: None,
                die_at: None,
                cancelled: false,
                kept,
            };
            player.play()
        };
        let first = play(25, dice.clone(), Vec::new());
        let steps: Vec<StepPath> = results(&first.journal).into_keys().collect();
        let from = (seed % 3 == 0 && !steps.is_empty()).then(|| steps[dice.below(steps.len())].clone());
        if first.status == RunStatus::Succeeded && from.is_none() {
            continue;
        }
        failed += 1;
        let kept = keep(&plan, &first.journal, from.as_ref());
        let done: Vec<StepPath> = kept
            .iter()
            .filter(|kind| is_result(kind))
            .filter_map(|kind| kind.step().cloned())
            .collect();
        assert!(
            from.as_ref().is_none_or(|from| !done.contains(from)),
            "{from:?} is to be done again"
        );
        kept_steps += done.len();
        let second = play(0, dice, kept);
        check(&second);
        for path in done {
            assert_eq!(second.effects.get(&path), None, "seed {seed}: {path} was done again");
        }
    }
    assert!(
        failed > 500 && kept_steps > 1_000,
        "only {failed} runs, {kept_steps} steps"
    );
}

fn is_result(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::StepSucceeded { .. } | EventKind::StepFailed { .. } | EventKind::StepSkipped { .. }
    )
}
