use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use localdb::{LocalDb, LocalDbError};

use crate::folder::Folder;

/// A folder with programs that only tell their version.
fn fake_binaries(folder: &Folder, version: &str) -> PathBuf {
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).unwrap();
    for name in ["postgres", "initdb", "psql"] {
        let program = bin.join(name);
        fs::write(&program, format!("#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    }
    bin
}

async fn refusal(options: localdb::Options) -> LocalDbError {
    LocalDb::start_or_join(options).await.unwrap_err()
}

#[tokio::test]
async fn without_programs_the_text_says_how_to_get_them() {
    let folder = Folder::new();
    let mut options = folder.options();
    options.bin_dir = Some(folder.path().join("nowhere"));
    let error = refusal(options).await;
    assert_eq!(error.code(), "localdb_binaries_not_found");
    let text = error.to_string();
    assert!(
        text.contains("nowhere") && text.contains("apt-get install postgresql"),
        "{text}"
    );
}

#[tokio::test]
async fn a_version_that_is_too_old_is_named() {
    let folder = Folder::new();
    let mut options = folder.options();
    options.bin_dir = Some(fake_binaries(&folder, "13.9 (Debian 13.9-0)"));
    let error = refusal(options).await;
    assert!(
        matches!(
            error,
            LocalDbError::VersionTooOld {
                found: 13,
                oldest: 15,
                ..
            }
        ),
        "{error:?}"
    );
    assert!(!folder.home().join("data").exists());
}

#[tokio::test]
async fn data_of_another_major_version_is_not_touched() {
    let folder = Folder::new();
    folder.start().await.stop().await.unwrap();
    let version = folder.home().join("data/PG_VERSION");
    fs::write(&version, "99\n").unwrap();
    let error = refusal(folder.options()).await;
    let LocalDbError::DataOfAnotherMajor { made_by, .. } = &error else {
        panic!("expected a refusal of the data, got {error:?}");
    };
    assert_eq!(made_by, "99");
    assert_eq!(fs::read_to_string(&version).unwrap(), "99\n");
}

#[tokio::test]
async fn a_server_that_does_not_start_shows_the_end_of_its_log() {
    let folder = Folder::new();
    folder.start().await.stop().await.unwrap();
    let settings = folder.home().join("data/postgresql.conf");
    fs::write(settings, "no_such_setting = 1\n").unwrap();
    let error = refusal(folder.options()).await;
    assert_eq!(error.code(), "localdb_start_failed");
    assert!(error.to_string().contains("no_such_setting"), "{error}");
}

#[tokio::test]
async fn a_database_name_that_needs_quoting_is_refused_and_leaves_no_server() {
    let folder = Folder::new();
    let mut options = folder.options();
    options.database = "apex; DROP ROLE apex_app".to_owned();
    assert!(matches!(refusal(options).await, LocalDbError::InvalidName { .. }));
    assert!(!folder.postmaster_file().exists());
}

#[tokio::test]
async fn a_change_that_takes_others_too_long_is_reported() {
    let folder = Folder::new();
    folder.start().await.stop().await.unwrap();
    let held = File::open(folder.home().join("change.lock")).unwrap();
    held.lock().unwrap();
    let mut options = folder.options();
    options.start_timeout = Duration::from_millis(50);
    assert!(matches!(refusal(options).await, LocalDbError::Busy { .. }));
}

#[tokio::test]
async fn a_file_in_the_way_is_named() {
    let folder = Folder::new();
    fs::write(folder.path().join("apex"), "a file").unwrap();
    let error = refusal(folder.options()).await;
    assert!(error.to_string().contains("apex"), "{error}");
}
