//! Makes folders with the rights that Postgres insists on.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use crate::account::Account;
use crate::error::LocalDbError;

/// Makes a folder, and the missing ones above it, that anybody may pass but nobody else may list. Existing ones stay as
/// they are.
pub(crate) fn make_passable(path: &Path) -> Result<(), LocalDbError> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        make_passable(parent)?;
    }
    match fs::create_dir(path) {
        // whatever the umask says
        Ok(()) => fs::set_permissions(path, Permissions::from_mode(0o711))
            .map_err(|source| LocalDbError::io("open up", path, source)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(source) => Err(LocalDbError::io("create", path, source)),
    }
}

/// Makes a folder that belongs to `account` alone, or makes sure that an existing one does.
pub(crate) fn make_private(path: &Path, account: &Account) -> Result<(), LocalDbError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) if account.differs => give(path, account)?,
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(source) => return Err(LocalDbError::io("create", path, source)),
    }
    let found = fs::symlink_metadata(path).map_err(|e| LocalDbError::io("read", path, e))?;
    if !found.is_dir() || found.uid() != account.uid.as_raw() {
        // in a shared folder such as /tmp anybody could have put it there
        return Err(LocalDbError::Permission {
            path: path.to_owned(),
            hint: "it should be a folder of the database's own user; remove it".to_owned(),
        });
    }
    fs::set_permissions(path, Permissions::from_mode(0o700))
        .map_err(|source| LocalDbError::io("restrict", path, source))
}

/// Whether folders in here can be given to another user, which some mounted file systems refuse.
pub(crate) fn can_hand_over(path: &Path, account: &Account) -> bool {
    let attempt = path.join(format!("attempt.{}", std::process::id()));
    let could = fs::create_dir(&attempt).is_ok() && give(&attempt, account).is_ok();
    // a leftover of it would be in nobody's way
    let _ = fs::remove_dir(&attempt);
    could
}

fn give(path: &Path, account: &Account) -> Result<(), LocalDbError> {
    std::os::unix::fs::chown(path, Some(account.uid.as_raw()), Some(account.gid.as_raw()))
        .map_err(|source| LocalDbError::io("hand over", path, source))
}
