//! The rules of the core, one a test.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::graph::{OnError, Workflow};
use domain::limits::{MAX_OUTPUT_BYTES, MAX_RUN_BYTES};
use domain::plan::{Plan, PlanStep};
use domain::run::{
    ErrorClass, EventKind, LogLevel, RunEvent, RunMode, RunState, RunStatus, StepError, StepPath, StepStatus,
};
use engine::core::{Attempt, Command, Input, Machine, Outcome, Program, ReplayError, Setup, StepLog, Wanted};
use serde_json::{Value, json};

use crate::graphs::{each, get, merge, plan, post, program, pure};

/// A machine on a bench: told things by hand, every event kept.
struct Bench {
    program: Arc<Program>,
    machine: Machine,
    now: DateTime<Utc>,
    journal: Vec<RunEvent>,
    commands: Vec<Command>,
}

fn setup() -> Setup {
    Setup {
        mode: RunMode::Live,
        seed: 1,
        park_after: Some(Duration::from_secs(1)),
    }
}

impl Bench {
    fn of(plan: Plan) -> Self {
        Self::on(program(plan))
    }

    fn on(program: Arc<Program>) -> Self {
        let now = DateTime::UNIX_EPOCH;
        let journal = vec![RunEvent {
            seq: 1,
            at: now,
            kind: EventKind::RunQueued,
        }];
        let machine = Machine::new(Arc::clone(&program), setup(), &journal).unwrap();
        let mut bench = Self {
            program,
            machine,
            now,
            journal,
            commands: Vec::new(),
        };
        let commands = bench.machine.start(now);
        bench.keep(commands);
        bench
    }

    fn keep(&mut self, commands: Vec<Command>) {
        self.journal.extend(self.machine.take_events());
        self.commands.extend(commands);
    }

    fn tell(&mut self, input: Input) {
        let commands = self.machine.on(input, self.now);
        self.keep(commands);
    }

    /// The worker dies; another one takes the run up from the journal.
    fn crash(&mut self) {
        self.machine = Machine::new(Arc::clone(&self.program), setup(), &self.journal).unwrap();
        self.commands.clear();
        let commands = self.machine.start(self.now);
        self.keep(commands);
    }

    fn later(&mut self, ms: i64) {
        self.now += TimeDelta::milliseconds(ms);
        self.tell(Input::Tick);
    }

    fn settle(&mut self, step: &str, outcome: Outcome) {
        let attempt = self
            .asked()
            .into_iter()
            .rev()
            .find(|(path, _)| path == step)
            .map_or(1, |(_, attempt)| attempt);
        let path = step.parse().unwrap();
        self.tell(Input::Settled {
            path,
            attempt,
            duration_ms: 5,
            outcome,
            logs: Vec::new(),
        });
    }

    fn done(&mut self, step: &str) {
        self.settle(
            step,
            Outcome::Output {
                output: json!(step),
                port: "out".into(),
            },
        );
    }

    fn fail(&mut self, step: &str, class: ErrorClass) {
        self.settle(
            step,
            Outcome::Failed(StepError::new(class, "http_status", "the server answered 500")),
        );
    }

    fn prepared(&mut self, step: &str, attempt: u32) {
        self.tell(Input::Prepared {
            path: step.parse().unwrap(),
            attempt,
            input: json!({ "url": "x" }),
        });
    }

    /// Steps that were asked to be prepared, with their attempts.
    fn asked(&self) -> Vec<(String, u32)> {
        let asked = |command: &Command| match command {
            Command::Prepare(Attempt { path, attempt, .. }) => Some((path.to_string(), *attempt)),
            Command::Perform(_) | Command::Abort(_) | Command::Park { .. } | Command::Finish { .. } => None,
        };
        self.commands.iter().filter_map(asked).collect()
    }

    fn names(&self) -> Vec<String> {
        self.asked().into_iter().map(|(path, _)| path).collect()
    }

