//! The server's log file. It is set aside at each start and kept from growing without bound in between.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use crate::error::LocalDbError;

/// A running server's log is emptied when it grows past this.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// How much of the end is shown in errors.
const TAIL_BYTES: u64 = 2048;

/// Sets the previous log aside and opens a new one.
pub(crate) fn open_new(path: &Path) -> Result<File, LocalDbError> {
    if path.exists() {
        fs::rename(path, path.with_extension("log.1")).map_err(|source| LocalDbError::io("rename", path, source))?;
    }
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .map_err(|source| LocalDbError::io("open", path, source))
}

/// Empties the log when it has become too large. The server appends, so it goes on at the new end.
pub(crate) fn limit(path: &Path) {
    let too_large = fs::metadata(path).is_ok_and(|found| found.len() > MAX_BYTES);
    if !too_large {
        return;
    }
    let emptied = OpenOptions::new()
        .write(true)
        .open(path)
        .and_then(|file| file.set_len(0));
    if let Err(error) = emptied {
        tracing::warn!(%error, log = %path.display(), "the database's log could not be emptied");
    }
}

/// The end of the log in one line, as far as it can be read.
pub(crate) fn tail(path: &Path) -> String {
    let Ok(mut file) = File::open(path) else {
        return String::new();
    };
    let length = file.metadata().map_or(0, |found| found.len());
    let start = SeekFrom::Start(length.saturating_sub(TAIL_BYTES));
    let mut bytes = Vec::new();
    let read = file
        .seek(start)
        .and_then(|_| file.take(TAIL_BYTES).read_to_end(&mut bytes));
    match read {
        Ok(_) => String::from_utf8_lossy(&bytes).trim().to_owned(),
        Err(_) => String::new(),
    }
}
