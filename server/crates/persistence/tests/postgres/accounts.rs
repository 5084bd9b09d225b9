//! People, organisations, keys and sign-in links.

use domain::id::{ApiKeyId, TenantId, UserId};
use persistence::DbError;
use persistence::accounts::{self, NewApiKey, NewTenant, NewUser};
use ports::{AuthStore, LoginLinkRecord};
use testkit::new_uuid;

use crate::world::{Org, at, hash, world};

fn somebody(email: &str) -> NewUser {
    NewUser {
        id: UserId::from_uuid(new_uuid()),
        email: email.into(),
        name: "Ada".into(),
        at: at(0),
    }
}

#[tokio::test]
async fn a_person_is_known_by_one_email_once() {
    let (_db, org) = world().await;
    let database = &org.database;
    let people = futures::future::join_all((0..8).map(|_| accounts::put_user(database, somebody("ada@x.test")))).await;
    let first = people[0].as_ref().unwrap();
    assert!(people.iter().all(|person| person.as_ref().unwrap() == first));
    let store = database.auth_store();
    assert_eq!(store.user_by_email("ada@x.test").await.unwrap().as_ref(), Some(first));
    assert_eq!(store.user(first.id).await.unwrap().as_ref(), Some(first));
    assert_eq!(store.user_by_email("nobody@x.test").await.unwrap(), None);
    let shouted = accounts::put_user(database, somebody("ADA@x.test")).await;
    assert!(matches!(shouted, Err(DbError::Rejected(_))), "{shouted:?}");
}

#[tokio::test]
async fn memberships_are_found_from_both_ends() {
    let (_db, org) = world().await;
    let other = Org::new(&org.database, "zoo").await;
    let tx = other.begin().await;
    accounts::put_membership(&tx, org.user, "viewer", at(5)).await.unwrap();
    accounts::put_membership(&tx, org.user, "developer", at(6))
        .await
        .unwrap();
    let nobody = accounts::put_membership(&tx, UserId::from_uuid(new_uuid()), "owner", at(6)).await;
    assert!(matches!(nobody, Err(DbError::Missing { .. })), "{nobody:?}");
    let members = accounts::members(&tx).await.unwrap();
    tx.commit().await.unwrap();
    let seen: Vec<_> = members
        .iter()
        .map(|member| (member.user.email.as_str(), member.role.as_str()))
        .collect();
    assert_eq!(seen, [("owner@zoo.test", "owner"), ("owner@acme.test", "developer")]);

    let places = org.database.auth_store().memberships(org.user).await.unwrap();
    let seen: Vec<_> = places
        .iter()
        .map(|place| (place.slug.as_str(), place.role.as_str()))
        .collect();
    assert_eq!(seen, [("acme", "owner"), ("zoo", "developer")]);

    let tx = other.begin().await;
    assert!(accounts::remove_membership(&tx, org.user).await.unwrap());
    assert!(!accounts::remove_membership(&tx, org.user).await.unwrap());
    let refused = accounts::put_membership(&tx, org.user, "emperor", at(7)).await;
    assert!(matches!(refused, Err(DbError::Rejected(_))), "{refused:?}");
}

#[tokio::test]
async fn a_slug_names_one_organisation() {
    let (_db, org) = world().await;
    let tx = org
        .database
        .tenant(TenantId::from_uuid(new_uuid()))
        .begin()
        .await
        .unwrap();
    let twin = NewTenant {
        slug: "acme".into(),
        name: "Twin".into(),
        region: "local".into(),
        at: at(0),
    };
    let outcome = accounts::create_tenant(&tx, twin).await;
    assert!(
        matches!(&outcome, Err(DbError::Duplicate { constraint }) if constraint == "tenants_slug"),
        "{outcome:?}"
    );
    let found = accounts::tenant_by_slug(&org.database, "acme").await.unwrap().unwrap();
    assert_eq!((found.id, found.plan.as_str()), (org.tenant, "free"));
    assert_eq!(accounts::tenant_by_slug(&org.database, "nobody").await.unwrap(), None);
    let record = org.database.auth_store().tenant(org.tenant).await.unwrap().unwrap();
    assert_eq!((record.slug.as_str(), record.role.as_str()), ("acme", ""));
}

#[tokio::test]
async fn a_key_is_found_by_its_hash_until_it_is_gone_and_ended_once() {
    let (_db, org) = world().await;
    let id = ApiKeyId::from_uuid(new_uuid());
    let key = NewApiKey {
        id,
        name: "ci".into(),
        prefix: "apx_1234".into(),
        hash: hash(org.tenant),
        scopes: vec!["runs:write".into(), "a \"quoted\", one".into()],
        created_by: Some(org.user),
        at: at(0),
        expires_at: Some(at(1_000)),
    };
    let tx = org.begin().await;
    accounts::create_api_key(&tx, key).await.unwrap();
    accounts::touch_api_key(&tx, id, at(100)).await.unwrap();
    accounts::touch_api_key(&tx, id, at(130)).await.unwrap();
    tx.commit().await.unwrap();
    let store = org.database.auth_store();
    let found = store.key_by_hash(&hash(org.tenant)).await.unwrap().unwrap();
    assert_eq!((found.id, found.tenant, found.revoked_at), (id, org.tenant, None));
    assert_eq!(found.scopes, ["runs:write", "a \"quoted\", one"]);
    assert_eq!(store.key_by_hash(&[0; 32]).await.unwrap(), None);

    let tx = org.begin().await;
    assert!(accounts::revoke_api_key(&tx, id, at(200)).await.unwrap());
    assert!(accounts::revoke_api_key(&tx, id, at(300)).await.unwrap());
    assert!(
        !accounts::revoke_api_key(&tx, ApiKeyId::from_uuid(new_uuid()), at(300))
            .await
            .unwrap()
    );
    let listed = accounts::api_keys(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        (listed[0].record.revoked_at, listed[0].last_used_at),
        (Some(at(200)), Some(at(100)))
    );
    assert_eq!(
        store.key_by_hash(&hash(org.tenant)).await.unwrap().unwrap().revoked_at,
        Some(at(200))
    );
}

#[tokio::test]
async fn a_link_signs_in_one_of_ten_who_try_at_once() {
    let (_db, org) = world().await;
    let store = org.database.auth_store();
    let link = LoginLinkRecord {
        user: org.user,
        expires_at: at(60),
    };
    store.put_login_link(&[9; 32], link.clone()).await.unwrap();
    let tries = futures::future::join_all((0..10).map(|_| store.take_login_link(&[9; 32], at(1)))).await;
    let got: Vec<_> = tries.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(got, [link]);
}

#[tokio::test]
async fn an_expired_or_unknown_link_signs_nobody_in() {
    let (_db, org) = world().await;
    let store = org.database.auth_store();
    store
        .put_login_link(
            &[9; 32],
            LoginLinkRecord {
                user: org.user,
                expires_at: at(60),
            },
        )
        .await
        .unwrap();
    assert_eq!(store.take_login_link(&[9; 32], at(60)).await.unwrap(), None);
    assert_eq!(store.take_login_link(&[8; 32], at(1)).await.unwrap(), None);
    assert_eq!(org.database.sweep_expired(at(60)).await.unwrap(), 1);
    assert_eq!(store.take_login_link(&[9; 32], at(1)).await.unwrap(), None);
}