    fn aborted(&self) -> Vec<String> {
        let aborted = |command: &Command| match command {
            Command::Abort(path) => Some(path.to_string()),
            Command::Prepare(_) | Command::Perform(_) | Command::Park { .. } | Command::Finish { .. } => None,
        };
        self.commands.iter().filter_map(aborted).collect()
    }

    fn state(&self) -> RunState {
        RunState::from_events(&self.journal)
    }

    fn status(&self, step: &str) -> Option<StepStatus> {
        self.state()
            .steps
            .get(&step.parse::<StepPath>().unwrap())
            .map(|step| step.status)
    }

    fn last(&self) -> &Command {
        self.commands.last().unwrap()
    }
}

fn with(step: PlanStep, on_error: OnError) -> PlanStep {
    PlanStep { on_error, ..step }
}

fn items(values: &[i64], concurrency: usize) -> Outcome {
    Outcome::Each {
        items: values.iter().copied().map(Value::from).collect(),
        concurrency,
    }
}

#[test]
fn a_step_waits_for_all_its_sources() {
    let mut bench = Bench::of(plan(vec![pure("a"), pure("b"), pure("c")], &["a>c", "b>c"]));
    assert_eq!(bench.names(), ["a", "b"]);
    bench.done("b");
    assert_eq!(bench.names(), ["a", "b"]);
    bench.done("a");
    assert_eq!(bench.names(), ["a", "b", "c"]);
}

#[test]
fn a_branch_that_is_not_taken_is_skipped_to_its_end() {
    let steps = vec![pure("if"), pure("yes"), pure("no"), pure("after"), pure("both")];
    let mut bench = Bench::of(plan(
        steps,
        &["if:true>yes", "if:false>no", "no>after", "after>both", "yes>both"],
    ));
    bench.settle(
        "if",
        Outcome::Output {
            output: json!({ "result": true }),
            port: "true".into(),
        },
    );
    bench.done("yes");
    bench.done("both");
    assert_eq!(bench.status("no"), Some(StepStatus::Skipped));
    assert_eq!(bench.status("after"), Some(StepStatus::Skipped));
    assert_eq!(bench.state().output, json!("both"));
}

#[test]
fn a_merge_of_any_runs_with_the_first_and_ignores_the_rest() {
    let mut bench = Bench::of(plan(vec![pure("a"), pure("b"), merge("m", 1)], &["a>m", "b>m"]));
    bench.done("b");
    assert_eq!(bench.names(), ["a", "b", "m"]);
    let view = bench.machine.view(&"m".parse().unwrap(), &Wanted::All);
    assert_eq!(view.sources.len(), 1);
    assert_eq!(view.sources[0].0, "b");
    bench.done("m");
    bench.done("a");
    assert_eq!(bench.names(), ["a", "b", "m"], "it does not run twice");
    assert_eq!(bench.state().status, RunStatus::Succeeded);
}

#[test]
fn a_merge_of_a_number_runs_with_fewer_when_no_more_can_come() {
    let mut bench = Bench::of(plan(vec![pure("a"), pure("b"), merge("m", 2)], &["a>m", "b:other>m"]));
    bench.done("a");
    assert_eq!(bench.names(), ["a", "b"]);
    bench.done("b");
    assert_eq!(bench.names(), ["a", "b", "m"]);
}

#[test]
fn an_effect_is_journaled_as_begun_before_it_is_carried_out() {
    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    assert!(
        !bench
            .journal
            .iter()
            .any(|event| matches!(event.kind, EventKind::StepStarted { .. }))
    );
    bench.prepared("a", 1);
    assert!(matches!(
        bench.journal.last().unwrap().kind,
        EventKind::StepStarted { attempt: 1, .. }
    ));
    assert!(matches!(bench.last(), Command::Perform(attempt) if attempt.is_outside()));
}

#[test]
fn a_pure_step_is_recorded_by_its_result_alone() {
    let mut bench = Bench::of(plan(vec![pure("a")], &[]));
    bench.done("a");
    let kinds: Vec<bool> = bench
        .journal
        .iter()
        .map(|e| matches!(e.kind, EventKind::StepStarted { .. }))
        .collect();
    assert!(!kinds.contains(&true));
    assert!(matches!(
        bench.last(),
        Command::Finish {
            status: RunStatus::Succeeded
        }
    ));
}

