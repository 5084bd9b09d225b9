//! Browser sessions.

use std::sync::Arc;
use std::time::Duration;

use persistence::sessions::{USER_KEY, end_sessions_of};
use ports::Clock;
use sea_orm::sqlx::{Row, query};
use serde_json::json;
use testkit::{FakeClock, Seat};
use time::OffsetDateTime;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};

use crate::world::world;

fn record(clock: &FakeClock, seconds: i64) -> Record {
    let expiry_date = OffsetDateTime::from_unix_timestamp(clock.now().timestamp() + seconds).unwrap();
    Record {
        id: Id::default(),
        data: [("theme".to_owned(), json!("dark \u{0}"))].into(),
        expiry_date,
    }
}

#[tokio::test]
async fn a_session_lives_until_its_time() {
    let (_db, org) = world().await;
    let clock = FakeClock::new();
    let store = org.database.session_store(Arc::new(clock.clone()));
    let mut session = record(&clock, 60);
    store.create(&mut session).await.unwrap();
    assert_eq!(store.load(&session.id).await.unwrap().as_ref(), Some(&session));
    session.data.insert("page".into(), json!(7));
    store.save(&session).await.unwrap();
    assert_eq!(store.load(&session.id).await.unwrap().as_ref(), Some(&session));
    clock.advance(Duration::from_secs(60));
    assert_eq!(store.load(&session.id).await.unwrap(), None);
    assert_eq!(org.database.sweep_expired(clock.now()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_deleted_session_is_gone_and_deleting_again_is_no_fault() {
    let (_db, org) = world().await;
    let clock = FakeClock::new();
    let store = org.database.session_store(Arc::new(clock.clone()));
    let mut session = record(&clock, 60);
    store.create(&mut session).await.unwrap();
    store.delete(&session.id).await.unwrap();
    store.delete(&session.id).await.unwrap();
    assert_eq!(store.load(&session.id).await.unwrap(), None);
}

#[tokio::test]
async fn an_id_that_is_taken_is_never_shared() {
    let (_db, org) = world().await;
    let clock = FakeClock::new();
    let store = org.database.session_store(Arc::new(clock.clone()));
    let mut first = record(&clock, 60);
    store.create(&mut first).await.unwrap();
    let mut second = Record {
        id: first.id,
        ..record(&clock, 60)
    };
    second.data.insert("whose".into(), json!("second"));
    store.create(&mut second).await.unwrap();
    assert_ne!(first.id, second.id);
    assert_eq!(store.load(&first.id).await.unwrap(), Some(first));
}

#[tokio::test]
async fn the_table_holds_no_id_that_signs_in() {
    let (db, org) = world().await;
    let clock = FakeClock::new();
    let store = org.database.session_store(Arc::new(clock.clone()));
    let mut session = record(&clock, 60);
    store.create(&mut session).await.unwrap();
    let row = query("SELECT id_hash, web_sessions::text FROM web_sessions");
    let row = row.fetch_one(&mut db.connection(Seat::Owner).await).await.unwrap();
    let hash: Vec<u8> = row.get(0);
    assert_eq!(hash.len(), 32);
    assert!(!hash.windows(16).any(|window| window == session.id.0.to_le_bytes()));
    assert!(!row.get::<String, _>(1).contains(&session.id.to_string()));
}

#[tokio::test]
async fn all_sessions_of_a_person_end_at_once() {
    let (_db, org) = world().await;
    let clock = FakeClock::new();
    let store = org.database.session_store(Arc::new(clock.clone()));
    let (mut mine, mut other) = (record(&clock, 60), record(&clock, 60));
    mine.data.insert(USER_KEY.into(), json!(org.user));
    store.create(&mut mine).await.unwrap();
    store.create(&mut other).await.unwrap();
    assert_eq!(end_sessions_of(&org.database, org.user).await.unwrap(), 1);
    assert_eq!(store.load(&mine.id).await.unwrap(), None);
    assert!(store.load(&other.id).await.unwrap().is_some());
}

#[tokio::test]
async fn a_session_that_somebody_signed_in_to_names_them_in_its_row() {
    let (db, org) = world().await;
    let clock = FakeClock::new();
    let store = org.database.session_store(Arc::new(clock.clone()));
    let mut session = record(&clock, 60);
    store.create(&mut session).await.unwrap();
    let mut owner = db.connection(Seat::Owner).await;
    let user = "SELECT user_id FROM web_sessions";
    let row = query(user).fetch_one(&mut owner).await.unwrap();
    assert_eq!(row.get::<Option<uuid::Uuid>, _>(0), None);
    // as sign-in leaves it
    let identity = json!({ "user": org.user, "tenant": org.tenant });
    session.data.insert("identity".into(), identity);
    session.data.insert("user_id".into(), json!(org.user));
    store.save(&session).await.unwrap();
    let row = query(user).fetch_one(&mut owner).await.unwrap();
    assert_eq!(row.get::<Option<uuid::Uuid>, _>(0), Some(org.user.uuid()));
}
