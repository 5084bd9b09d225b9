//! Triggers: whose row a token opens, and what is kept of what came.

use domain::id::{DeliveryId, RunId, TriggerId};
use domain::trigger::TriggerKind;
use persistence::TenantTx;
use persistence::triggers::{self, Delivered, DeliveryKind, NewDelivery, NewTrigger};
use serde_json::json;
use testkit::new_uuid;

use crate::world::{FIRST_PAGE, Org, at, hash, world};

/// A webhook with a delivery, and a schedule.
pub(crate) async fn fill(tx: &TenantTx, org: &Org) {
    let hook = new_trigger(org, TriggerKind::Webhook);
    let delivery = new_delivery(hook.id, Some([1; 32]), 0);
    triggers::create(tx, hook).await.unwrap();
    triggers::create(tx, new_trigger(org, TriggerKind::Schedule))
        .await
        .unwrap();
    let run = RunId::from_uuid(new_uuid());
    assert_eq!(triggers::deliver(tx, delivery, run).await.unwrap(), Delivered::Fresh);
}

fn new_trigger(org: &Org, kind: TriggerKind) -> NewTrigger {
    NewTrigger {
        id: TriggerId::from_uuid(new_uuid()),
        workflow: org.workflow,
        kind,
        name: "Orders".into(),
        config: json!({"nul": "\u{0}"}),
        enabled: true,
        token: (kind == TriggerKind::Webhook).then(|| (hash(org.tenant), "abcd".into())),
        secret: None,
        next_at: (kind == TriggerKind::Schedule).then(|| at(60)),
        created_by: Some(org.user),
        at: at(0),
    }
}

fn new_delivery(trigger: TriggerId, key: Option<[u8; 32]>, seconds: i64) -> NewDelivery {
    NewDelivery {
        id: DeliveryId::from_uuid(new_uuid()),
        trigger,
        dedupe_key: key,
        delivery_id: Some("msg".into()),
        refused: None,
        event: None,
        at: at(seconds),
        expires_at: at(seconds + 60),
    }
}

#[tokio::test]
async fn a_token_s_hash_opens_that_hook_s_row_only() {
    let (_db, ours) = world().await;
    let theirs = Org::new(&ours.database, "evil").await;
    for org in [&ours, &theirs] {
        let tx = org.begin().await;
        fill(&tx, org).await;
        tx.commit().await.unwrap();
    }
    let found = triggers::by_token(&ours.database, &hash(ours.tenant))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.tenant, found.kind), (ours.tenant, TriggerKind::Webhook));
    assert_eq!(found.config, json!({"nul": "\u{0}"}));
    assert_eq!(triggers::by_token(&ours.database, &[0; 32]).await.unwrap(), None);
}

#[tokio::test]
async fn of_tests_and_refused_ones_the_newest_are_kept() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    let hook = new_trigger(&org, TriggerKind::Webhook);
    let id = hook.id;
    triggers::create(&tx, hook).await.unwrap();
    for number in 0..7 {
        let mut delivery = new_delivery(id, None, number);
        delivery.event = Some(json!({"number": number}));
        triggers::keep_delivery(&tx, delivery, 3).await.unwrap();
        let mut refused = new_delivery(id, None, number);
        refused.refused = Some("hook_unproven".into());
        triggers::keep_delivery(&tx, refused, 2).await.unwrap();
    }
    let page = triggers::deliveries(&tx, id, FIRST_PAGE).await.unwrap();
    let count = |kind| page.items.iter().filter(|delivery| delivery.kind == kind).count();
    assert_eq!((count(DeliveryKind::Test), count(DeliveryKind::Refused)), (3, 2));
    let newest = page
        .items
        .iter()
        .find(|delivery| delivery.kind == DeliveryKind::Test)
        .unwrap();
    assert_eq!(newest.event, None);
    let whole = triggers::delivery(&tx, newest.id).await.unwrap().unwrap();
    assert_eq!(whole.event, Some(json!({"number": 6})));
}

#[tokio::test]
async fn an_expired_delivery_is_as_good_as_new_and_is_swept() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    let hook = new_trigger(&org, TriggerKind::Webhook);
    let id = hook.id;
    triggers::create(&tx, hook).await.unwrap();
    let run = || RunId::from_uuid(new_uuid());
    let first = run();
    let deliver = |seconds, run| triggers::deliver(&tx, new_delivery(id, Some([1; 32]), seconds), run);
    assert_eq!(deliver(0, first).await.unwrap(), Delivered::Fresh);
    assert_eq!(deliver(59, run()).await.unwrap(), Delivered::Repeated(first));
    assert_eq!(deliver(60, run()).await.unwrap(), Delivered::Fresh);
    tx.commit().await.unwrap();
    assert_eq!(org.database.sweep_expired(at(1_000)).await.unwrap(), 1);
}

#[tokio::test]
async fn a_schedule_that_somebody_holds_is_passed_over() {
    let (_db, org) = world().await;
    let tx = org.begin().await;
    let schedule = new_trigger(&org, TriggerKind::Schedule);
    let id = schedule.id;
    triggers::create(&tx, schedule).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(triggers::next_due(&org.database).await.unwrap(), Some(at(60)));
    assert!(triggers::due(&org.database, at(59), 10).await.unwrap().is_empty());
    let due = triggers::due(&org.database, at(60), 10).await.unwrap();
    assert_eq!((due.len(), due[0].tenant, due[0].trigger), (1, org.tenant, id));
    let (one, other) = (org.begin().await, org.begin().await);
    assert!(triggers::hold(&one, id, at(60)).await.unwrap().is_some());
    assert!(triggers::hold(&other, id, at(60)).await.unwrap().is_none());
}
