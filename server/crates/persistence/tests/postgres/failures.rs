//! Failure analysis by queries.

use chrono::{DateTime, Utc};
use domain::run::{EventKind, RunError, RunStatus};
use persistence::PgRunStore;
use persistence::failures::{self, FailureSpan, TrendRecord};
use ports::{RunRef, RunStore};
use serde_json::Value;

use crate::dead_letters::dead_run;
use crate::world::{Org, at, event, succeeded, worker, world};

const HOUR: i64 = 3_600;

fn span(bounds: &[i64]) -> FailureSpan {
    FailureSpan {
        bounds: bounds.iter().map(|hours| hour(*hours)).collect(),
        workflow: None,
    }
}

fn hour(hours: i64) -> DateTime<Utc> {
    at(hours * HOUR)
}

async fn fail(org: &Org, store: &PgRunStore, second: i64, step: &str, code: &str) -> RunRef {
    let run = org.run(at(second)).await;
    let worker = worker(store, at(second)).await;
    let lease = store.claim_run(worker, run, at(second)).await.unwrap().unwrap().lease;
    let error = RunError {
        code: code.into(),
        message: format!("{code} at {second}"),
        step_id: Some(step.parse().unwrap()),
        attempts: 2,
    };
    let end = EventKind::RunFinished {
        status: RunStatus::Failed,
        output: Value::Null,
        error: Some(error),
    };
    let mut events = vec![event(2, EventKind::RunStarted), event(3, end)];
    for event in &mut events {
        event.at = at(second);
    }
    store.finish(&lease, &events).await.unwrap();
    run
}

#[tokio::test]
async fn causes_are_counted_by_node_and_code_with_their_newest_run() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    fail(&org, &store, 10, "each.0.fetch", "timeout").await;
    fail(&org, &store, 20, "each.7.fetch", "timeout").await;
    let newest = fail(&org, &store, HOUR + 5, "each.12.fetch", "timeout").await;
    let other = dead_run(&org, &store, HOUR + 9, "http_status").await;
    // outside of the span
    fail(&org, &store, 2 * HOUR + 1, "each.1.fetch", "timeout").await;
    let tx = org.begin().await;
    let causes = failures::causes(&tx, &span(&[0, 1, 2]), 10).await.unwrap();
    assert_eq!(causes.len(), 2);
    let first = &causes[0];
    assert_eq!(
        (first.node.as_deref(), first.code.as_str()),
        (Some("each.fetch"), "timeout")
    );
    assert_eq!((first.count, first.dead, first.attempts), (3, 0, 6));
    assert_eq!((first.example, first.last_seen), (newest.run, at(HOUR + 5)));
    assert_eq!(first.example_step.as_ref().unwrap().as_str(), "each.12.fetch");
    assert_eq!(first.message, format!("timeout at {}", HOUR + 5));
    assert_eq!(first.trend, [2, 1]);
    let second = &causes[1];
    assert_eq!((second.example, second.count, second.dead), (other.run, 1, 1));
    assert_eq!(second.trend, [0, 1]);
    assert_eq!(failures::causes(&tx, &span(&[0, 1, 2]), 1).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_trend_counts_every_run_in_its_bucket() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    fail(&org, &store, 10, "fetch", "timeout").await;
    dead_run(&org, &store, HOUR + 1, "timeout").await;
    org.run(at(HOUR + 2)).await;
    let well = org.run(at(2 * HOUR - 1)).await;
    let worker = worker(&store, at(2 * HOUR)).await;
    let lease = store
        .claim_run(worker, well, at(2 * HOUR))
        .await
        .unwrap()
        .unwrap()
        .lease;
    store
        .finish(&lease, &[event(2, EventKind::RunStarted), succeeded(3)])
        .await
        .unwrap();
    let tx = org.begin().await;
    let expected = [
        TrendRecord {
            runs: 1,
            failed: 1,
            dead: 0,
        },
        TrendRecord {
            runs: 3,
            failed: 0,
            dead: 1,
        },
        TrendRecord::default(),
    ];
    let mut span = span(&[0, 1, 2, 3]);
    assert_eq!(failures::trend(&tx, &span).await.unwrap(), expected);
    let runs = failures::runs_of(&tx, &span, &[org.workflow]).await.unwrap();
    assert_eq!(runs[&org.workflow], 4);
    span.workflow = Some(org.workflow);
    assert_eq!(failures::trend(&tx, &span).await.unwrap(), expected);
    assert_eq!(failures::causes(&tx, &span, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_span_without_buckets_and_a_foreign_organisation_have_nothing() {
    let (_db, org) = world().await;
    let other = Org::new(&org.database, "evil").await;
    fail(&org, &org.database.run_store(), 10, "fetch", "timeout").await;
    let tx = other.begin().await;
    assert!(failures::causes(&tx, &span(&[0, 1]), 10).await.unwrap().is_empty());
    assert_eq!(
        failures::trend(&tx, &span(&[0, 1])).await.unwrap(),
        [TrendRecord::default()]
    );
    assert!(failures::causes(&tx, &span(&[]), 10).await.unwrap().is_empty());
    assert!(failures::trend(&tx, &span(&[])).await.unwrap().is_empty());
}
