//! Makes a new data folder. It gets its name when it is complete, so an interrupted attempt leaves nothing half done.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Output, Stdio};

use crate::SUPERUSER;
use crate::binaries::Binaries;
use crate::command::as_server_user;
use crate::error::LocalDbError;
use crate::folders::make_private;
use crate::locks::ChangeLock;
use crate::place::Place;

/// Sorting by code point with knowledge of all letters, and what to do where the system lacks it.
const LOCALES: [&str; 2] = ["C.UTF-8", "C"];

/// Initialises the data folder unless there is one.
pub(crate) async fn initialise(binaries: &Binaries, place: &Place, _change: &ChangeLock) -> Result<(), LocalDbError> {
    if place.is_initialised() {
        return Ok(());
    }
    let fresh = place.home.join("data.new");
    let mut said = String::new();
    for locale in LOCALES {
        empty(&fresh, place)?;
        let output = run_initdb(binaries, place, &fresh, locale).await?;
        if output.status.success() {
            return take_into_use(&fresh, place);
        }
        said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        if !said.contains("locale") {
            break;
        }
    }
    let meaning = LocalDbError::from_output(&said, &fresh);
    Err(meaning.unwrap_or(LocalDbError::InitialiseFailed { output: said }))
}

fn empty(fresh: &Path, place: &Place) -> Result<(), LocalDbError> {
    match fs::remove_dir_all(fresh) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(LocalDbError::io("remove", fresh, source)),
    }
    make_private(fresh, &place.account)
}

async fn run_initdb(binaries: &Binaries, place: &Place, fresh: &Path, locale: &str) -> Result<Output, LocalDbError> {
    let program = binaries.program("initdb");
    as_server_user(&program, &place.account)
        .arg("--pgdata")
        .arg(fresh)
        .args(["--username", SUPERUSER, "--encoding", "UTF8"])
        .args(["--locale", locale, "--data-checksums", "--no-instructions"])
        // the socket's folder is closed to everybody else, and nothing listens on the network
        .args(["--auth-local", "trust", "--auth-host", "reject"])
        .stdin(Stdio::null())
        .output()
        .await
        .map_err(|source| LocalDbError::io("run", &program, source))
}

fn take_into_use(fresh: &Path, place: &Place) -> Result<(), LocalDbError> {
    fs::rename(fresh, &place.data).map_err(|source| LocalDbError::io("rename", fresh, source))?;
    tracing::info!(data = %place.data.display(), "database initialised");
    Ok(())
}
