use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;

use localdb::{Entry, Exit, Role};

use crate::folder::{Folder, ask, crash, is_postgres, psql};

#[tokio::test]
async fn a_crashed_server_is_started_again_with_what_was_committed() {
    let folder = Folder::new();
    let database = folder.start().await;
    ask(&database, Role::Migrator, "CREATE TABLE kept AS SELECT 7 AS answer");
    let (pid, url) = (database.pid().await, database.url(Role::App));
    assert!(!database.ensure_running().await.unwrap());
    crash(pid);
    assert!(database.ensure_running().await.unwrap());
    assert_ne!(database.pid().await, pid);
    assert_eq!(database.url(Role::App), url);
    assert_eq!(ask(&database, Role::Migrator, "SELECT answer FROM kept"), "7");
    assert_eq!(database.stop().await.unwrap(), Exit::Stopped);
}

#[tokio::test]
async fn of_all_who_notice_a_crash_one_restarts() {
    let folder = Folder::new();
    let owner = folder.start().await;
    let guest = folder.start().await;
    crash(owner.pid().await);
    let (one, other) = tokio::join!(owner.ensure_running(), guest.ensure_running());
    assert_ne!(one.unwrap(), other.unwrap());
    assert_eq!(owner.pid().await, guest.pid().await);
    assert_eq!(ask(&owner, Role::App, "SELECT 1"), "1");
    assert_eq!(guest.stop().await.unwrap(), Exit::StillInUse);
    assert_eq!(owner.stop().await.unwrap(), Exit::Stopped);
}

#[tokio::test]
async fn a_guest_restarts_a_server_whose_owner_does_not_bury_it() {
    let folder = Folder::new();
    let owner = folder.start().await;
    let guest = folder.start().await;
    crash(owner.pid().await);
    assert!(guest.ensure_running().await.unwrap());
    assert!(!owner.ensure_running().await.unwrap());
    assert_eq!(owner.stop().await.unwrap(), Exit::StillInUse);
    assert_eq!(guest.stop().await.unwrap(), Exit::Stopped);
}

#[tokio::test]
async fn a_supervised_server_comes_back_by_itself() {
    let folder = Folder::new();
    let database = folder.start().await;
    let pid = database.pid().await;
    crash(pid);
    let url = database.url(Role::App);
    let answers = tokio::task::spawn_blocking(move || while !psql(&url, "SELECT 1").status.success() {});
    tokio::select! {
        () = database.supervise() => panic!("supervision ended"),
        answered = answers => answered.unwrap(),
    }
    // the server may answer before supervision has taken note of it
    assert!(!database.ensure_running().await.unwrap());
    assert_ne!(database.pid().await, pid);
    assert_eq!(database.stop().await.unwrap(), Exit::Stopped);
}

#[tokio::test]
async fn a_crash_in_the_middle_of_queries_is_survived() {
    let folder = Folder::new();
    let database = folder.start().await;
    let url = database.url(Role::App);
    let sleeper = tokio::task::spawn_blocking(move || psql(&url, "SELECT pg_sleep(600)"));
    let busy = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)' AND pid <> pg_backend_pid()";
    while ask(&database, Role::App, busy) != "1" {}
    crash(database.pid().await);
    assert!(database.ensure_running().await.unwrap());
    assert!(!sleeper.await.unwrap().status.success());
    assert_eq!(database.stop().await.unwrap(), Exit::Stopped);
}

/// Writes a file as the server itself would have.
fn leave_behind(data: &Path, file: &Path, text: &str) {
    let owner = fs::metadata(data).unwrap();
    fs::write(file, text).unwrap();
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
    chown(file, Some(owner.uid()), Some(owner.gid())).unwrap();
}

#[tokio::test]
async fn what_a_dead_server_wrote_down_does_not_keep_a_new_one_from_starting() {
    let folder = Folder::new();
    folder.start().await.stop().await.unwrap();
    // this very process has the id that the dead server had; one that is gone; an interrupted write
    let own = std::process::id();
    let data = folder.home().join("data");
    let sockets = folder.home().join("run");
    let file = |pid: &str| {
        format!(
            "{pid}\n{}\n1700000000\n5432\n{}\n\n  1 2\nready\n",
            data.display(),
            sockets.display()
        )
    };
    for text in [file(&own.to_string()), file("4194303"), file("0"), String::new()] {
        leave_behind(&data, &folder.postmaster_file(), &text);
        leave_behind(&data, &sockets.join(".s.PGSQL.5432.lock"), &text);
        let database = folder.start().await;
        assert_eq!(database.entry(), Entry::Started, "{text}");
        assert_eq!(database.stop().await.unwrap(), Exit::Stopped);
    }
}

#[tokio::test]
async fn an_interrupted_initialisation_is_begun_anew() {
    let folder = Folder::new();
    let unfinished = folder.home().join("data.new/base");
    fs::create_dir_all(&unfinished).unwrap();
    fs::write(unfinished.join("half"), "done").unwrap();
    for way in [folder.path().join("apex"), folder.home()] {
        fs::set_permissions(way, fs::Permissions::from_mode(0o711)).unwrap();
    }
    let database = folder.start().await;
    assert!(is_postgres(database.pid().await));
    assert!(!folder.home().join("data.new").exists());
    database.stop().await.unwrap();
}
