//! Whom the server runs as. Postgres refuses to run as root, so root runs it as somebody without rights.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use nix::unistd::{Gid, Uid, User, getegid, geteuid};

use crate::error::LocalDbError;

/// The users to try when Apex runs as root.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// The user that owns and runs the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) uid: Uid,
    pub(crate) gid: Gid,
    /// Whether processes have to change to this user.
    pub(crate) differs: bool,
}

impl Account {
    /// The user for a new data folder, or the owner of an existing one.
    pub(crate) fn choose(data: &Path) -> Result<Self, LocalDbError> {
        if !geteuid().is_root() {
            return Ok(Self {
                uid: geteuid(),
                gid: getegid(),
                differs: false,
            });
        }
        match fs::metadata(data) {
            Ok(existing) => Self::owner(data, &existing),
            Err(_) => Self::unprivileged(),
        }
    }

    fn owner(data: &Path, existing: &Metadata) -> Result<Self, LocalDbError> {
        if existing.uid() == 0 {
            let hint =
                "it belongs to root, and Postgres does not run as root; give it to its user with `chown -R postgres`";
            return Err(LocalDbError::Permission {
                path: data.to_owned(),
                hint: hint.to_owned(),
            });
        }
        Ok(Self {
            uid: Uid::from_raw(existing.uid()),
            gid: Gid::from_raw(existing.gid()),
            differs: true,
        })
    }

    fn unprivileged() -> Result<Self, LocalDbError> {
        let found = UNPRIVILEGED
            .iter()
            .find_map(|name| User::from_name(name).ok().flatten());
        let user = found.ok_or(LocalDbError::NoServerUser)?;
        Ok(Self {
            uid: user.uid,
            gid: user.gid,
            differs: true,
        })
    }

    /// The first folder on the way to `path` that this user may not pass, if any.
    pub(crate) fn barrier(&self, path: &Path) -> Option<PathBuf> {
        let mut way: Vec<&Path> = path.ancestors().collect();
        way.reverse();
        way.into_iter()
            .filter(|folder| !folder.as_os_str().is_empty())
            .find(|folder| fs::metadata(folder).is_ok_and(|found| !self.passes(&found)))
            .map(Path::to_owned)
    }

    fn passes(&self, folder: &Metadata) -> bool {
        let shift = if folder.uid() == self.uid.as_raw() {
            6
        } else if folder.gid() == self.gid.as_raw() {
            3
        } else {
            0
        };
        folder.mode() >> shift & 1 == 1
    }
}
