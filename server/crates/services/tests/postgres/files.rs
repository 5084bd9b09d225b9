//! Files that are run without being drawn.

use domain::graph::Workflow;
use futures::future::join_all;
use rpc::ListQuery;
use services::workflows::put_cli_workflow;
use testkit::TestDb;

use crate::world::{context, owner_of_demo};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_run_by_many_at_once_is_one_version_of_one_workflow_out_of_sight() {
    let db = TestDb::new().await;
    let context = context(&db);
    let owner = owner_of_demo(&context).await;
    let file = Workflow::new("A file");
    let kept = join_all((0..8).map(|_| put_cli_workflow(&context, &owner, &file))).await;
    let first = kept[0].clone().unwrap();
    assert!(kept.into_iter().all(|each| each.unwrap() == first));

    let changed = Workflow {
        description: Some("changed".to_owned()),
        ..file.clone()
    };
    let second = put_cli_workflow(&context, &owner, &changed).await.unwrap();
    assert_eq!(second.workflow, first.workflow);
    assert_ne!(second.version, first.version);
    assert_eq!(
        put_cli_workflow(&context, &owner, &file).await.unwrap(),
        first,
        "changed back"
    );

    let query = ListQuery {
        page: 1,
        page_size: 10,
        q: "A file".to_owned(),
    };
    assert_eq!(
        context.services().workflows.list(&owner, &query).await.unwrap().total,
        0
    );
}