#[test]
fn one_leaf_gives_its_output_several_an_object_and_none_null() {
    let mut one = Bench::of(plan(vec![pure("a"), pure("b")], &["a>b"]));
    one.done("a");
    one.done("b");
    assert_eq!(one.state().output, json!("b"));

    let mut several = Bench::of(plan(vec![pure("a"), pure("b"), pure("c")], &["a>b", "a>c"]));
    several.done("a");
    several.done("c");
    several.done("b");
    assert_eq!(several.state().output, json!({ "b": "b", "c": "c" }));

    let mut none = Bench::of(plan(vec![pure("a"), pure("b")], &["a:never>b"]));
    none.done("a");
    assert_eq!(
        (none.state().status, none.state().output),
        (RunStatus::Succeeded, Value::Null)
    );
}

#[test]
fn a_failure_that_may_pass_is_tried_again_after_the_pause() {
    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    bench.prepared("a", 1);
    bench.fail("a", ErrorClass::Upstream);
    assert_eq!(bench.status("a"), Some(StepStatus::Waiting));
    bench.later(99);
    assert_eq!(bench.asked(), [("a".into(), 1)]);
    bench.later(1);
    assert_eq!(bench.asked(), [("a".into(), 1), ("a".into(), 2)]);
}

#[test]
fn the_last_attempt_fails_the_run_with_step_cause_and_attempts() {
    let mut bench = Bench::of(plan(vec![get("a"), pure("b")], &["a>b"]));
    for _ in 0..3 {
        bench.fail("a", ErrorClass::Timeout);
        bench.later(100);
    }
    let error = bench.state().error.unwrap();
    assert_eq!(error.step_id.unwrap().as_str(), "a");
    assert_eq!((error.code.as_str(), error.attempts), ("http_status", 3));
    assert_eq!(
        error.message,
        "Step `a` failed after 3 attempts: the server answered 500"
    );
    assert_eq!(bench.status("b"), Some(StepStatus::Cancelled));
}

#[test]
fn a_failure_that_stays_is_not_tried_again() {
    for class in [
        ErrorClass::Refused,
        ErrorClass::Expression,
        ErrorClass::Config,
        ErrorClass::Blocked,
    ] {
        let mut bench = Bench::of(plan(vec![get("a")], &[]));
        bench.fail("a", class);
        assert_eq!(bench.state().status, RunStatus::Failed);
        assert_eq!(bench.state().error.unwrap().attempts, 1);
    }
}

#[test]
fn continue_goes_on_with_the_error_as_output() {
    let mut bench = Bench::of(plan(vec![with(pure("a"), OnError::Continue), pure("b")], &["a>b"]));
    bench.fail("a", ErrorClass::Refused);
    assert_eq!(bench.names(), ["a", "b"]);
    let view = bench
        .machine
        .view(&"b".parse().unwrap(), &Wanted::Named(vec!["a".into()]));
    assert_eq!(view.steps["a"]["error"]["code"], "http_status");
    bench.done("b");
    assert_eq!(bench.state().status, RunStatus::Succeeded);
}

#[test]
fn branch_leaves_by_the_error_port() {
    let steps = vec![with(pure("a"), OnError::Branch), pure("fine"), pure("rescue")];
    let mut bench = Bench::of(plan(steps, &["a>fine", "a:error>rescue"]));
    bench.fail("a", ErrorClass::Refused);
    assert_eq!(bench.names(), ["a", "rescue"]);
    assert_eq!(bench.status("fine"), Some(StepStatus::Skipped));
}

#[test]
fn a_failed_run_stops_its_other_branches() {
    let mut bench = Bench::of(plan(vec![get("a"), get("b")], &[]));
    bench.prepared("a", 1);
    bench.fail("b", ErrorClass::Refused);
    assert_eq!(bench.aborted(), ["a"]);
    assert_eq!(bench.status("a"), Some(StepStatus::Cancelled));
    let events = bench.journal.len();
    bench.done("a");
    assert_eq!(bench.journal.len(), events, "a late result changes nothing");
}

