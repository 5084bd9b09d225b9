//! Drafts and versions.

use domain::graph::Workflow;
use domain::id::{WorkflowId, WorkflowVersionId};
use domain::run::RunStatus;
use persistence::runs::{self, Accepted, NewRun};
use persistence::workflows::{self, DraftChange, DraftSaved, NewVersion, Origin, WorkflowFilter};
use persistence::{DbError, PageRequest};
use sea_orm::sqlx::{Error, Executor};
use serde_json::{Value, json};
use testkit::{Seat, new_uuid};

use crate::world::{FIRST_PAGE, Org, at, world};

fn change(name: &str, expected_revision: Option<i64>) -> DraftChange {
    DraftChange {
        document: json!({"name": name}),
        name: name.into(),
        description: None,
        expected_revision,
        at: at(5),
    }
}

#[tokio::test]
async fn a_draft_keeps_the_order_of_its_keys_and_every_character() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    let workflow = workflows::get(&tx, org.workflow).await.unwrap().unwrap();
    assert_eq!(workflow.draft.to_string(), "{\"z\":1,\"a\":\"nul \\u0000\"}");
    assert_eq!(
        (workflow.summary.draft_revision, workflow.summary.latest_version),
        (1, Some(1))
    );
    assert_eq!(workflow.summary.latest_version_id, Some(org.version));
    assert_eq!(workflow.summary.origin, Origin::Studio);
}

#[tokio::test]
async fn the_second_of_two_authors_is_told_and_changes_nothing() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    let first = workflows::save_draft(&tx, org.workflow, change("mine", Some(1)))
        .await
        .unwrap();
    let second = workflows::save_draft(&tx, org.workflow, change("yours", Some(1)))
        .await
        .unwrap();
    assert_eq!(first, DraftSaved::Saved { revision: 2 });
    assert_eq!(second, DraftSaved::Conflict { current: 2 });
    let kept = workflows::get(&tx, org.workflow).await.unwrap().unwrap();
    assert_eq!(
        (kept.summary.name.as_str(), kept.draft),
        ("mine", json!({"name": "mine"}))
    );
    let forced = workflows::save_draft(&tx, org.workflow, change("forced", None))
        .await
        .unwrap();
    assert_eq!(forced, DraftSaved::Saved { revision: 3 });
    let nowhere = WorkflowId::from_uuid(new_uuid());
    assert_eq!(
        workflows::save_draft(&tx, nowhere, change("x", None)).await.unwrap(),
        DraftSaved::NotFound
    );
}

#[tokio::test]
async fn versions_are_numbered_without_gaps_also_when_published_at_once() {
    let (_db, org) = world().await;
    let publish = || async {
        let tx = org.begin().await;
        let number = org.publish(&tx, WorkflowVersionId::from_uuid(new_uuid())).await;
        tx.commit().await.unwrap();
        number
    };
    let numbers = futures::future::join_all((0..6).map(|_| publish())).await;
    let mut numbers: Vec<i32> = numbers.into_iter().flatten().collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [2, 3, 4, 5, 6, 7]);

    let tx = org.begin().await;
    let page = workflows::versions(&tx, org.workflow, PageRequest { page: 2, page_size: 3 })
        .await
        .unwrap();
    assert_eq!(
        page.items
            .iter()
            .filter_map(|version| version.version)
            .collect::<Vec<_>>(),
        [4, 3, 2]
    );
    assert_eq!(page.total, 7);
    let latest = workflows::latest_version(&tx, org.workflow).await.unwrap().unwrap();
    let first = workflows::version_by_number(&tx, org.workflow, 1)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((latest.summary.version, first.summary.id), (Some(7), org.version));
    assert_eq!(latest.summary.content_hash, first.summary.content_hash);
    assert_eq!(*first.document, Workflow::new("Fetch and summarise"));
    assert_eq!(workflows::version(&tx, org.version).await.unwrap(), Some(first));
}

