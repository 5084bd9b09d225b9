//! The demo content is there as a whole or not at all.

use persistence::accounts;
use rpc::ListQuery;
use sea_orm::sqlx::{self, Connection, Executor, Row};
use services::seed::{DEMO_SLUG, seed_demo};
use testkit::{Seat, TestDb};

use crate::world::{context, owner_of_demo, starter};

const BASE: &str = "http://127.0.0.1:3000";

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_is_killed_while_it_seeds_leaves_nothing_and_the_next_makes_all() {
    let db = TestDb::new().await;
    let context = context(&db);
    let starters = [starter("First"), starter("Second")];
    let (mut holder, mut looker) = (db.connection(Seat::Owner).await, db.connection(Seat::Owner).await);

    // organisation and first workflow are written by then, its version can't be
    let mut lock = holder.begin().await.unwrap();
    lock.execute("LOCK TABLE workflow_versions IN SHARE MODE")
        .await
        .unwrap();
    let seeding = {
        let (context, starters) = (context.clone(), starters.clone());
        tokio::task::JoinSet::from_iter([async move { seed_demo(&context, &starters, BASE, "local").await }])
    };
    let stuck = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'workflow_versions'::regclass";
    while sqlx::query(stuck)
        .fetch_one(&mut looker)
        .await
        .unwrap()
        .get::<i64, _>(0)
        == 0
    {}
    let mut seeding = seeding;
    seeding.shutdown().await;
    lock.rollback().await.unwrap();

    let standing = accounts::tenant_by_slug(&context.db, DEMO_SLUG).await.unwrap();
    assert!(standing.is_none(), "half an organisation would be taken for the whole");
    assert!(seed_demo(&context, &starters, BASE, "local").await.unwrap());
    assert!(
        !seed_demo(&context, &starters, BASE, "local").await.unwrap(),
        "only once"
    );
    let tenant = accounts::tenant_by_slug(&context.db, DEMO_SLUG).await.unwrap().unwrap();
    let tx = context.db.tenant(tenant.id).begin().await.unwrap();
    let page = persistence::PageRequest { page: 1, page_size: 10 };
    let all = persistence::workflows::list(&tx, &persistence::workflows::WorkflowFilter::default(), page)
        .await
        .unwrap();
    let names: Vec<&str> = all.items.iter().map(|workflow| workflow.name.as_str()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(all.items.iter().all(|workflow| workflow.latest_version == Some(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_draws_covers_from_sketches() {
    let db = TestDb::new().await;
    let context = context(&db);
    let owner = owner_of_demo(&context).await;
    let query = ListQuery {
        page: 1,
        page_size: 10,
        q: String::new(),
    };
    let list = context.services().workflows.list(&owner, &query).await.unwrap();
    assert_eq!(list.items[0].cover.nodes.len(), 1);
    assert_eq!(list.items[0].cover.nodes[0].id, "start");
}
