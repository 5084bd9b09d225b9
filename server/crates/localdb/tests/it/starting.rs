use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use localdb::{Entry, Exit, Role};
use nix::unistd::{Pid, getpgid};

use crate::folder::{Folder, ask, is_postgres, psql};

#[tokio::test]
async fn the_first_start_makes_a_database_for_apexs_own_roles() {
    let folder = Folder::new();
    let database = folder.start().await;
    assert_eq!(database.entry(), Entry::Started);
    assert!(database.major_version() >= localdb::OLDEST_MAJOR);
    for role in Role::ALL {
        let query = "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user";
        let expected = format!("{}|f|f|f|f", role.name());
        assert_eq!(ask(&database, role, query), expected);
    }
    let owner = "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()";
    assert_eq!(ask(&database, Role::App, owner), "apex_migrator|UTF8");
    assert_eq!(database.stop().await.unwrap(), Exit::Stopped);
}

#[tokio::test]
async fn only_the_migrator_may_make_tables() {
    let folder = Folder::new();
    let database = folder.start().await;
    ask(&database, Role::Migrator, "CREATE TABLE mine (id int)");
    for role in [Role::App, Role::Engine] {
        assert!(
            !psql(&database.url(role), "CREATE TABLE theirs (id int)")
                .status
                .success()
        );
        assert!(!psql(&database.url(role), "SELECT * FROM mine").status.success());
    }
    database.stop().await.unwrap();
}

#[tokio::test]
async fn the_server_listens_on_a_closed_socket_only_and_keeps_its_promises() {
    let folder = Folder::new();
    let database = folder.start().await;
    let show = |setting: &str| ask(&database, Role::App, &format!("SHOW {setting}"));
    assert_eq!(show("listen_addresses"), "");
    assert_eq!(show("fsync"), "on");
    assert_eq!(show("synchronous_commit"), "on");
    assert_eq!(show("data_checksums"), "on");
    assert_eq!(show("timezone"), "UTC");
    let mode = fs::metadata(database.socket_dir()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    database.stop().await.unwrap();
}

#[tokio::test]
async fn the_servers_process_group_is_its_own() {
    let folder = Folder::new();
    let database = folder.start().await;
    let pid = Pid::from_raw(database.pid().await);
    // so a Ctrl-C for Apex is none for the server
    assert_eq!(getpgid(Some(pid)).unwrap(), pid);
    database.stop().await.unwrap();
}

#[tokio::test]
async fn letters_beyond_ascii_have_cases() {
    let folder = Folder::new();
    let database = folder.start().await;
    assert_eq!(ask(&database, Role::App, "SELECT lower('ÉÖ')"), "éö");
    database.stop().await.unwrap();
}

#[tokio::test]
async fn a_second_start_finds_the_data_again() {
    let folder = Folder::new();
    let database = folder.start().await;
    ask(&database, Role::Migrator, "CREATE TABLE kept AS SELECT 42 AS answer");
    let pid = database.pid().await;
    assert_eq!(database.stop().await.unwrap(), Exit::Stopped);
    assert!(!is_postgres(pid));
    assert!(!folder.postmaster_file().exists());
    let database = folder.start().await;
    assert_eq!(database.entry(), Entry::Started);
    assert_eq!(ask(&database, Role::Migrator, "SELECT answer FROM kept"), "42");
    database.stop().await.unwrap();
}

#[tokio::test]
async fn databases_are_copied_from_a_template_and_dropped() {
    let folder = Folder::new();
    let database = folder.start().await;
    database.create_database("original", None).await.unwrap();
    let original = database.url_of(Role::Migrator, "original");
    assert!(psql(&original, "CREATE TABLE copied (id int)").status.success());
    database.create_database("copy", Some("original")).await.unwrap();
    let copy = database.url_of(Role::Migrator, "copy");
    assert!(psql(&copy, "SELECT * FROM copied").status.success());
    database.drop_database("copy").await.unwrap();
    assert!(!psql(&copy, "SELECT 1").status.success());
    database.drop_database("copy").await.unwrap();
    database.stop().await.unwrap();
}

#[tokio::test]
async fn stopping_does_not_wait_for_open_connections() {
    let folder = Folder::new();
    let database = folder.start().await;
    let url = database.url(Role::App);
    let sleeper = tokio::task::spawn_blocking(move || psql(&url, "SELECT pg_sleep(600)"));
    let busy = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)' AND pid <> pg_backend_pid()";
    while ask(&database, Role::App, busy) != "1" {}
    assert_eq!(database.stop().await.unwrap(), Exit::Stopped);
    assert!(!sleeper.await.unwrap().status.success());
}
