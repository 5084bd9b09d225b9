//! A folder as an object store, and addresses that are none.

use objects::{Objects, OpenError};
use ports::{ObjectError, ObjectStore};

#[tokio::test]
async fn what_was_put_is_found_until_its_part_is_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::folder(&folder.path().join("objects")).unwrap();
    for key in ["runs/20261120/a/1", "runs/20261120/b/2", "runs/20261121/a/3"] {
        objects.put(key, key.to_owned().into()).await.unwrap();
    }
    // the same again, as after an answer that got lost
    objects.put("runs/20261120/a/1", "again".into()).await.unwrap();
    assert_eq!(objects.get("runs/20261120/a/1").await.unwrap(), "again");

    assert_eq!(objects.delete_under("runs/20261120").await.unwrap(), 2);
    assert_eq!(objects.delete_under("runs/20261120").await.unwrap(), 0);
    let gone = objects.get("runs/20261120/b/2").await.unwrap_err();
    assert!(matches!(gone, ObjectError::NotFound(_)), "{gone:?}");
    assert_eq!(objects.get("runs/20261121/a/3").await.unwrap(), "runs/20261121/a/3");
}

#[tokio::test]
async fn a_part_of_a_name_is_no_prefix() {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::folder(folder.path()).unwrap();
    objects.put("runs/20261120/1", "x".into()).await.unwrap();
    assert_eq!(objects.delete_under("runs/2026112").await.unwrap(), 0);
}

#[tokio::test]
async fn an_unreachable_service_is_unavailable_and_not_empty() {
    let settings = [
        ("aws_endpoint", "http://127.0.0.1:9"),
        ("aws_allow_http", "true"),
        ("aws_region", "local"),
        ("aws_access_key_id", "key"),
        ("aws_secret_access_key", "secret"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let objects = Objects::open("s3://bucket/apex", settings).unwrap();
    let refused = tokio::time::timeout(std::time::Duration::from_secs(1), objects.get("runs/1")).await;
    // it is asked again for a while: what must not happen is an answer
    assert!(
        !matches!(refused, Ok(Ok(_) | Err(ObjectError::NotFound(_)))),
        "{refused:?}"
    );
}

#[test]
fn an_address_of_another_kind_is_refused() {
    for address in ["objects", "http://objects", "gs://bucket", ""] {
        let refused = Objects::open(address, []).unwrap_err();
        assert!(matches!(refused, OpenError::Address), "{address}: {refused}");
    }
}
