use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

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

#[tokio::test]
async fn a_server_that_a_person_started_is_adopted_not_doubled() {
    let folder = Folder::new();
    let database = folder.start().await;
    let program = fs::read_link(format!("/proc/{}/exe", database.pid().await)).unwrap();
    database.stop().await.unwrap();
    // by a relative path, so that the command does not name the folder as Apex does
    let data = folder.home().join("data");
    let owner = fs::metadata(&data).unwrap();
    let mut command = Command::new(program);
    command
        .current_dir(&data)
        .args(["-D", ".", "-k", "../run", "-c", "listen_addresses="]);
    if nix::unistd::geteuid().is_root() {
        command.uid(owner.uid()).gid(owner.gid());
    }
    let null = Stdio::null;
    let mut by_hand = command.stdin(null()).stdout(null()).stderr(null()).spawn().unwrap();
    while !fs::read_to_string(folder.postmaster_file()).is_ok_and(|text| text.contains("ready")) {
        assert!(by_hand.try_wait().unwrap().is_none(), "the server ended");
    }
    let database = folder.start().await;
    assert_eq!(database.entry(), Entry::Adopted);
    assert_eq!(database.pid().await, i32::try_from(by_hand.id()).unwrap());
    assert_eq!(ask(&database, Role::App, "SELECT 1"), "1");
    assert_eq!(database.stop().await.unwrap(), Exit::Stopped);
    by_hand.wait().unwrap();
}