#[tokio::test]
async fn a_version_never_changes_not_even_for_the_owner() {
    let (db, org) = world().await;
    for seat in [Seat::Owner, Seat::App, Seat::Engine] {
        let mut connection = db.connection(seat).await;
        let id = org.tenant.uuid().to_string();
        let set = sea_orm::sqlx::query("SELECT set_config('app.tenant_id', $1, false)").bind(id);
        set.execute(&mut connection).await.unwrap();
        if seat == Seat::Owner {
            // policies name the working roles, so that the owner sees nothing: step around them
            connection
                .execute("ALTER TABLE workflow_versions NO FORCE ROW LEVEL SECURITY")
                .await
                .unwrap();
        }
        let outcome = connection
            .execute("UPDATE workflow_versions SET message = 'changed'")
            .await;
        let Err(Error::Database(refusal)) = outcome else {
            panic!("{seat:?} could change a version")
        };
        assert!(
            matches!(refusal.code().as_deref(), Some("23001" | "42501")),
            "{seat:?}: {refusal}"
        );
    }
}

#[tokio::test]
async fn an_archived_workflow_is_in_no_list_and_takes_no_change() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    let save = async |name: &str| {
        workflows::save_draft(&tx, org.workflow, change(name, None))
            .await
            .unwrap()
    };
    assert_eq!(save("Other").await, DraftSaved::Saved { revision: 2 });
    assert!(workflows::archive(&tx, org.workflow, at(2)).await.unwrap());
    assert!(workflows::archive(&tx, org.workflow, at(3)).await.unwrap());
    assert_eq!(save("Again").await, DraftSaved::NotFound);
    assert_eq!(org.publish(&tx, WorkflowVersionId::from_uuid(new_uuid())).await, None);
    let list = workflows::list(&tx, &WorkflowFilter::default(), FIRST_PAGE)
        .await
        .unwrap();
    assert_eq!((list.items.len(), list.total), (0, 0));
    let kept = workflows::get(&tx, org.workflow).await.unwrap().unwrap().summary;
    assert_eq!((kept.name.as_str(), kept.archived_at), ("Other", Some(at(2))));
}

#[tokio::test]
async fn a_list_is_filtered_by_text_and_origin_and_paged() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    for name in ["100% sure", "1000 sure", "Plain_name"] {
        let mut workflow = org.new_workflow(WorkflowId::from_uuid(new_uuid()), name);
        workflow.origin = Origin::Demo;
        workflows::create(&tx, workflow).await.unwrap();
    }
    let names = async |q: Option<&str>, origins: &[Origin]| {
        let filter = WorkflowFilter {
            q: q.map(str::to_owned),
            origins: origins.to_vec(),
        };
        let page = workflows::list(&tx, &filter, FIRST_PAGE).await.unwrap();
        let mut names: Vec<String> = page.items.into_iter().map(|workflow| workflow.name).collect();
        names.sort();
        names
    };
    assert_eq!(names(Some("100%"), &[]).await, ["100% sure"]);
    assert_eq!(names(Some("SURE"), &[]).await, ["100% sure", "1000 sure"]);
    assert_eq!(names(Some("n_n"), &[]).await, ["Plain_name"]);
    assert_eq!(names(None, &[Origin::Studio]).await, ["Fetch and summarise"]);
    assert_eq!(names(None, &[Origin::Studio, Origin::Demo]).await.len(), 4);
    let page = workflows::list(&tx, &WorkflowFilter::default(), PageRequest { page: 2, page_size: 3 })
        .await
        .unwrap();
    assert_eq!((page.items.len(), page.total), (1, 4));
    let beyond = workflows::list(&tx, &WorkflowFilter::default(), PageRequest { page: 9, page_size: 3 })
        .await
        .unwrap();
    assert_eq!((beyond.items.len(), beyond.total), (0, 4));
}