#[test]
fn a_cancel_stops_what_runs_and_ends_the_run() {
    let mut bench = Bench::of(plan(vec![get("a"), pure("b")], &["a>b"]));
    bench.prepared("a", 1);
    bench.tell(Input::Cancel);
    assert_eq!(bench.aborted(), ["a"]);
    let state = bench.state();
    assert_eq!(
        (state.status, state.error.unwrap().code.as_str()),
        (RunStatus::Cancelled, "cancelled")
    );
    assert_eq!(bench.status("b"), Some(StepStatus::Cancelled));
}

#[test]
fn a_loop_keeps_the_order_of_its_items_whatever_ends_first() {
    let mut bench = Bench::of(plan(
        vec![each("each", 2, plan(vec![get("x")], &[])), pure("z")],
        &["each>z"],
    ));
    bench.settle("each", items(&[7, 8, 9], 2));
    assert_eq!(bench.names(), ["each", "each.0.x", "each.1.x"]);
    let view = bench.machine.view(&"each.1.x".parse().unwrap(), &Wanted::All);
    assert_eq!(
        view.item.map(|(item, index)| (item.as_ref().clone(), index)),
        Some((json!(8), 1))
    );
    bench.done("each.1.x");
    assert_eq!(bench.names().last().unwrap(), "each.2.x");
    bench.done("each.2.x");
    bench.done("each.0.x");
    bench.done("z");
    let state = bench.state();
    let output = &state.steps[&"each".parse::<StepPath>().unwrap()].output;
    assert_eq!(*output, json!({ "results": ["each.0.x", "each.1.x", "each.2.x"] }));
}

#[test]
fn an_empty_loop_gives_no_results() {
    let mut bench = Bench::of(plan(vec![each("each", 2, plan(vec![get("x")], &[]))], &[]));
    bench.settle("each", items(&[], 2));
    assert_eq!(bench.state().output, json!({ "results": [] }));
}

#[test]
fn a_failed_iteration_fails_the_loop_and_stops_the_others() {
    let body = plan(vec![get("x")], &[]);
    let mut bench = Bench::of(plan(
        vec![with(each("each", 3, body), OnError::Continue), pure("z")],
        &["each>z"],
    ));
    bench.settle("each", items(&[1, 2, 3], 3));
    bench.prepared("each.0.x", 1);
    bench.fail("each.1.x", ErrorClass::Refused);
    assert_eq!(bench.aborted(), ["each.0.x", "each.2.x"]);
    let state = bench.state();
    let error = state.steps[&"each".parse::<StepPath>().unwrap()].error.clone().unwrap();
    assert_eq!(
        error.message,
        "item 1, step `x` failed after 1 attempt: the server answered 500"
    );
    assert_eq!(error.details.unwrap()["stepId"], "each.1.x");
    assert_eq!(bench.names().last().unwrap(), "z", "the loop's onError decides");
}

fn large(bytes: usize) -> Outcome {
    Outcome::Output {
        output: json!("x".repeat(bytes)),
        port: "out".into(),
    }
}

#[test]
fn a_loop_ends_as_soon_as_its_results_are_too_large_together() {
    let body = plan(vec![get("x")], &[]);
    let mut bench = Bench::of(plan(vec![each("each", 2, body)], &[]));
    bench.settle("each", items(&[1, 2, 3, 4], 2));
    bench.settle("each.0.x", large(MAX_OUTPUT_BYTES / 2));
    assert_eq!(bench.names().last().unwrap(), "each.2.x");
    bench.settle("each.2.x", large(MAX_OUTPUT_BYTES / 2));
    assert_eq!(bench.aborted(), ["each.1.x"]);
    assert!(
        !bench.names().contains(&"each.3.x".to_owned()),
        "nothing begins for nothing"
    );
    let error = bench.state().steps[&"each".parse::<StepPath>().unwrap()]
        .error
        .clone()
        .unwrap();
    assert_eq!(
        (error.class, error.code.as_str()),
        (ErrorClass::Limit, "output_too_large")
    );
}

