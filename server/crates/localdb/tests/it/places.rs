use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

use localdb::{Entry, Exit, LocalDb, LocalDbError, Role};
use nix::unistd::geteuid;

use crate::folder::{Folder, ask};

#[tokio::test]
async fn a_long_path_moves_the_socket_and_says_so() {
    let folder = Folder::new();
    let mut options = folder.options();
    options.data_dir = folder.path().join("a".repeat(120)).join("apex");
    options.runtime_dir = Some(folder.path().join("runtime"));
    let database = LocalDb::start_or_join(options.clone()).await.unwrap();
    assert!(database.socket_dir().starts_with(folder.path()));
    assert!(!database.socket_dir().starts_with(&options.data_dir));
    assert!(database.notices().iter().any(|notice| notice.contains("socket")));
    assert_eq!(ask(&database, Role::App, "SELECT 1"), "1");
    // whoever joins finds it too
    let second = LocalDb::start_or_join(options).await.unwrap();
    assert_eq!(second.socket_dir(), database.socket_dir());
    assert_eq!(second.entry(), Entry::Joined);
    second.stop().await.unwrap();
    assert_eq!(database.stop().await.unwrap(), Exit::Stopped);
}

#[tokio::test]
async fn blanks_and_foreign_letters_in_the_path_do_no_harm() {
    let folder = Folder::new();
    let mut options = folder.options();
    options.data_dir = folder.path().join("my dätä & % things");
    let database = LocalDb::start_or_join(options).await.unwrap();
    assert!(database.socket_dir().starts_with(folder.path()));
    assert_eq!(ask(&database, Role::App, "SELECT 1"), "1");
    assert_eq!(database.stop().await.unwrap(), Exit::Stopped);
}

#[tokio::test]
async fn a_comma_in_the_path_moves_the_socket() {
    let folder = Folder::new();
    let mut options = folder.options();
    options.data_dir = folder.path().join("one,two");
    options.runtime_dir = Some(folder.path().join("runtime"));
    let database = LocalDb::start_or_join(options).await.unwrap();
    assert_eq!(ask(&database, Role::App, "SELECT 1"), "1");
    assert_eq!(database.stop().await.unwrap(), Exit::Stopped);
}

#[tokio::test]
async fn as_root_the_server_runs_as_somebody_else() {
    if !geteuid().is_root() {
        return;
    }
    let folder = Folder::new();
    let database = folder.start().await;
    let process = fs::metadata(format!("/proc/{}", database.pid().await)).unwrap();
    assert_ne!(process.uid(), 0);
    let groups = fs::read_to_string(format!("/proc/{}/status", database.pid().await)).unwrap();
    let groups = groups.lines().find(|line| line.starts_with("Groups:")).unwrap();
    assert_eq!(groups.trim(), "Groups:");
    let data = fs::metadata(folder.home().join("data")).unwrap();
    assert_eq!((data.uid(), data.mode() & 0o777), (process.uid(), 0o700));
    database.stop().await.unwrap();
}

#[tokio::test]
async fn as_root_a_closed_folder_moves_the_data_for_good_and_says_so() {
    if !geteuid().is_root() {
        return;
    }
    let folder = Folder::new();
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
    let mut options = folder.options();
    options.data_dir = closed.join("apex");
    let database = LocalDb::start_or_join(options.clone()).await.unwrap();
    assert!(database.log_file().starts_with(folder.path().join("var")));
    let notice = database.notices().first().unwrap();
    assert!(notice.contains("closed") && notice.contains("var"), "{notice}");
    ask(&database, Role::Migrator, "CREATE TABLE kept AS SELECT 1 AS answer");
    database.stop().await.unwrap();
    // the data does not seem lost when somebody opens the folder later
    fs::set_permissions(&closed, Permissions::from_mode(0o755)).unwrap();
    let database = LocalDb::start_or_join(options).await.unwrap();
    assert_eq!(ask(&database, Role::Migrator, "SELECT answer FROM kept"), "1");
    assert_eq!(database.stop().await.unwrap(), Exit::Stopped);
}

#[tokio::test]
async fn as_root_data_behind_a_folder_closed_later_is_reported_not_replaced() {
    if !geteuid().is_root() {
        return;
    }
    let folder = Folder::new();
    folder.start().await.stop().await.unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o700)).unwrap();
    let error = LocalDb::start_or_join(folder.options()).await.unwrap_err();
    let LocalDbError::Permission { path, hint } = &error else {
        panic!("expected a closed folder, got {error:?}");
    };
    assert_eq!(path, folder.path());
    assert!(hint.contains("chmod o+x"));
}

#[tokio::test]
async fn a_socket_folder_of_somebody_else_is_not_used() {
    if !geteuid().is_root() {
        return;
    }
    let folder = Folder::new();
    fs::create_dir_all(folder.home().join("run")).unwrap();
    for way in [folder.path().join("apex"), folder.home()] {
        fs::set_permissions(way, Permissions::from_mode(0o711)).unwrap();
    }
    let error = LocalDb::start_or_join(folder.options()).await.unwrap_err();
    assert!(matches!(error, LocalDbError::Permission { .. }), "{error:?}");
}
