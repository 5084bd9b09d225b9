use localdb::{Entry, Exit, LocalDb, Role};

use crate::folder::{Folder, ask, is_postgres};

#[tokio::test]
async fn the_last_one_out_stops_the_server() {
    let folder = Folder::new();
    let first = folder.start().await;
    let second = folder.start().await;
    assert_eq!(second.entry(), Entry::Joined);
    let pid = first.pid().await;
    assert_eq!(second.pid().await, pid);
    assert_eq!(first.url(Role::App), second.url(Role::App));
    assert_eq!(first.stop().await.unwrap(), Exit::StillInUse);
    assert_eq!(ask(&second, Role::App, "SELECT 1"), "1");
    assert_eq!(second.stop().await.unwrap(), Exit::Stopped);
    assert!(!is_postgres(pid));
}

#[tokio::test]
async fn two_starts_at_once_give_one_server() {
    let folder = Folder::new();
    let (one, other) = tokio::join!(
        LocalDb::start_or_join(folder.options()),
        LocalDb::start_or_join(folder.options())
    );
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.pid().await, other.pid().await);
    let mut entries = [format!("{:?}", one.entry()), format!("{:?}", other.entry())];
    entries.sort();
    assert_eq!(entries, ["Joined", "Started"]);
    let (left, stopped) = tokio::join!(one.stop(), other.stop());
    let mut exits = [format!("{:?}", left.unwrap()), format!("{:?}", stopped.unwrap())];
    exits.sort();
    assert_eq!(exits, ["StillInUse", "Stopped"]);
}

#[tokio::test]
async fn a_server_without_users_is_adopted_and_stopped() {
    let folder = Folder::new();
    let first = folder.start().await;
    let pid = first.pid().await;
    drop(first);
    assert!(is_postgres(pid));
    let second = folder.start().await;
    assert_eq!(second.entry(), Entry::Adopted);
    assert_eq!(second.pid().await, pid);
    assert_eq!(second.stop().await.unwrap(), Exit::Stopped);
    assert!(!is_postgres(pid));
}

#[tokio::test]
async fn leaving_twice_does_nothing_more() {
    let folder = Folder::new();
    let first = folder.start().await;
    let second = folder.start().await;
    assert_eq!(first.stop().await.unwrap(), Exit::StillInUse);
    assert_eq!(first.stop().await.unwrap(), Exit::LeftBefore);
    assert_eq!(second.stop().await.unwrap(), Exit::Stopped);
    assert!(!second.ensure_running().await.unwrap());
    assert!(!folder.postmaster_file().exists());
    // returns, since there is nothing left to watch
    second.supervise().await;
}