#[test]
fn results_of_a_loop_may_fill_an_output_to_the_last_byte() {
    let frame = json!({ "results": ["", ""] }).to_string().len();
    for (over, status) in [(0, StepStatus::Succeeded), (1, StepStatus::Failed)] {
        let body = plan(vec![get("x")], &[]);
        let mut bench = Bench::of(plan(vec![each("each", 1, body)], &[]));
        bench.settle("each", items(&[1, 2], 1));
        bench.settle("each.0.x", large(10));
        bench.settle("each.1.x", large(MAX_OUTPUT_BYTES - frame - 10 + over));
        assert_eq!(bench.status("each"), Some(status), "{over} bytes more");
    }
}

#[test]
fn a_run_that_writes_too_much_fails_before_and_after_a_crash() {
    let body = plan(vec![get("big"), get("small")], &["big>small"]);
    let mut bench = Bench::of(plan(vec![each("each", 1, body)], &[]));
    bench.settle("each", items(&[0; 40], 1));
    let mut iterations = 0;
    while !bench.state().status.is_final() {
        bench.settle(&format!("each.{iterations}.big"), large(MAX_OUTPUT_BYTES - 2));
        if iterations == 10 {
            bench.crash();
        }
        bench.done(&format!("each.{iterations}.small"));
        iterations += 1;
    }
    assert_eq!(iterations, 1 + MAX_RUN_BYTES / MAX_OUTPUT_BYTES - 1);
    let state = bench.state();
    assert_eq!(
        (state.status, state.error.unwrap().code.as_str()),
        (RunStatus::Failed, "run_too_large")
    );
}

#[test]
fn inside_a_body_inner_steps_shadow_outer_ones() {
    let body = plan(vec![pure("a"), pure("y")], &["a>y"]);
    let mut bench = Bench::of(plan(
        vec![pure("a"), pure("b"), each("each", 1, body)],
        &["a>each", "b>each"],
    ));
    bench.done("a");
    bench.done("b");
    bench.settle("each", items(&[1], 1));
    let before = bench.machine.view(&"each.0.a".parse().unwrap(), &Wanted::All);
    assert_eq!(before.steps.keys().collect::<Vec<_>>(), ["b"]);
    bench.done("each.0.a");
    let after = bench.machine.view(&"each.0.y".parse().unwrap(), &Wanted::All);
    assert_eq!(*after.steps["a"], json!("each.0.a"));
    assert_eq!(*after.steps["b"], json!("b"));
}

#[test]
fn loops_nest() {
    let inner = plan(vec![each("inner", 1, plan(vec![pure("x")], &[]))], &[]);
    let mut bench = Bench::of(plan(vec![each("outer", 1, inner)], &[]));
    bench.settle("outer", items(&[1, 2], 1));
    for outer in 0..2 {
        bench.settle(&format!("outer.{outer}.inner"), items(&[5], 1));
        bench.done(&format!("outer.{outer}.inner.0.x"));
    }
    let results = |outer: usize| json!({ "results": [format!("outer.{outer}.inner.0.x")] });
    assert_eq!(bench.state().output, json!({ "results": [results(0), results(1)] }));
}

#[test]
fn a_loop_past_its_time_fails() {
    let slow = PlanStep {
        timeout_ms: 500,
        ..each("each", 1, plan(vec![get("x")], &[]))
    };
    let mut bench = Bench::of(plan(vec![slow], &[]));
    bench.settle("each", items(&[1], 1));
    bench.prepared("each.0.x", 1);
    bench.later(500);
    assert_eq!(bench.state().error.unwrap().code, "timeout");
    assert_eq!(bench.aborted(), ["each.0.x"]);
}

