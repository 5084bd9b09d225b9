//! Who gets which run, and when: races, caps, pools, lanes, fairness, timers, and the way past the queue.

use std::collections::HashSet;
use std::sync::Arc;

use domain::graph::Workflow;
use domain::id::{RunId, WorkerId};
use domain::run::EventKind;
use persistence::PgRunStore;
use persistence::runs::{self, Accepted, Idempotency, Lane, NewRun, Place};
use ports::{Lease, RunStore};
use sea_orm::sqlx::{AssertSqlSafe, Executor, query};
use testkit::{Seat, TestDb};

use crate::world::{Org, TTL, at, event, succeeded, worker, world};

/// As the organisation itself.
async fn as_org(db: &TestDb, org: &Org, sql: String) {
    let mut app = db.connection(Seat::App).await;
    let set = query("SELECT set_config('app.tenant_id', $1, false)").bind(org.tenant.uuid().to_string());
    set.execute(&mut app).await.unwrap();
    app.execute(AssertSqlSafe(sql)).await.unwrap();
}

async fn cap_org(db: &TestDb, org: &Org, cap: &str) {
    let sql = format!(
        "INSERT INTO tenant_settings (tenant_id, max_concurrent_runs) VALUES ('{}', {cap})
         ON CONFLICT (tenant_id) DO UPDATE SET max_concurrent_runs = EXCLUDED.max_concurrent_runs",
        org.tenant.uuid()
    );
    as_org(db, org, sql).await;
}

async fn set_workflow(db: &TestDb, org: &Org, column: &str, value: &str) {
    let sql = format!(
        "INSERT INTO workflow_settings (tenant_id, workflow_id, {column}) VALUES ('{}', '{}', {value})",
        org.tenant.uuid(),
        org.workflow.uuid()
    );
    as_org(db, org, sql).await;
}

