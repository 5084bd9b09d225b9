//! Schedules: once a time, whatever happens.

use std::time::Duration;

use chrono::TimeDelta;
use domain::id::TriggerId;
use domain::trigger::{Missed, Overlap, ScheduleConfig};
use ports::Clock;
use rpc::{NewTrigger, PreviewSchedule, TriggerChange};
use serde_json::{Map, json};
use services::triggers::keep_schedules;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Scene;

const MINUTE: Duration = Duration::from_secs(60);

fn every_minute(missed: Missed, overlap: Overlap) -> ScheduleConfig {
    ScheduleConfig {
        cron: "* * * * *".into(),
        timezone: "UTC".into(),
        missed,
        overlap,
        inputs: Map::new(),
    }
}

#[expect(clippy::disallowed_methods, reason = "a test that ends its own task")]
fn keeper(scene: &Scene) -> JoinHandle<()> {
    tokio::spawn(keep_schedules(scene.context.clone(), CancellationToken::new()))
}

impl Scene {
    /// Waits until the schedule has decided everything up to now.
    async fn until_decided(&self, id: TriggerId) -> rpc::Trigger {
        let waiting = async {
            loop {
                let trigger = self.services.triggers.get(&self.owner, id).await.unwrap();
                let newest = trigger.last.as_ref().map(|last| last.at);
                if newest.is_some_and(|at| self.clock.now() - at < TimeDelta::minutes(1)) {
                    return trigger;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(super::PATIENCE, waiting)
            .await
            .expect("it is decided")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_keepers_one_starts_each_time() {
    let scene = Scene::new().await;
    let made = scene.schedule(every_minute(Missed::Skip, Overlap::Allow)).await;
    assert_eq!(made.trigger.next.len(), 5);
    let keepers = [keeper(&scene), keeper(&scene), keeper(&scene)];
    for minute in 1..=6 {
        scene.clock.advance(MINUTE);
        let runs = scene.until_runs(minute).await;
        assert_eq!(runs.len(), minute);
        assert!(runs.iter().all(|run| run.trigger == "schedule"));
    }
    keepers.iter().for_each(JoinHandle::abort);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_that_is_killed_anywhere_loses_and_doubles_nothing() {
    let scene = Scene::new().await;
    let made = scene.schedule(every_minute(Missed::All, Overlap::Allow)).await;
    for yields in 0..20 {
        let doomed = keeper(&scene);
        scene.clock.advance(MINUTE);
        for _ in 0..yields * 7 {
            tokio::task::yield_now().await;
        }
        doomed.abort();
        let _ = doomed.await;
    }
    let last = keeper(&scene);
    // rows of the killed ones may still be held for a moment
    let settled = async {
        while scene.runs().await.len() < 20 {
            scene.clock.advance(Duration::from_millis(5));
        }
        scene.until_decided(made.trigger.id).await;
    };
    tokio::time::timeout(super::PATIENCE, settled)
        .await
        .expect("nothing is lost");
    assert_eq!(scene.runs().await.len(), 20);
    last.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn missed_times_are_made_up_for_as_the_policy_says() {
    for (missed, count) in [(Missed::Skip, 1), (Missed::Once, 1), (Missed::All, 11)] {
        let scene = Scene::new().await;
        let made = scene.schedule(every_minute(missed, Overlap::Allow)).await;
        scene.clock.advance(11 * MINUTE);
        let keeper = keeper(&scene);
        scene.until_decided(made.trigger.id).await;
        assert_eq!(scene.runs().await.len(), count, "{missed:?}");
        keeper.abort();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_by_more_than_a_minute_is_skipped() {
    let scene = Scene::new().await;
    let hourly = ScheduleConfig {
        cron: "0 * * * *".into(),
        ..every_minute(Missed::Skip, Overlap::Allow)
    };
    let made = scene.schedule(hourly).await;
    scene.clock.advance(90 * MINUTE);
    let keeper = keeper(&scene);
    let outcome = async {
        loop {
            let trigger = scene
                .services
                .triggers
                .get(&scene.owner, made.trigger.id)
                .await
                .unwrap();
            if let Some(last) = trigger.last {
                return last.outcome;
            }
            tokio::task::yield_now().await;
        }
    };
    assert_eq!(tokio::time::timeout(super::PATIENCE, outcome).await.unwrap(), "missed");
    assert!(scene.runs().await.is_empty());
    keeper.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_run_is_under_way_the_next_is_left_out_where_asked() {
    let scene = Scene::new().await;
    let made = scene.schedule(every_minute(Missed::Skip, Overlap::Skip)).await;
    let keeper = keeper(&scene);
    scene.clock.advance(MINUTE);
    // nobody executes runs here: the first one stays queued
    scene.until_runs(1).await;
    scene.clock.advance(MINUTE);
    let trigger = scene.until_decided(made.trigger.id).await;
    assert_eq!(trigger.last.unwrap().outcome, "overlap");
    assert_eq!(scene.runs().await.len(), 1);
    keeper.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_goes_back_fires_nothing_twice() {
    let scene = Scene::new().await;
    let made = scene.schedule(every_minute(Missed::All, Overlap::Allow)).await;
    let noon = scene.clock.now();
    let keeper = keeper(&scene);
    scene.clock.advance(3 * MINUTE);
    scene.until_runs(3).await;
    scene.clock.set(noon);
    scene.clock.advance(MINUTE);
    scene.clock.set(noon + TimeDelta::minutes(4));
    scene.until_decided(made.trigger.id).await;
    assert_eq!(scene.runs().await.len(), 4);
    keeper.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_switched_off_starts_nothing_and_skips_what_passed_meanwhile() {
    let scene = Scene::new().await;
    let made = scene.schedule(every_minute(Missed::All, Overlap::Allow)).await;
    let id = made.trigger.id;
    let keeper = keeper(&scene);
    let turn = |on| {
        let change = TriggerChange {
            enabled: Some(on),
            ..TriggerChange::default()
        };
        scene.services.triggers.update(&scene.owner, id, change)
    };
    assert!(turn(false).await.unwrap().trigger.next.is_empty());
    scene.clock.advance(10 * MINUTE);
    turn(true).await.unwrap();
    scene.clock.advance(MINUTE);
    scene.until_decided(id).await;
    assert_eq!(scene.runs().await.len(), 1);
    keeper.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workflow_without_a_version_says_so_and_the_schedule_goes_on() {
    let scene = Scene::new().await;
    let new = rpc::NewWorkflow {
        name: Some("Draft".into()),
        graph: super::graph(&json!([])),
    };
    let draft = scene
        .services
        .workflows
        .create_draft(&scene.owner, new)
        .await
        .unwrap()
        .id;
    let new = NewTrigger {
        name: "Nightly".into(),
        enabled: None,
        webhook: None,
        schedule: Some(every_minute(Missed::Skip, Overlap::Allow)),
        secret: None,
    };
    let made = scene.services.triggers.create(&scene.owner, draft, new).await.unwrap();
    let keeper = keeper(&scene);
    scene.clock.advance(MINUTE);
    let trigger = scene.until_decided(made.trigger.id).await;
    assert_eq!(trigger.last.unwrap().outcome, "not_published");
    assert_eq!(trigger.next.len(), 5);
    scene
        .services
        .workflows
        .publish(&scene.owner, draft, rpc::PublishRequest::default())
        .await
        .unwrap();
    scene.clock.advance(MINUTE);
    scene.until_runs(1).await;
    keeper.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_that_never_fires_is_refused_with_the_reason() {
    let scene = Scene::new().await;
    let never = PreviewSchedule {
        cron: "0 0 30 2 *".into(),
        timezone: None,
    };
    let refused = scene.services.triggers.preview(&scene.owner, never).await.unwrap_err();
    assert_eq!(
        (refused.status, refused.problems[0].code.as_str()),
        (422, "never_fires")
    );
    let config = ScheduleConfig {
        cron: "0 0 31 4 *".into(),
        ..every_minute(Missed::Skip, Overlap::Allow)
    };
    let new = NewTrigger {
        name: "Never".into(),
        enabled: None,
        webhook: None,
        schedule: Some(config),
        secret: None,
    };
    let refused = scene
        .services
        .triggers
        .create(&scene.owner, scene.workflow, new)
        .await
        .unwrap_err();
    assert_eq!(refused.problems[0].path, "/schedule/cron");
    let yearly = PreviewSchedule {
        cron: "30 9 * * MON-FRI".into(),
        timezone: Some("Europe/Berlin".into()),
    };
    let preview = scene.services.triggers.preview(&scene.owner, yearly).await.unwrap();
    assert_eq!(preview.next.len(), 5);
    assert_eq!(preview.next[0].local, "Fri 2 Jan 2026, 09:30 CET");
}
