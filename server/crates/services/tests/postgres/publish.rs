//! Publishing at the same instant.

use futures::future::join_all;
use rpc::{ListQuery, NewWorkflow, PublishRequest};
use serde_json::{Value, json};
use testkit::TestDb;

use crate::world::{context, owner_of_demo};

fn graph() -> Value {
    json!({"nodes": [{"id": "start", "type": "start", "config": {}}], "edges": []})
}

#[tokio::test(flavor = "multi_thread")]
async fn one_draft_published_by_many_at_once_is_one_version() {
    let db = TestDb::new().await;
    let context = context(&db);
    let owner = owner_of_demo(&context).await;
    let workflows = context.services().workflows;
    let new = NewWorkflow {
        name: Some("Drawn".to_owned()),
        graph: graph(),
    };
    let made = workflows.create_draft(&owner, new).await.unwrap();
    let publishing = (0..8).map(|_| workflows.publish(&owner, made.id, PublishRequest::default()));
    let versions = join_all(publishing)
        .await
        .into_iter()
        .map(|version| version.unwrap().version);
    assert_eq!(versions.collect::<Vec<_>>(), [1; 8]);
    let snapshots = join_all((0..8).map(|_| workflows.snapshot(&owner, made.id))).await;
    let first = snapshots[0].clone().unwrap();
    assert!(snapshots.into_iter().all(|id| id.unwrap() == first));
    let query = ListQuery {
        page: 1,
        page_size: 10,
        q: String::new(),
    };
    assert_eq!(workflows.versions(&owner, made.id, &query).await.unwrap().total, 1);
}