/// Claims by several workers at once, a few rounds each.
async fn storm(store: &PgRunStore, workers: usize, limit: u32) -> Vec<Lease> {
    let mut storm = tokio::task::JoinSet::new();
    for _ in 0..workers {
        let store = store.clone();
        storm.spawn(async move {
            let worker = worker(&store, at(50)).await;
            let mut leases = Vec::new();
            for _ in 0..4 {
                let claimed = store.claim(worker, limit, at(51)).await.unwrap();
                leases.extend(claimed.iter().map(|run| run.lease));
            }
            leases
        });
    }
    storm.join_all().await.concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_claims_at_once_each_run_goes_to_one() {
    let (_db, org) = world().await;
    for second in 0..40 {
        org.run(at(second)).await;
    }
    let leases = storm(&org.database.run_store(), 5, 4).await;
    let runs: HashSet<RunId> = leases.iter().map(|lease| lease.run.run).collect();
    assert_eq!((leases.len(), runs.len()), (40, 40));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cap_holds_however_many_claim_at_once() {
    let (db, org) = world().await;
    cap_org(&db, &org, "3").await;
    let other = Org::new(&org.database, "free").await;
    for second in 0..20 {
        org.run(at(second)).await;
        other.run(at(second)).await;
    }
    let store = org.database.run_store();
    let leases = storm(&store, 6, 5).await;
    let of = |org: &Org| leases.iter().filter(|lease| lease.run.tenant == org.tenant).count();
    assert_eq!((of(&org), of(&other)), (3, 20));
    // a run that ends makes room for one
    let ended = leases.iter().find(|lease| lease.run.tenant == org.tenant).unwrap();
    store.finish(ended, &[succeeded(2)]).await.unwrap();
    let next = storm(&store, 6, 5).await;
    assert_eq!(next.len(), 1);
    assert_eq!(next[0].run.tenant, org.tenant);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workflows_cap_holds_within_its_organisation() {
    let (db, org) = world().await;
    set_workflow(&db, &org, "max_concurrent_runs", "2").await;
    let first = org.run(at(0)).await;
    for second in 1..10 {
        org.run(at(second)).await;
    }
    let store = org.database.run_store();
    let leases = storm(&store, 4, 8).await;
    assert_eq!(leases.len(), 2);
    assert!(leases.iter().any(|lease| lease.run == first), "the oldest goes first");
    // by its id, too
    let worker = worker(&store, at(52)).await;
    let waiting = org.run(at(11)).await;
    assert!(store.claim_run(worker, waiting, at(53)).await.unwrap().is_none());
    store.finish(&leases[0], &[succeeded(2)]).await.unwrap();
    assert!(store.claim_run(worker, waiting, at(53)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_cap_holds_for_runs_that_stood_in_the_queue_before_it_and_ends_with_it() {
    let (db, org) = world().await;
    for second in 0..6 {
        org.run(at(second)).await;
    }
    cap_org(&db, &org, "2").await;
    let store = org.database.run_store();
    let worker = worker(&store, at(10)).await;
    assert_eq!(store.claim(worker, 10, at(11)).await.unwrap().len(), 2);
    assert_eq!(store.claim(worker, 10, at(12)).await.unwrap().len(), 0);
    cap_org(&db, &org, "NULL").await;
    assert_eq!(store.claim(worker, 10, at(13)).await.unwrap().len(), 4);
}

#[tokio::test]
async fn a_worker_takes_the_runs_of_its_pools_only() {
    let (db, org) = world().await;
    let usual = org.run(at(0)).await;
    set_workflow(&db, &org, "pool", "'gpu'").await;
    let special = org.run(at(1)).await;
    let store = org.database.run_store();
    let gpu = store.clone().for_pools(["gpu".to_owned()]);
    let both = store.clone().for_pools(["gpu".to_owned(), "default".to_owned()]);
    let worker = worker(&store, at(2)).await;
    let claimed = store.claim(worker, 5, at(3)).await.unwrap();
    assert_eq!(claimed.iter().map(|run| run.lease.run).collect::<Vec<_>>(), [usual]);
    store.release(&claimed[0].lease, &[]).await.unwrap();
    let claimed = gpu.claim(worker, 5, at(3)).await.unwrap();
    assert_eq!(claimed.iter().map(|run| run.lease.run).collect::<Vec<_>>(), [special]);
    store.release(&claimed[0].lease, &[]).await.unwrap();
    assert_eq!(both.claim(worker, 5, at(3)).await.unwrap().len(), 2);
}

#[tokio::test]
async fn bulk_has_its_share_also_one_place_at_a_time() {
    let (_db, org) = world().await;
    let queue = async |lane: Lane, count: i64| {
        for second in 0..count {
            let run = NewRun {
                lane,
                ..org.new_run(at(second))
            };
            org.accept(run).await;
        }
    };
    queue(Lane::Interactive, 32).await;
    queue(Lane::Normal, 8).await;
    queue(Lane::Bulk, 2).await;
    let store = org.database.run_store();
    let worker = worker(&store, at(50)).await;
    let mut lanes = Vec::new();
    for _ in 0..32 {
        let claimed = store.claim(worker, 1, at(51)).await.unwrap();
        let header = org.header(claimed[0].lease.run.run).await;
        lanes.push(header.queued_at);
        assert_eq!(claimed.len(), 1);
    }
    let rows = query("SELECT lane, count(*) FROM run_leases GROUP BY lane ORDER BY lane");
    let rows = rows.fetch_all(&mut _db.connection(Seat::Engine).await).await.unwrap();
    let shares: Vec<(i16, i64)> = rows
        .iter()
        .map(|row| (sea_orm::sqlx::Row::get(row, 0), sea_orm::sqlx::Row::get(row, 1)))
        .collect();
    assert_eq!(shares, [(0, 24), (1, 6), (2, 2)]);
}

#[tokio::test]
async fn a_crowd_delays_others_by_its_share_only() {
    let (_db, org) = world().await;
    let other = Org::new(&org.database, "small").await;
    for _ in 0..200 {
        org.run(at(0)).await;
    }
    let store = org.database.run_store();
    let worker = worker(&store, at(10)).await;
    assert_eq!(store.claim(worker, 50, at(11)).await.unwrap().len(), 50);
    for _ in 0..10 {
        other.run(at(12)).await;
    }
    let claimed = store.claim(worker, 24, at(13)).await.unwrap();
    let small = claimed.iter().filter(|run| run.lease.run.tenant == other.tenant);
    assert_eq!(small.count(), 10, "ten runs wait for about ten of the crowd's");
}

#[tokio::test]
async fn a_timer_rings_in_time_and_stands_in_nobodys_way() {
    let (_db, org) = world().await;
    let (waiting, next) = (org.run(at(0)).await, org.run(at(1)).await);
    let store = org.database.run_store();
    let worker = worker(&store, at(2)).await;
    let lease = store.claim_run(worker, waiting, at(2)).await.unwrap().unwrap().lease;
    let park = [event(2, EventKind::RunParked { until: at(8) })];
    store.park(&lease, &park, at(8)).await.unwrap();
    assert_eq!(store.next_due().await.unwrap(), Some(at(1)));
    let claimed = store.claim(worker, 5, at(3)).await.unwrap();
    assert_eq!(claimed.iter().map(|run| run.lease.run).collect::<Vec<_>>(), [next]);
    assert_eq!(store.next_due().await.unwrap(), Some(at(8)));
    assert!(store.claim(worker, 5, at(7)).await.unwrap().is_empty());
    let rung = store.claim(worker, 5, at(8)).await.unwrap();
    assert_eq!((rung[0].lease.run, rung[0].lease.fence), (waiting, 2));
}

fn place(worker: WorkerId) -> Place {
    Place {
        worker,
        pools: vec!["default".into()],
    }
}

async fn start(org: &Org, run: NewRun, place: Place) -> (Accepted, Option<ports::ClaimedRun>) {
    let document = Arc::new(Workflow::new("Fetch and summarise"));
    let scope = org.database.tenant(org.tenant);
    scope.accept(run, document, Some(place)).await.unwrap()
}

#[tokio::test]
async fn a_run_with_a_place_begins_where_it_is_accepted() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let worker = worker(&store, at(0)).await;
    let (accepted, begun) = start(&org, org.new_run(at(1)), place(worker)).await;
    let begun = begun.unwrap();
    assert_eq!(accepted, Accepted::Fresh(begun.lease.run.run));
    assert_eq!((begun.lease.worker, begun.lease.fence), (worker, 1));
    assert_eq!((begun.spec.workflow, begun.events.len()), (org.workflow, 1));
    assert!(
        store.claim(worker, 5, at(2)).await.unwrap().is_empty(),
        "it stands in no queue"
    );
    // what is known of it is what a claim would have told
    assert_eq!(begun.events, org.events(begun.lease.run.run).await);
    let journal = [event(2, EventKind::RunStarted), succeeded(3)];
    store.finish(&begun.lease, &journal).await.unwrap();
}

#[tokio::test]
async fn a_place_is_not_taken_where_the_queue_decides() {
    let (db, org) = world().await;
    let store = org.database.run_store();
    let alive = worker(&store, at(0)).await;
    let unknown = WorkerId::from_uuid(testkit::new_uuid());
    let is_queued = async |place: Place, second: i64| {
        let (accepted, begun) = start(&org, org.new_run(at(second)), place).await;
        assert!(matches!(accepted, Accepted::Fresh(_)));
        begun.is_none()
    };
    assert!(is_queued(place(unknown), 1).await, "nobody knows the worker");
    assert!(
        is_queued(place(alive), 100).await,
        "the worker has not been heard for too long"
    );
    let other_pool = Place {
        pools: vec!["gpu".into()],
        ..place(alive)
    };
    assert!(is_queued(other_pool, 2).await, "another pool");
    cap_org(&db, &org, "9").await;
    assert!(is_queued(place(alive), 3).await, "a cap is counted by claims");
    assert_eq!(store.claim(alive, 9, at(4)).await.unwrap().len(), 3);
}

/// Returns once somebody else's transaction has accepted the run.
async fn until_stored(org: &Org, run: RunId) {
    while runs::header(&org.begin().await, run).await.unwrap().is_none() {}
}

#[tokio::test]
async fn a_run_whose_acceptance_was_never_answered_is_given_back() {
    let (db, org) = world().await;
    let store = org.database.run_store();
    let worker = worker(&store, at(0)).await;
    let mut owner = db.connection(Seat::Owner).await;
    owner
        .execute("BEGIN; LOCK TABLE run_leases IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let run = org.new_run(at(1));
    let id = run.id;
    let mut accepting = Box::pin(start(&org, run, place(worker)));
    assert!(futures::poll!(&mut accepting).is_pending());
    // the caller hangs up; what it asked for goes on
    drop(accepting);
    owner.execute("COMMIT").await.unwrap();
    until_stored(&org, id).await;
    let (_, second) = start(&org, org.new_run(at(2)), place(worker)).await;
    assert!(second.is_some());
    assert!(store.heartbeat(worker, at(3), TTL).await.unwrap().alive);
    let claimed = store.claim(worker, 5, at(4)).await.unwrap();
    assert_eq!(claimed.iter().map(|run| run.lease.run.run).collect::<Vec<_>>(), [id]);
    store
        .append(&second.unwrap().lease, &[event(2, EventKind::RunStarted)])
        .await
        .expect("what was answered stays");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn organisations_that_accept_together_get_their_own_runs_only() {
    let (_db, ours) = world().await;
    let theirs = Org::new(&ours.database, "evil").await;
    let mut accepting = tokio::task::JoinSet::new();
    for index in 0..60 {
        let org = if index % 2 == 0 { &ours } else { &theirs };
        // every sixth asks for a version of the other one
        let version = if index % 6 == 0 { theirs.version } else { org.version };
        let run = NewRun {
            version,
            ..org.new_run(at(index))
        };
        let scope = org.database.tenant(org.tenant);
        let is_foreign = version != org.version;
        accepting.spawn(async move {
            let (accepted, _) = scope.accept(run, Arc::new(Workflow::new("w")), None).await.unwrap();
            (is_foreign, accepted)
        });
    }
    let answers = accepting.join_all().await;
    for (is_foreign, accepted) in &answers {
        assert_eq!(*is_foreign, *accepted == Accepted::VersionNotFound, "{accepted:?}");
    }
    let fresh = answers.iter().filter(|(is_foreign, _)| !is_foreign).count();
    let store = ours.database.run_store();
    let worker = worker(&store, at(100)).await;
    let claimed = store.claim(worker, 100, at(101)).await.unwrap();
    assert_eq!(claimed.len(), fresh);
    for run in &claimed {
        let org = if run.lease.run.tenant == ours.tenant {
            &ours
        } else {
            &theirs
        };
        assert_eq!(run.spec.version, org.version);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_equal_requests_at_once_one_starts_a_run() {
    let (_db, org) = world().await;
    let mut accepting = tokio::task::JoinSet::new();
    for _ in 0..30 {
        let run = NewRun {
            idempotency: Some(Idempotency {
                scope: "runs".into(),
                key: "once".into(),
                request_hash: [1; 32],
                expires_at: at(1_000),
            }),
            ..org.new_run(at(1))
        };
        let scope = org.database.tenant(org.tenant);
        accepting.spawn(async move { scope.accept(run, Arc::new(Workflow::new("w")), None).await.unwrap().0 });
    }
    let answers = accepting.join_all().await;
    let fresh: Vec<_> = answers
        .iter()
        .filter_map(|answer| match answer {
            Accepted::Fresh(run) => Some(*run),
            Accepted::Repeated(_) | Accepted::KeyConflict | Accepted::VersionNotFound => None,
        })
        .collect();
    assert_eq!(fresh.len(), 1);
    let repeated = answers.iter().filter(|answer| **answer == Accepted::Repeated(fresh[0]));
    assert_eq!(repeated.count(), 29);
}
