//! Where the server's files are: the data, the socket, the log and the locks.
//!
//! Normally all of it is in `<data directory>/postgres`. As root, the server's user has to be able to pass every folder
//! on the way there; where it can't (a data directory below /root), another place is taken and written down in a file
//! named `elsewhere`, so that the choice survives when permissions change.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::PORT;
use crate::account::Account;
use crate::error::LocalDbError;
use crate::folders::{can_hand_over, make_passable, make_private};
use crate::locks::ChangeLock;
use crate::options::Options;

/// A socket's path, its closing NUL included, has 108 bytes on Linux.
const SOCKET_PATH_BYTES: usize = 107;

/// The server's files.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// Locks and the log; belongs to the user of Apex.
    pub(crate) home: PathBuf,
    /// The data folder; belongs to the server's user, as the socket's folder does.
    pub(crate) data: PathBuf,
    pub(crate) sockets: PathBuf,
    pub(crate) log: PathBuf,
    pub(crate) account: Account,
    /// Tells this server's processes from those of others.
    pub(crate) cluster_name: String,
    /// What the person who started Apex should know.
    pub(crate) notices: Vec<String>,
}

impl Place {
    /// Decides where the files are, and makes the folder that holds the locks.
    pub(crate) fn decide(options: &Options) -> Result<Self, LocalDbError> {
        let mut notices = Vec::new();
        let (home, account) = decide_home(options, &mut notices)?;
        let sockets = decide_sockets(options, &home, &account, &mut notices)?;
        Ok(Self {
            data: home.join("data"),
            log: home.join("postgres.log"),
            cluster_name: format!("apex-{}", fingerprint(&home)),
            home,
            sockets,
            account,
            notices,
        })
    }

    /// Makes the socket's folder. Folders in /run and /tmp don't outlive the machine's own restart.
    pub(crate) fn make_socket_folder(&self, _change: &ChangeLock) -> Result<(), LocalDbError> {
        if let Some(parent) = self.sockets.parent() {
            make_passable(parent)?;
        }
        make_private(&self.sockets, &self.account)
    }

    /// Whether the data folder has been initialised.
    pub(crate) fn is_initialised(&self) -> bool {
        is_initialised(&self.home)
    }
}

fn is_initialised(home: &Path) -> bool {
    home.join("data").join("PG_VERSION").exists()
}

fn decide_home(options: &Options, notices: &mut Vec<String>) -> Result<(PathBuf, Account), LocalDbError> {
    let near = options.data_dir.join("postgres");
    make_passable(&near)?;
    let near = fs::canonicalize(&near).map_err(|e| LocalDbError::io("find", &near, e))?;
    let account = Account::choose(&near.join("data"))?;
    if !account.differs {
        return Ok((near, account));
    }
    if is_initialised(&near) {
        return match account.barrier(&near) {
            None => Ok((near, account)),
            Some(path) => Err(impassable(path)),
        };
    }
    let noted = near.join("elsewhere");
    let far = match (fs::read(&noted), obstacle(&near, &account)) {
        (Ok(path), _) => PathBuf::from(OsStr::from_bytes(&path)),
        (Err(_), None) => return Ok((near, account)),
        (Err(_), Some(reason)) => {
            tracing::info!(%reason, "the database needs another place");
            let far = options.system_data_dir.join(fingerprint(&near));
            note(&noted, &far)?;
            far
        }
    };
    notices.push(format!(
        "the database is kept in {}, because its own user cannot keep it in {}",
        far.display(),
        near.display()
    ));
    settle_elsewhere(far)
}

/// What keeps the server's user from having its files in this folder.
fn obstacle(near: &Path, account: &Account) -> Option<String> {
    if let Some(barrier) = account.barrier(near) {
        return Some(format!("{} is closed to its user", barrier.display()));
    }
    let cannot = format!("folders in {} cannot be given to its user", near.display());
    (!can_hand_over(near, account)).then_some(cannot)
}

/// Writes the place down in one go: others may read it at any moment.
fn note(noted: &Path, far: &Path) -> Result<(), LocalDbError> {
    let draft = noted.with_extension(std::process::id().to_string());
    fs::write(&draft, far.as_os_str().as_bytes())
        .and_then(|()| fs::rename(&draft, noted))
        .map_err(|source| LocalDbError::io("write", noted, source))
}

fn settle_elsewhere(home: PathBuf) -> Result<(PathBuf, Account), LocalDbError> {
    make_passable(&home)?;
    let account = Account::choose(&home.join("data"))?;
    match account.barrier(&home) {
        None => Ok((home, account)),
        Some(path) => Err(impassable(path)),
    }
}

fn impassable(path: PathBuf) -> LocalDbError {
    LocalDbError::Permission {
        path,
        hint: "the database's user may not pass this folder; allow it with `chmod o+x`".to_owned(),
    }
}

fn decide_sockets(
    options: &Options,
    home: &Path,
    account: &Account,
    notices: &mut Vec<String>,
) -> Result<PathBuf, LocalDbError> {
    let near = home.join("run");
    if is_usable_for_socket(&near) {
        return Ok(near);
    }
    let far = short_socket_folder(options, home, account).ok_or_else(|| LocalDbError::Socket {
        reason: format!(
            "the path {} is too long or has a comma or quote in it; choose a data directory with a shorter path",
            near.display()
        ),
    })?;
    notices.push(format!(
        "the database's socket is in {}, because its path would be too long otherwise",
        far.display()
    ));
    Ok(far)
}

fn short_socket_folder(options: &Options, home: &Path, account: &Account) -> Option<PathBuf> {
    let name = fingerprint(home);
    let mut candidates = Vec::new();
    if account.differs {
        candidates.push(options.system_run_dir.join(&name));
    } else {
        let runtime = options.runtime_dir.iter();
        candidates.extend(runtime.map(|folder| folder.join(format!("apex-{name}"))));
        candidates.push(PathBuf::from(format!("/tmp/apex-{}-{name}", account.uid)));
    }
    let mut usable = candidates.into_iter();
    usable.find(|folder| folder.is_absolute() && is_usable_for_socket(folder))
}

/// Whether a socket in this folder has a path that is short enough and survives in a comma-separated setting.
fn is_usable_for_socket(folder: &Path) -> bool {
    let bytes = folder.as_os_str().as_bytes();
    let length = bytes.len() + format!("/.s.PGSQL.{PORT}").len();
    length < SOCKET_PATH_BYTES && !bytes.iter().any(|byte| b",\"'\n".contains(byte))
}

/// A short name for a path, the same for everybody who asks.
fn fingerprint(path: &Path) -> String {
    let digest = Sha256::digest(path.as_os_str().as_bytes());
    digest.iter().take(8).fold(String::new(), |mut name, byte| {
        // writing to a String cannot fail
        let _ = write!(name, "{byte:02x}");
        name
    })
}