#[test]
fn a_long_wait_parks_the_run_and_a_short_one_does_not() {
    let mut bench = Bench::of(plan(vec![pure("wait")], &[]));
    let until = bench.now + TimeDelta::milliseconds(1_000);
    bench.settle("wait", Outcome::Wait { until });
    assert_eq!(bench.machine.next_due(), Some(until));
    assert!(matches!(bench.last(), Command::Prepare(_)));

    let mut bench = Bench::of(plan(vec![pure("wait")], &[]));
    let until = bench.now + TimeDelta::milliseconds(1_001);
    bench.settle("wait", Outcome::Wait { until });
    assert!(matches!(bench.last(), Command::Park { until: parked } if *parked == until));
    assert_eq!(bench.state().status, RunStatus::Waiting);
    bench.now = until;
    bench.crash();
    assert_eq!(bench.state().output, json!({ "waitedMs": 1_001 }));
}

#[test]
fn a_wait_does_not_park_while_something_runs() {
    let mut bench = Bench::of(plan(vec![pure("wait"), get("a")], &[]));
    bench.prepared("a", 1);
    bench.settle(
        "wait",
        Outcome::Wait {
            until: bench.now + TimeDelta::seconds(60),
        },
    );
    assert!(
        !bench
            .commands
            .iter()
            .any(|command| matches!(command, Command::Park { .. }))
    );
    bench.done("a");
    assert!(matches!(bench.last(), Command::Park { .. }));
}

#[test]
fn a_recorded_step_is_not_executed_again() {
    let mut bench = Bench::of(plan(vec![get("a"), pure("b")], &["a>b"]));
    bench.prepared("a", 1);
    bench.done("a");
    bench.crash();
    assert_eq!(bench.names(), ["b"]);
}

#[test]
fn a_lost_attempt_that_only_reads_is_repeated_and_says_so() {
    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    bench.prepared("a", 1);
    bench.crash();
    assert_eq!(bench.asked(), [("a".into(), 2)]);
    let log = bench.state().logs.last().cloned().unwrap();
    assert_eq!(
        (log.level, log.message.as_str()),
        (LogLevel::Warn, "attempt 1 was lost with its worker; trying again")
    );
}

#[test]
fn a_lost_attempt_uses_no_retry_up() {
    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    for attempt in 1..=5 {
        bench.prepared("a", attempt);
        bench.crash();
    }
    for _ in 0..2 {
        bench.fail("a", ErrorClass::Upstream);
        bench.later(100);
    }
    assert_eq!(bench.asked().last().unwrap().1, 8);
    bench.fail("a", ErrorClass::Upstream);
    assert_eq!(bench.state().error.unwrap().attempts, 8);
}

#[test]
fn a_lost_attempt_that_may_have_changed_something_is_unknown() {
    let mut bench = Bench::of(plan(vec![post("a")], &[]));
    bench.prepared("a", 1);
    bench.crash();
    assert_eq!(bench.state().error.unwrap().code, "outcome_unknown");

    let mut decided = Bench::of(plan(vec![with(post("a"), OnError::Branch), pure("b")], &["a:error>b"]));
    decided.prepared("a", 1);
    decided.crash();
    assert_eq!(decided.names(), ["b"], "the node's onError decides");
}

#[test]
fn an_author_who_asked_for_several_attempts_gets_a_lost_one_repeated() {
    let mut document = Workflow::new("w");
    let node = json!({ "id": "a", "type": "http", "retry": { "maxAttempts": 2 } });
    document.nodes.push(serde_json::from_value(node).unwrap());
    struct Plain;
    impl engine::core::Rules for Plain {
        fn join(&self, _step: &PlanStep) -> engine::core::Join {
            engine::core::Join::All
        }
        fn width(&self, _step: &PlanStep) -> usize {
            1
        }
    }
    let program = Program::new(Arc::new(plan(vec![post("a")], &[])), &document, &Plain);
    let mut bench = Bench::on(Arc::new(program));
    bench.prepared("a", 1);
    bench.crash();
    assert_eq!(bench.asked(), [("a".into(), 2)]);
}

