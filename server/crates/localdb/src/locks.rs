//! Who uses the server, and who is changing it: two files, locked by the kernel, so a killed process holds nothing.
//!
//! `users.lock` is held shared by every process that uses the server. `change.lock` is held exclusively while the server
//! is initialised, started or stopped, and whenever `users.lock` is taken or given back.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::error::LocalDbError;

/// How often a lock that somebody else holds is tried.
const RETRY_EVERY: Duration = Duration::from_millis(20);

/// The right to start and stop the server, until dropped.
#[derive(Debug)]
pub(crate) struct ChangeLock(#[expect(dead_code, reason = "dropping it closes the file, which unlocks it")] File);

impl ChangeLock {
    /// Waits for the right to change, at most `patience`.
    pub(crate) async fn acquire(home: &Path, patience: Duration) -> Result<Self, LocalDbError> {
        let path = home.join("change.lock");
        let file = open(&path)?;
        let deadline = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    sleep(RETRY_EVERY).await;
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(LocalDbError::Busy {
                        home: home.to_owned(),
                        waited: patience,
                    });
                }
                Err(TryLockError::Error(source)) => {
                    return Err(LocalDbError::io("lock", &path, source));
                }
            }
        }
    }
}

/// Being a user of the server, until dropped.
#[derive(Debug)]
pub(crate) struct UserLock {
    file: File,
    /// Whether nobody else used the server when the lock was taken.
    pub(crate) was_first: bool,
}

impl UserLock {
    /// Becomes a user. `_change` proves that nobody is stopping the server meanwhile.
    pub(crate) fn take(home: &Path, _change: &ChangeLock) -> Result<Self, LocalDbError> {
        let path = home.join("users.lock");
        let file = open(&path)?;
        let was_first = try_exclusive(&file, &path)?;
        if was_first {
            file.unlock()
                .map_err(|source| LocalDbError::io("unlock", &path, source))?;
        }
        // nobody holds it exclusively for longer than this function does
        file.lock_shared()
            .map_err(|source| LocalDbError::io("lock", &path, source))?;
        Ok(Self { file, was_first })
    }

    /// Stops being a user and says whether that was the last one.
    pub(crate) fn give_back(self, home: &Path, _change: &ChangeLock) -> Result<bool, LocalDbError> {
        let path = home.join("users.lock");
        self.file
            .unlock()
            .map_err(|source| LocalDbError::io("unlock", &path, source))?;
        try_exclusive(&self.file, &path)
    }
}

fn try_exclusive(file: &File, path: &Path) -> Result<bool, LocalDbError> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(source)) => Err(LocalDbError::io("lock", path, source)),
    }
}

fn open(path: &Path) -> Result<File, LocalDbError> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .map_err(|source| LocalDbError::io("open", path, source))
}
