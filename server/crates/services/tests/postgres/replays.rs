//! Replays and many cancellations on a real Postgres, without a worker: what is stored is what counts.

use std::collections::HashSet;
use std::time::Duration;

use domain::access::{Caller, Principal, Role};
use domain::id::{RunId, UserId, WorkerId, WorkflowVersionId};
use domain::run::{EventKind, RunError, RunEvent, RunStatus};
use persistence::runs as stored;
use ports::{Lease, RunRef, RunStore};
use rpc::service::Services;
use rpc::{BulkOutcome, CancelRuns, ChosenLetters, DeadLetterState, NewRun, NewWorkflow, Replay, ReplayFrom};
use sea_orm::sqlx::query;
use serde_json::{Value, json};
use services::Context;
use testkit::{Seat, TestDb, new_uuid};

use crate::world::{context, owner_of_demo};

struct Scene {
    db: TestDb,
    context: Context,
    services: Services,
    owner: Caller,
    version: WorkflowVersionId,
}

impl Scene {
    async fn new() -> Self {
        let db = TestDb::new().await;
        let context = context(&db);
        let owner = owner_of_demo(&context).await;
        let services = context.services();
        let graph = json!({
            "nodes": [
                {"id": "start", "type": "start"},
                {"id": "a", "type": "transform", "config": {"output": {"n": 1}}},
                {"id": "b", "type": "transform", "config": {"output": {"n": 2}}},
                {"id": "c", "type": "transform", "config": {"output": {"n": 3}}},
            ],
            "edges": [{"from": "start", "to": "a"}, {"from": "a", "to": "b"}, {"from": "b", "to": "c"}],
        });
        let new = NewWorkflow {
            name: Some("Three".into()),
            graph,
        };
        let made = services.workflows.create(&owner, new, false).await.unwrap();
        let version = made.workflow_version_id.unwrap();
        Self {
            db,
            context,
            services,
            owner,
            version,
        }
    }

    async fn begun(&self) -> Lease {
        let new = NewRun {
            workflow_version_id: self.version,
            inputs: json!({}),
            idempotency_key: None,
            mode: domain::run::RunMode::Live,
        };
        let run = self.services.runs.start(&self.owner, new, "api", None).await.unwrap();
        let run = RunRef {
            tenant: self.owner.tenant,
            run: run.run_id,
        };
        let (store, now) = (self.context.db.run_store(), self.context.clock.now());
        let worker = WorkerId::from_uuid(new_uuid());
        store.heartbeat(worker, now, Duration::from_secs(60)).await.unwrap();
        store.claim_run(worker, run, now).await.unwrap().unwrap().lease
    }

    /// A run that is given up at `b`, after `a` has given that.
    async fn dead(&self, output: Value) -> RunId {
        let lease = self.begun().await;
        let kinds = vec![
            EventKind::RunStarted,
            done("start", json!({})),
            done("a", output),
            EventKind::RunFinished {
                status: RunStatus::Dead,
                output: Value::Null,
                error: Some(RunError {
                    code: "http_status".into(),
                    message: "Step `b` failed after 3 attempts".into(),
                    step_id: Some("b".parse().unwrap()),
                    attempts: 3,
                }),
            },
        ];
        let events: Vec<RunEvent> = (2..)
            .zip(kinds)
            .map(|(seq, kind)| RunEvent {
                seq,
                at: self.context.clock.now(),
                kind,
            })
            .collect();
        self.context.db.run_store().finish(&lease, &events).await.unwrap();
        lease.run.run
    }

    async fn journal(&self, run: RunId) -> Vec<EventKind> {
        let tx = self.context.db.tenant(self.owner.tenant).begin().await.unwrap();
        let events = stored::events(&tx, run, 0, 1_000).await.unwrap();
        events.into_iter().map(|event| event.kind).collect()
    }

    async fn replay(&self, run: RunId, from: ReplayFrom) -> RunId {
        let replay = Replay {
            from,
            ..Replay::default()
        };
        let created = self.services.runs.replay(&self.owner, run, replay, None).await;
        created.unwrap().run_id
    }
}

fn done(step: &str, output: Value) -> EventKind {
    EventKind::StepSucceeded {
        step: step.parse().unwrap(),
        attempt: 1,
        duration_ms: 1,
        output,
        port: "out".into(),
    }
}

