//! Runs go when their time has come: by the day, by organisation and by workflow, written out before.

use chrono::NaiveDate;
use domain::id::RunId;
use persistence::retention::{Rule, Rules, set_days};
use persistence::runs;
use ports::ObjectStore;
use serde_json::Value;

use crate::payloads::{Shelf, shelf};
use crate::world::{Org, at};

const DAY: i64 = 86_400;

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, day).unwrap()
}

async fn is_there(org: &Org, run: RunId) -> bool {
    let tx = org.begin().await;
    runs::header(&tx, run).await.unwrap().is_some()
}

impl Shelf {
    async fn make_days(&self) {
        self.org.database.make_run_days(1).await.unwrap();
    }
}

#[tokio::test]
async fn a_day_is_written_out_and_dropped_with_its_objects() {
    let shelf = shelf().await;
    let (old, events) = shelf.ended_run().await;
    let recent = shelf.org.run(at(3 * DAY)).await;
    shelf.make_days().await;
    let database = &shelf.org.database;
    let days: Vec<NaiveDate> = database.run_days().await.unwrap().iter().map(|day| day.day).collect();
    assert!(days.contains(&day(1)) && days.contains(&day(4)), "{days:?}");

    assert_eq!(database.export_run_day(day(1)).await.unwrap(), Some(1));
    let key = format!("exports/runs/20260101/{}/{}.jsonl", old.tenant.uuid(), old.run.uuid());
    let file = shelf.objects.get(&key).await.unwrap();
    let lines: Vec<Value> = file
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["run"]["status"], "succeeded");
    assert_eq!(lines[0]["events"][2], serde_json::to_value(&events[1]).unwrap());

    assert_eq!(database.drop_run_days(day(3)).await.unwrap(), ["20260101"]);
    assert!(!is_there(&shelf.org, old.run).await);
    assert!(is_there(&shelf.org, recent.run).await);
    assert_eq!(shelf.objects.delete_under("runs/20260101").await.unwrap(), 0);
    // again: nothing left to do
    assert!(database.drop_run_days(day(3)).await.unwrap().is_empty());
}

#[tokio::test]
async fn who_keeps_runs_for_a_shorter_time_loses_them_alone() {
    let shelf = shelf().await;
    let other = Org::new(&shelf.org.database, "other").await;
    let (brief, _) = shelf.ended_run().await;
    let unended = shelf.org.run(at(5)).await;
    let kept = other.run(at(0)).await;
    shelf.make_days().await;
    let database = &shelf.org.database;
    let tx = shelf.org.begin().await;
    set_days(&tx, Some(2)).await.unwrap();
    tx.commit().await.unwrap();

    let rules = database.retention_rules(30).await.unwrap();
    assert_eq!(rules.rules.len(), 1);
    let now = at(10 * DAY);
    assert_eq!(database.trim_runs(&rules, now, 100).await.unwrap(), 1);
    assert!(!is_there(&shelf.org, brief.run).await);
    assert!(is_there(&shelf.org, unended.run).await, "it has not ended");
    assert!(is_there(&other, kept.run).await);
    assert_eq!(
        shelf.objects.delete_under("runs").await.unwrap(),
        0,
        "its objects are gone, too"
    );
}

#[tokio::test]
async fn a_workflows_rule_goes_before_its_organisations() {
    let shelf = shelf().await;
    let (run, _) = shelf.ended_run().await;
    shelf.make_days().await;
    let rules = Rules {
        days: 30,
        rules: vec![
            Rule {
                tenant: shelf.org.tenant,
                workflow: None,
                days: 2,
            },
            Rule {
                tenant: shelf.org.tenant,
                workflow: Some(shelf.org.workflow.uuid()),
                days: 20,
            },
        ],
    };
    let database = &shelf.org.database;
    assert_eq!(database.trim_runs(&rules, at(10 * DAY), 100).await.unwrap(), 0);
    assert!(is_there(&shelf.org, run.run).await);
    assert_eq!(database.trim_runs(&rules, at(21 * DAY), 100).await.unwrap(), 1);
    assert!(!is_there(&shelf.org, run.run).await);
}