#[test]
fn a_crash_in_a_loop_keeps_the_items_and_the_results_so_far() {
    let mut bench = Bench::of(plan(vec![each("each", 2, plan(vec![get("x")], &[]))], &[]));
    bench.settle("each", items(&[1, 2, 3], 2));
    bench.prepared("each.0.x", 1);
    bench.prepared("each.1.x", 1);
    bench.done("each.1.x");
    bench.crash();
    assert_eq!(bench.asked(), [("each.0.x".into(), 2), ("each.2.x".into(), 1)]);
    bench.done("each.2.x");
    bench.done("each.0.x");
    assert_eq!(
        bench.state().output,
        json!({ "results": ["each.0.x", "each.1.x", "each.2.x"] })
    );
}

#[test]
fn a_pause_between_attempts_survives_a_crash() {
    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    bench.prepared("a", 1);
    bench.fail("a", ErrorClass::Upstream);
    bench.crash();
    assert_eq!(bench.asked(), []);
    bench.later(100);
    assert_eq!(bench.asked(), [("a".into(), 2)]);
}

#[test]
fn a_worker_that_goes_down_begins_nothing_new() {
    let mut bench = Bench::of(plan(vec![get("a"), pure("b")], &["a>b"]));
    bench.prepared("a", 1);
    bench.tell(Input::Hold);
    bench.done("a");
    assert_eq!(bench.machine.in_flight(), 0);
    assert_eq!(bench.names(), ["a"]);
    assert!(!bench.state().status.is_final());
}

#[test]
fn log_lines_are_cut_at_their_limits_and_that_is_said_once() {
    let mut bench = Bench::of(plan(vec![pure("a")], &[]));
    let logs = (0..domain::limits::MAX_LOGS + 5)
        .map(|_| StepLog {
            level: LogLevel::Info,
            message: "ü".repeat(domain::limits::MAX_LOG_CHARS + 1),
        })
        .collect();
    let outcome = Outcome::Output {
        output: Value::Null,
        port: "out".into(),
    };
    bench.tell(Input::Settled {
        path: "a".parse().unwrap(),
        attempt: 1,
        duration_ms: 0,
        outcome,
        logs,
    });
    let logs = bench.state().logs;
    assert_eq!(logs.len(), domain::limits::MAX_LOGS + 1);
    assert_eq!(logs[0].message.chars().count(), domain::limits::MAX_LOG_CHARS);
    assert!(logs.last().unwrap().message.contains("dropped"));
}

#[test]
fn a_run_without_a_way_on_fails_instead_of_hanging() {
    let mut cycle = plan(vec![pure("a"), pure("b")], &["a>b"]);
    cycle.steps[0].incoming = vec![domain::plan::Incoming {
        from: 1,
        port: "out".into(),
    }];
    let bench = Bench::of(cycle);
    assert_eq!(bench.state().error.unwrap().code, "stuck");
}

#[test]
fn a_journal_with_a_gap_or_an_unknown_step_is_refused() {
    let program = program(plan(vec![pure("a")], &[]));
    let at = DateTime::UNIX_EPOCH;
    let gap = [RunEvent {
        seq: 2,
        at,
        kind: EventKind::RunQueued,
    }];
    let refused = Machine::new(Arc::clone(&program), setup(), &gap).unwrap_err();
    assert_eq!(refused, ReplayError::Gap { expected: 1, found: 2 });
    let unknown = [RunEvent {
        seq: 1,
        at,
        kind: EventKind::StepSkipped {
            step: "b".parse().unwrap(),
        },
    }];
    assert!(matches!(
        Machine::new(program, setup(), &unknown),
        Err(ReplayError::UnknownStep(_))
    ));
}

#[test]
fn a_run_that_is_given_up_is_dead_with_its_cause() {
    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    bench.prepared("a", 1);
    let commands = bench.machine.give_up("crash_loop", "five times", bench.now);
    bench.keep(commands);
    assert_eq!(bench.state().status, RunStatus::Dead);
    assert_eq!(bench.state().error.unwrap().code, "crash_loop");
}