#[tokio::test]
async fn a_replay_begins_with_what_the_old_run_has_recorded() {
    let scene = Scene::new().await;
    let run = scene.dead(json!({"n": 1})).await;
    let new = scene.replay(run, ReplayFrom::Failed).await;
    assert_eq!(
        scene.journal(new).await,
        [
            EventKind::RunQueued,
            done("start", json!({})),
            done("a", json!({"n": 1}))
        ]
    );
    let from_a = scene.replay(run, ReplayFrom::Step("a".into())).await;
    assert_eq!(
        scene.journal(from_a).await,
        [EventKind::RunQueued, done("start", json!({}))]
    );
    let anew = scene.replay(run, ReplayFrom::Start).await;
    assert_eq!(scene.journal(anew).await, [EventKind::RunQueued]);
    let detail = scene.services.runs.detail(&scene.owner, run).await.unwrap();
    assert_eq!(detail.replayed_by, [anew, from_a, new]);
    assert_eq!(detail.dead_letter, Some(DeadLetterState::Replayed));
    assert_eq!(scene.services.runs.counts(&scene.owner).await.unwrap().dead_letters, 0);
}

#[tokio::test]
async fn a_replay_of_a_replay_keeps_what_both_have_recorded() {
    let scene = Scene::new().await;
    let run = scene.dead(json!({"n": 1})).await;
    let new = scene.replay(run, ReplayFrom::Failed).await;
    let worker = WorkerId::from_uuid(new_uuid());
    let (store, now) = (scene.context.db.run_store(), scene.context.clock.now());
    store.heartbeat(worker, now, Duration::from_secs(60)).await.unwrap();
    let run_ref = RunRef {
        tenant: scene.owner.tenant,
        run: new,
    };
    let lease = store.claim_run(worker, run_ref, now).await.unwrap().unwrap().lease;
    let end = EventKind::RunFinished {
        status: RunStatus::Failed,
        output: Value::Null,
        error: None,
    };
    let events: Vec<RunEvent> = (4..)
        .zip([EventKind::RunStarted, done("b", json!({"n": 2})), end])
        .map(|(seq, kind)| RunEvent { seq, at: now, kind })
        .collect();
    store.finish(&lease, &events).await.unwrap();
    let again = scene.replay(new, ReplayFrom::Failed).await;
    let kept: Vec<EventKind> = scene.journal(again).await;
    assert_eq!(
        kept[1..],
        [
            done("start", json!({})),
            done("a", json!({"n": 1})),
            done("b", json!({"n": 2}))
        ]
    );
}

#[tokio::test]
async fn a_journal_of_many_megabytes_is_kept_whole() {
    let scene = Scene::new().await;
    let large = json!("x".repeat(3_900_000));
    let run = scene.dead(large.clone()).await;
    let new = scene.replay(run, ReplayFrom::Failed).await;
    assert_eq!(scene.journal(new).await.last(), Some(&done("a", large)));
}

#[tokio::test]
async fn who_only_reads_decides_nothing() {
    let scene = Scene::new().await;
    let run = scene.dead(json!(1)).await;
    let viewer = Caller {
        principal: Principal::User {
            id: UserId::from_uuid(new_uuid()),
            email: "viewer@demo.apex".into(),
            name: "Viewer".into(),
            role: Role::Viewer,
        },
        ..scene.owner.clone()
    };
    let chosen = || ChosenLetters {
        run_ids: Some(vec![run]),
        filter: None,
    };
    let (letters, runs) = (&scene.services.dead_letters, &scene.services.runs);
    let refused = [
        letters.discard(&viewer, run).await.unwrap_err(),
        letters.discard_many(&viewer, chosen()).await.unwrap_err(),
        letters.reopen(&viewer, vec![run]).await.unwrap_err(),
        letters
            .redrive(&viewer, chosen(), ReplayFrom::Failed, None)
            .await
            .unwrap_err(),
        runs.replay(&viewer, run, Replay::default(), None).await.unwrap_err(),
        runs.cancel_many(&viewer, CancelRuns::default()).await.unwrap_err(),
    ];
    assert!(refused.iter().all(|error| error.status == 403), "{refused:?}");
    assert_eq!(letters.get(&viewer, run).await.unwrap().state, DeadLetterState::Open);
}