#[tokio::test]
async fn another_tenants_workflow_is_not_found() {
    let (_db, org) = world().await;
    let other = Org::new(&org.database, "evil").await;
    let tx = other.begin().await;
    assert_eq!(workflows::get(&tx, org.workflow).await.unwrap(), None);
    assert_eq!(workflows::version(&tx, org.version).await.unwrap(), None);
    assert!(!workflows::archive(&tx, org.workflow, at(1)).await.unwrap());
    let saved = workflows::save_draft(&tx, org.workflow, change("stolen", None))
        .await
        .unwrap();
    assert_eq!(saved, DraftSaved::NotFound);
}

#[tokio::test]
async fn a_text_that_postgres_refuses_is_the_callers_fault() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    let outcome = workflows::save_draft(&tx, org.workflow, change("nul \u{0}", None)).await;
    assert!(matches!(outcome, Err(DbError::Rejected(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_draft_that_is_run_is_kept_without_a_number_and_only_once() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    let snapshot = async |name: &str| {
        let document = Workflow::new(name);
        let id = WorkflowVersionId::from_uuid(new_uuid());
        let version = NewVersion {
            id,
            document: &document,
            message: None,
            created_by: None,
            at: at(1),
        };
        workflows::snapshot(&tx, org.workflow, version).await.unwrap().unwrap()
    };
    assert_eq!(
        snapshot("Fetch and summarise").await,
        org.version,
        "published as it stands"
    );
    let draft = snapshot("Changed").await;
    assert_ne!(draft, org.version);
    assert_eq!(snapshot("Changed").await, draft);
    let kept = workflows::version(&tx, draft).await.unwrap().unwrap();
    assert_eq!((kept.summary.version, kept.document.name.as_str()), (None, "Changed"));
    assert_eq!(
        workflows::versions(&tx, org.workflow, FIRST_PAGE).await.unwrap().total,
        1
    );
    assert_eq!(
        workflows::latest_version(&tx, org.workflow)
            .await
            .unwrap()
            .unwrap()
            .summary
            .id,
        org.version
    );
    let run = NewRun {
        version: draft,
        ..org.new_run(at(2))
    };
    assert_eq!(runs::accept(&tx, run.clone()).await.unwrap(), Accepted::Fresh(run.id));
    assert_eq!(runs::header(&tx, run.id).await.unwrap().unwrap().version_number, None);
}

#[tokio::test]
async fn the_overview_shows_the_newest_version_and_the_newest_run() {
    let (_db, org) = world().await;
    org.run(at(1)).await;
    let newest = org.run(at(2)).await.run;
    let tx = org.begin().await;
    let bare = WorkflowId::from_uuid(new_uuid());
    workflows::create(&tx, org.new_workflow(bare, "Bare")).await.unwrap();
    let page = workflows::overview(&tx, &WorkflowFilter::default(), FIRST_PAGE)
        .await
        .unwrap();
    assert_eq!(page.total, 2);
    let of = |id| page.items.iter().find(|workflow| workflow.summary.id == id).unwrap();
    assert_eq!(of(org.workflow).last_run, Some((newest, RunStatus::Queued, at(2))));
    assert!(of(org.workflow).has_changes, "its draft is another one");
    assert_eq!((of(bare).has_changes, of(bare).last_run), (true, None));
}

#[tokio::test]
async fn a_draft_has_changes_until_it_is_what_was_published() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    let has_changes = async || {
        let page = workflows::overview(&tx, &WorkflowFilter::default(), FIRST_PAGE).await;
        page.unwrap().items[0].has_changes
    };
    let save = async |document: Value| {
        let change = DraftChange {
            document,
            ..change("Fetch and summarise", None)
        };
        let saved = workflows::save_draft(&tx, org.workflow, change).await.unwrap();
        assert!(matches!(saved, DraftSaved::Saved { .. }), "{saved:?}");
    };
    save(serde_json::to_value(Workflow::new("Fetch and summarise")).unwrap()).await;
    assert!(!has_changes().await);
    save(serde_json::to_value(Workflow::new("Something else")).unwrap()).await;
    assert!(has_changes().await);
    // in the words of its author, who leaves out what goes without saying
    save(json!({ "nodes": [], "edges": [], "name": "Fetch and summarise", "schema": "apex.workflow/v1" })).await;
    assert!(!has_changes().await);
    save(json!("no workflow at all")).await;
    assert!(has_changes().await);
}

#[tokio::test]
async fn the_overview_reads_of_a_draft_only_what_a_small_picture_shows() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    let node = |index: usize| json!({"id": format!("n{index}"), "type": "transform", "config": {"output": "long"}});
    let mut nodes: Vec<Value> = (0..50).map(node).collect();
    nodes[1] = json!({"id": "n1", "type": "switch", "position": {"x": 1.5, "y": 2},
                      "config": {"value": "long", "cases": [{"equals": 1, "port": "one"}], "default": "other"}});
    let edges = json!([{"from": "n0", "to": "n1"}, {"from": "n1", "fromPort": "one", "to": "n2"},
                       {"from": "n1", "to": "n49"}]);
    let document = json!({"schema": "apex.workflow/v1", "name": "Large", "nodes": nodes, "edges": edges});
    let saved = workflows::save_draft(
        &tx,
        org.workflow,
        DraftChange {
            document,
            ..change("Large", None)
        },
    )
    .await;
    assert_eq!(saved.unwrap(), DraftSaved::Saved { revision: 2 });
    let page = workflows::overview(&tx, &WorkflowFilter::default(), FIRST_PAGE)
        .await
        .unwrap();
    let sketch = &page.items[0].sketch;
    let shown = sketch["nodes"].as_array().unwrap();
    assert_eq!(shown.len(), 40, "the first ones, in order");
    assert_eq!((&shown[0]["id"], &shown[39]["id"]), (&json!("n0"), &json!("n39")));
    assert!(!sketch.to_string().contains("long"), "{sketch}");
    assert_eq!(shown[1]["position"], json!({"x": 1.5, "y": 2}));
    let config = json!({"cases": [{"equals": 1, "port": "one"}], "default": "other"});
    assert_eq!(shown[1]["config"], config, "they name its ports");
    assert_eq!(
        sketch["edges"].as_array().unwrap().len(),
        2,
        "none leads out of the picture"
    );
    assert!(serde_json::from_value::<Workflow>(sketch.clone()).is_ok(), "{sketch}");
}

#[tokio::test]
async fn a_draft_that_postgres_cannot_look_into_comes_whole() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    let page = workflows::overview(&tx, &WorkflowFilter::default(), FIRST_PAGE)
        .await
        .unwrap();
    assert_eq!(page.items[0].sketch.to_string(), "{\"z\":1,\"a\":\"nul \\u0000\"}");
}

#[tokio::test]
async fn a_file_has_one_workflow_a_name_and_a_document_one_version() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    let name = "Fetch and summarise";
    assert_eq!(
        workflows::of_file(&tx, name).await.unwrap(),
        None,
        "a drawn one is somebody's own"
    );
    let kept = WorkflowId::from_uuid(new_uuid());
    let new = workflows::NewWorkflow {
        origin: Origin::Cli,
        ..org.new_workflow(kept, name)
    };
    workflows::create(&tx, new).await.unwrap();
    assert_eq!(workflows::of_file(&tx, name).await.unwrap(), Some(kept));
    let document = Workflow::new(name);
    assert_eq!(workflows::version_of(&tx, kept, &document).await.unwrap(), None);
    let version = NewVersion {
        id: WorkflowVersionId::from_uuid(new_uuid()),
        document: &document,
        message: None,
        created_by: None,
        at: at(3),
    };
    let id = version.id;
    workflows::publish(&tx, kept, version).await.unwrap();
    assert_eq!(workflows::version_of(&tx, kept, &document).await.unwrap(), Some(id));
}
