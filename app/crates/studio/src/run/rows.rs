//! The rows of the drawer's timeline: steps in their order, turns of loops below their loop.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use domain::graph::Graph;
use domain::run::{RunState, StepPath, StepState, StepStatus};
use ui::{Bar, BarKind, Status, WaterfallRow};

use super::describe::{name_of, step_status};

/// From so many turns on a loop begins folded.
const FOLD_FROM: usize = 9;

/// The rows in sight. `flipped` holds the rows that somebody folded or unfolded; `now` is in milliseconds since 1970.
pub(crate) fn rows(run: &RunState, graph: &Graph, flipped: &HashSet<String>, now: Option<i64>) -> Vec<WaterfallRow> {
    let Some(begin) = run.started_at.or(run.queued_at) else {
        return Vec::new();
    };
    let table = Table {
        run,
        graph,
        flipped,
        begin,
        now,
    };
    let mut out = Vec::new();
    table.level("", 0, &mut out);
    out
}

struct Table<'a> {
    run: &'a RunState,
    graph: &'a Graph,
    flipped: &'a HashSet<String>,
    begin: DateTime<Utc>,
    now: Option<i64>,
}

impl Table<'_> {
    /// The steps directly below a prefix such as `each.0.`.
    fn level(&self, prefix: &str, depth: usize, out: &mut Vec<WaterfallRow>) {
        let here = |path: &str| path.strip_prefix(prefix).is_some_and(|rest| !rest.contains('.'));
        for (path, step) in self.run.steps.iter().filter(|(path, _)| here(path.as_str())) {
            self.step(path, step, depth, out);
        }
    }

    fn step(&self, path: &StepPath, step: &StepState, depth: usize, out: &mut Vec<WaterfallRow>) {
        let turns = self.turns(path);
        let open = step
            .items
            .is_some()
            .then(|| self.is_open(path.as_str(), turns.len() < FOLD_FROM));
        out.push(WaterfallRow {
            id: path.to_string(),
            name: name_of(self.graph, path.as_str()),
            status: step_status(step.status),
            depth,
            via: String::new(),
            count: count(step, turns.len()),
            end: self.end(step),
            open,
            bars: self.bars(step),
        });
        if open == Some(true) {
            for (turn, steps) in turns {
                self.turn(path, turn, &steps, depth + 1, out);
            }
        }
    }

    /// The turns of a loop with their steps.
    fn turns(&self, path: &StepPath) -> BTreeMap<usize, Vec<&StepState>> {
        let prefix = format!("{path}.");
        let mut turns: BTreeMap<usize, Vec<&StepState>> = BTreeMap::new();
        for (inner, step) in &self.run.steps {
            let index = inner
                .as_str()
                .strip_prefix(&prefix)
                .and_then(|rest| rest.split('.').next()?.parse().ok());
            if let Some(index) = index {
                turns.entry(index).or_default().push(step);
            }
        }
        turns
    }

    fn turn(&self, path: &StepPath, turn: usize, steps: &[&StepState], depth: usize, out: &mut Vec<WaterfallRow>) {
        let id = format!("{path}.{turn}");
        let open = self.is_open(&id, false);
        let from = steps.iter().filter_map(|step| step.started_at).min();
        let live = steps.iter().any(|step| !step.status.is_final());
        let to = steps.iter().filter_map(|step| step.finished_at).max().filter(|_| !live);
        let bar = from.map(|from| Bar {
            from: self.since(from),
            to: to.map_or_else(|| self.present(), |to| self.since(to)),
            kind: if live { BarKind::Live } else { BarKind::Work },
        });
        out.push(WaterfallRow {
            name: format!("Item {}", turn + 1),
            status: together(steps),
            depth,
            end: bar
                .map(|bar| ui::duration(bar.to.saturating_sub(bar.from)))
                .unwrap_or_default(),
            open: Some(open),
            bars: bar.into_iter().collect(),
            via: String::new(),
            count: String::new(),
            id: id.clone(),
        });
        if open {
            self.level(&format!("{id}."), depth + 1, out);
        }
    }

    fn is_open(&self, id: &str, by_itself: bool) -> bool {
        by_itself != self.flipped.contains(id)
    }

    fn since(&self, at: DateTime<Utc>) -> u64 {
        u64::try_from((at - self.begin).num_milliseconds()).unwrap_or(0)
    }

    /// Now, or the run's end.
    fn present(&self) -> u64 {
        super::describe::elapsed_ms(self.run, self.now)
    }

    fn end(&self, step: &StepState) -> String {
        match step.status {
            StepStatus::Succeeded | StepStatus::Failed => step.duration_ms().map(ui::duration).unwrap_or_default(),
            StepStatus::Running | StepStatus::Waiting => step.started_at.map_or_else(String::new, |from| {
                ui::duration(self.present().saturating_sub(self.since(from)))
            }),
            StepStatus::Queued | StepStatus::Skipped | StepStatus::Cancelled => {
                step_status(step.status).word().to_owned()
            }
        }
    }

    fn bars(&self, step: &StepState) -> Vec<Bar> {
        if matches!(step.status, StepStatus::Skipped | StepStatus::Queued) {
            return Vec::new();
        }
        if step.spans.is_empty() {
            return self.whole(step).into_iter().collect();
        }
        let mut bars = Vec::new();
        let last = step.spans.len() - 1;
        for (index, span) in step.spans.iter().enumerate() {
            let from = self.since(span.from);
            if let Some(before) = index.checked_sub(1).and_then(|before| step.spans[before].to) {
                bars.push(Bar {
                    from: self.since(before),
                    to: from,
                    kind: BarKind::Wait,
                });
            }
            let repeated = span.failed && (index < last || step.status != StepStatus::Failed);
            bars.push(Bar {
                from,
                to: span.to.map_or_else(|| self.present(), |to| self.since(to)),
                kind: match (span.to, repeated) {
                    (None, _) => BarKind::Live,
                    (Some(_), true) => BarKind::FailedTry,
                    (Some(_), false) => BarKind::Work,
                },
            });
        }
        if let (StepStatus::Waiting, Some(to)) = (step.status, step.spans[last].to) {
            bars.push(Bar {
                from: self.since(to),
                to: self.present(),
                kind: BarKind::Wait,
            });
        }
        bars
    }

    /// A step without attempts of its own: a loop, a wait, a pure step.
    fn whole(&self, step: &StepState) -> Option<Bar> {
        let from = self.since(step.started_at?);
        Some(Bar {
            from,
            to: step.finished_at.map_or_else(|| self.present(), |to| self.since(to)),
            kind: match step.status {
                StepStatus::Waiting => BarKind::Wait,
                StepStatus::Running => BarKind::Live,
                StepStatus::Queued
                | StepStatus::Succeeded
                | StepStatus::Failed
                | StepStatus::Skipped
                | StepStatus::Cancelled => BarKind::Work,
            },
        })
    }
}