#[tokio::test]
async fn a_bulk_replay_answers_each_by_itself() {
    let scene = Scene::new().await;
    let (open, discarded, replayed) = (
        scene.dead(json!(1)).await,
        scene.dead(json!(2)).await,
        scene.dead(json!(3)).await,
    );
    let unknown = RunId::from_uuid(new_uuid());
    let letters = &scene.services.dead_letters;
    letters.discard(&scene.owner, discarded).await.unwrap();
    let before = scene.replay(replayed, ReplayFrom::Failed).await;
    let chosen = ChosenLetters {
        run_ids: Some(vec![discarded, open, unknown, replayed, open]),
        filter: None,
    };
    let answer = letters
        .redrive(&scene.owner, chosen, ReplayFrom::Failed, None)
        .await
        .unwrap();
    let told: Vec<_> = answer
        .items
        .iter()
        .map(|item| (item.run_id, item.outcome, item.code.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (discarded, BulkOutcome::Refused, Some("dead_letter_discarded")),
            (open, BulkOutcome::Done, None),
            (unknown, BulkOutcome::Refused, Some("not_found")),
            (replayed, BulkOutcome::Unchanged, None),
        ]
    );
    assert_eq!(answer.items[3].new_run_id, Some(before));
}

#[tokio::test]
async fn ten_thousand_cancellations_at_once_are_each_answered() {
    let scene = Scene::new().await;
    let new = NewRun {
        workflow_version_id: scene.version,
        inputs: json!({}),
        idempotency_key: None,
        mode: domain::run::RunMode::Live,
    };
    let first = scene
        .services
        .runs
        .start(&scene.owner, new, "api", None)
        .await
        .unwrap()
        .run_id;
    multiply(&scene, first, 9_999).await;
    let all = CancelRuns {
        run_ids: None,
        filter: Some(rpc::ActiveRuns::default()),
    };
    // twice at once: together they answer every run, and each ends once
    let ask = || scene.services.runs.cancel_many(&scene.owner, all.clone());
    let (one, two) = futures::future::join(ask(), ask()).await;
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!((one.items.len(), one.more), (10_000, false));
    let ended = |answer: &rpc::BulkAnswer| -> HashSet<RunId> {
        let done = answer.items.iter().filter(|item| item.outcome == BulkOutcome::Done);
        done.map(|item| item.run_id).collect()
    };
    assert!(ended(&one).is_disjoint(&ended(&two)));
    assert_eq!(ended(&one).len() + ended(&two).len(), 10_000);
    for answer in [&one, &two] {
        assert_eq!(
            answer.count(BulkOutcome::Refused),
            0,
            "{:?}",
            answer.items.iter().find(|item| item.code.is_some())
        );
    }
    let left = scene.services.runs.cancel_many(&scene.owner, all).await.unwrap();
    assert!(left.items.is_empty());
    let tx = scene.context.db.tenant(scene.owner.tenant).begin().await.unwrap();
    let events = stored::events(&tx, first, 0, 10).await.unwrap();
    assert_eq!(events.len(), 3, "queued, asked for, ended");
}

/// More queued runs like the first one.
async fn multiply(scene: &Scene, first: RunId, count: i32) {
    const MORE: &str = "
    WITH more AS MATERIALIZED (
        SELECT overlay(($2::uuid)::text PLACING lpad(to_hex(number), 12, '0') FROM 25)::uuid AS id
        FROM generate_series(1, $3) AS number
    ), run AS (
        INSERT INTO runs (tenant_id, id, workflow_id, workflow_version_id, version, status, mode, trigger, inputs, queued_at,
                          last_seq, pool)
        SELECT r.tenant_id, more.id, r.workflow_id, r.workflow_version_id, r.version, r.status, r.mode, r.trigger, r.inputs,
               r.queued_at, r.last_seq, r.pool
        FROM runs r CROSS JOIN more WHERE r.tenant_id = $1 AND r.id = $2
    ), event AS (
        INSERT INTO step_events (tenant_id, run_id, seq, at, type, body)
        SELECT e.tenant_id, more.id, e.seq, e.at, e.type, e.body
        FROM step_events e CROSS JOIN more WHERE e.tenant_id = $1 AND e.run_id = $2
    )
    INSERT INTO run_queue (tenant_id, run_id, workflow_id, region, pool, lane, ready_at, fence)
    SELECT q.tenant_id, more.id, q.workflow_id, q.region, q.pool, q.lane, q.ready_at, q.fence
    FROM run_queue q CROSS JOIN more WHERE q.tenant_id = $1 AND q.run_id = $2";
    let tenant = scene.owner.tenant.uuid();
    let mut connection = scene.db.connection(Seat::App).await;
    query("SELECT set_config('app.tenant_id', $1, false)")
        .bind(tenant.to_string())
        .execute(&mut connection)
        .await
        .unwrap();
    let more = query(MORE).bind(tenant).bind(first.uuid()).bind(count);
    assert_eq!(more.execute(&mut connection).await.unwrap().rows_affected(), 9_999);
}
