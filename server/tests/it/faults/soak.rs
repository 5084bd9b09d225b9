//! Half of what the machine can do, for a while: memory stays flat, dead rows don't pile up, and of every run all is
//! right. A few seconds in `make test`; `make soak` takes minutes, with the release.

mod figures;
mod load;

use std::time::Duration;

use testkit::Operator;
use testkit::history::{Left, Sums};

use super::stage::{in_a_row, join};
use crate::support::Apex;
use figures::{Figures, Sample};
use load::Load;
use serde_json::{Value, json};

/// Runs that are looked at together at the end.
const CHUNK: i64 = 2_000;

#[expect(clippy::disallowed_methods, reason = "a setting of the tests, not of the program")]
fn span() -> Duration {
    let minutes: Option<f64> = std::env::var("APEX_SOAK_MINUTES")
        .ok()
        .map(|text| text.parse().unwrap());
    minutes.map_or(Duration::from_secs(4), |minutes| {
        Duration::from_secs_f64(minutes * 60.0)
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_the_peak_leaves_nothing_behind() {
    let span = span();
    let apex = Apex::start();
    let postgres = join(apex.data_dir()).await;
    let operator = Operator::of(&postgres);
    postgres.stop().await.unwrap();
    let load = Load::new(&apex, &apex.publish(&five_steps()).await);

    let peak = load.peak((span / 10).min(Duration::from_secs(15))).await;
    settle(&operator).await;
    let mut figures = Figures::begin(peak, span);
    let every = (span / 4).min(Duration::from_secs(60));
    let mut left = span;
    while !left.is_zero() {
        let part = every.min(left);
        let outcome = load.steady(peak / 2.0, part).await;
        figures.add(Sample::of(apex.id(), &operator, outcome, part).await);
        left -= part;
    }
    settle(&operator).await;
    figures.assert_flat();

    let sums = check_all(&operator).await;
    figures.end(&sums);
    assert_eq!(
        sums.accepted,
        load.accepted(),
        "each accepted run is there, and has ended"
    );
    assert_eq!(sums.ended.get("succeeded"), Some(&load.accepted()));
}

/// Five steps without effects.
fn five_steps() -> Value {
    let step = |id: &str, output: Value| json!({"id": id, "type": "transform", "config": {"output": output}});
    in_a_row(&[
        step("one", json!({"n": 1})),
        step("two", json!({"n": "{{ steps.one.n + 1 }}"})),
        step("three", json!({"n": "{{ steps.two.n + 1 }}"})),
        step("four", json!({"n": "{{ steps.three.n + 1 }}"})),
    ])
}

/// Returns once there is nothing to do.
async fn settle(operator: &Operator) {
    operator
        .until("SELECT NOT EXISTS (SELECT FROM run_queue) AND NOT EXISTS (SELECT FROM run_leases)")
        .await;
    assert_eq!(operator.left().await, Left::default());
}

/// Looks at every run, a part at a time.
async fn check_all(operator: &Operator) -> Sums {
    let (mut all, mut after) = (Sums::default(), None);
    loop {
        let mut history = operator.history_after(after, CHUNK).await;
        let Some(last) = history.runs.last() else { return all };
        after = Some(last.id);
        history.promised = history.runs.iter().map(|run| run.id).collect();
        let sums = history.check().unwrap_or_else(|broken| panic!("{broken:#?}"));
        all.accepted += sums.accepted;
        all.results += sums.results;
        for (status, runs) in sums.ended {
            *all.ended.entry(status).or_default() += runs;
        }
    }
}