fn count(step: &StepState, turns: usize) -> String {
    match &step.items {
        Some(items) => format!("{turns}/{}", items.len()),
        None if step.attempts > 1 => format!("{}×", step.attempts),
        None => String::new(),
    }
}

/// One status for all steps of a turn: what is most urgent.
fn together(steps: &[&StepState]) -> Status {
    let any = |status: StepStatus| steps.iter().any(|step| step.status == status);
    [
        StepStatus::Failed,
        StepStatus::Running,
        StepStatus::Waiting,
        StepStatus::Queued,
        StepStatus::Cancelled,
        StepStatus::Succeeded,
    ]
    .into_iter()
    .find(|status| any(*status))
    .map_or(Status::Skipped, step_status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::run::{ErrorClass, EventKind, RunEvent, RunStatus, StepError};
    use serde_json::Value;

    fn at(ms: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_763_640_000_000 + ms).unwrap()
    }

    fn run(steps: Vec<(&str, StepState)>) -> RunState {
        RunState {
            status: RunStatus::Running,
            started_at: Some(at(0)),
            steps: steps
                .into_iter()
                .map(|(path, step)| (path.parse().unwrap(), step))
                .collect(),
            ..RunState::default()
        }
    }

    fn done(from: i64, to: i64) -> StepState {
        StepState {
            status: StepStatus::Succeeded,
            started_at: Some(at(from)),
            finished_at: Some(at(to)),
            ..StepState::default()
        }
    }

    fn folded(events: Vec<(i64, EventKind)>) -> RunState {
        let events: Vec<RunEvent> = events
            .into_iter()
            .zip(1..)
            .map(|((ms, kind), seq)| RunEvent { seq, at: at(ms), kind })
            .collect();
        RunState::from_events(&events)
    }

    fn started(attempt: u32) -> EventKind {
        EventKind::StepStarted {
            step: "a".parse().unwrap(),
            attempt,
            input: Value::Null,
        }
    }

    #[test]
    fn retries_are_tries_and_waits() {
        let retried = EventKind::StepRetried {
            step: "a".parse().unwrap(),
            attempt: 1,
            duration_ms: 10,
            error: StepError::new(ErrorClass::Upstream, "http_status", "503"),
            until: at(50),
        };
        let succeeded = EventKind::StepSucceeded {
            step: "a".parse().unwrap(),
            attempt: 2,
            duration_ms: 20,
            output: Value::Null,
            port: "out".to_owned(),
        };
        let run = folded(vec![
            (0, EventKind::RunStarted),
            (10, started(1)),
            (20, retried),
            (50, started(2)),
            (70, succeeded),
        ]);
        let rows = rows(&run, &Graph::default(), &HashSet::new(), None);
        let kinds: Vec<_> = rows[0].bars.iter().map(|bar| (bar.from, bar.to, bar.kind)).collect();
        assert_eq!(
            kinds,
            [
                (10, 20, BarKind::FailedTry),
                (20, 50, BarKind::Wait),
                (50, 70, BarKind::Work)
            ]
        );
        assert_eq!((rows[0].count.as_str(), rows[0].end.as_str()), ("2×", "60 ms"));
    }

    #[test]
    fn turns_stand_below_their_loop_and_open_by_hand() {
        let each = StepState {
            items: Some(vec![serde_json::json!(1), serde_json::json!(2)]),
            ..done(0, 30)
        };
        let run = run(vec![
            ("each", each),
            ("each.0.x", done(0, 10)),
            ("each.1.x", done(10, 30)),
            ("after", done(30, 31)),
        ]);
        let ids = |flipped: &[&str]| -> Vec<String> {
            let flipped = flipped.iter().map(|id| (*id).to_owned()).collect();
            rows(&run, &Graph::default(), &flipped, None)
                .into_iter()
                .map(|row| row.id)
                .collect()
        };
        assert_eq!(ids(&[]), ["each", "each.0", "each.1", "after"]);
        assert_eq!(ids(&["each.1"]), ["each", "each.0", "each.1", "each.1.x", "after"]);
        assert_eq!(ids(&["each"]), ["each", "after"]);
    }

    #[test]
    fn what_runs_reaches_to_now() {
        let run = folded(vec![(0, EventKind::RunStarted), (100, started(1))]);
        let now = at(2_100).timestamp_millis();
        let rows = rows(&run, &Graph::default(), &HashSet::new(), Some(now));
        assert_eq!(rows[0].bars[0].kind, BarKind::Live);
        assert_eq!(rows[0].end, "2.00 s");
    }
}
