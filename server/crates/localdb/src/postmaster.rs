//! Reads who serves the data folder. The server writes that down itself, in `postmaster.pid`.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::error::LocalDbError;
use crate::place::Place;

/// A running server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Postmaster {
    pub(crate) pid: Pid,
    pub(crate) sockets: PathBuf,
    /// Whether it accepts connections.
    pub(crate) is_ready: bool,
}

/// What the data folder says about its server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// It was stopped cleanly, or never started.
    Nothing,
    /// It was not stopped cleanly and is gone. Its process id may be somebody else's by now.
    Stale(Option<Pid>),
    /// It runs.
    Running(Postmaster),
}

/// Looks for the server of a place.
pub(crate) fn look(place: &Place) -> Result<Found, LocalDbError> {
    let path = place.data.join("postmaster.pid");
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(source) => return Err(LocalDbError::io("read", &path, source)),
    };
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let Some(pid) = lines.first().and_then(|line| process_id(line)) else {
        return Ok(Found::Stale(None));
    };
    if !serves(pid, &place.data) {
        return Ok(Found::Stale(Some(pid)));
    }
    Ok(Found::Running(Postmaster {
        pid,
        sockets: socket_folder(&lines).unwrap_or_else(|| place.sockets.clone()),
        is_ready: lines.get(7).is_some_and(|line| line.starts_with(b"ready")),
    }))
}

/// Whether this process is a server of this data folder.
///
/// In doubt it is: taking a stranger for our server ends in an error, taking our server for a stranger would end in a
/// second server on the same files.
pub(crate) fn serves(pid: Pid, data: &Path) -> bool {
    match fs::read(format!("/proc/{pid}/cmdline")) {
        Ok(line) => is_server(&line) && (names(&line, data) || may_work_in(pid, data)),
        // without /proc the process id is all there is to go by
        Err(_) => !Path::new("/proc/self").exists() && exists(pid),
    }
}

/// A server's current folder is its data folder, however its command names that. Containers may keep it a secret.
fn may_work_in(pid: Pid, data: &Path) -> bool {
    match fs::read_link(format!("/proc/{pid}/cwd")) {
        Ok(folder) => folder == data,
        Err(error) => error.kind() == io::ErrorKind::PermissionDenied,
    }
}

/// Whether any process has this id, a dead one that nobody has buried included.
pub(crate) fn exists(pid: Pid) -> bool {
    kill(pid, None) != Err(Errno::ESRCH)
}

/// Sends a signal to the server.
pub(crate) fn signal(pid: Pid, signal: Signal, place: &Place) -> Result<(), LocalDbError> {
    match kill(pid, signal) {
        Ok(()) | Err(Errno::ESRCH) => Ok(()),
        Err(errno) => Err(LocalDbError::io("signal the server of", &place.data, errno.into())),
    }
}

fn process_id(line: &[u8]) -> Option<Pid> {
    let number: i32 = std::str::from_utf8(line).ok()?.trim().parse().ok()?;
    (number > 1).then(|| Pid::from_raw(number))
}

fn socket_folder(lines: &[&[u8]]) -> Option<PathBuf> {
    let line = lines.get(4).filter(|line| line.starts_with(b"/"))?;
    Some(PathBuf::from(OsStr::from_bytes(line)))
}

/// The arguments of a process are separated by NUL; those of a dead one are empty.
fn is_server(line: &[u8]) -> bool {
    let program = line.split(|byte| *byte == 0).next().unwrap_or_default();
    let name = Path::new(OsStr::from_bytes(program)).file_name();
    name.is_some_and(|name| name == "postgres" || name == "postmaster")
}

fn names(line: &[u8], data: &Path) -> bool {
    let mut arguments = line.split(|byte| *byte == 0).skip(1);
    arguments.any(|argument| argument == data.as_os_str().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_told_apart_from_helpers_strangers_and_the_dead() {
        let data = Path::new("/somewhere/data");
        let cases: [(&[u8], bool, bool); 5] = [
            (
                b"/usr/lib/postgresql/15/bin/postgres\0-D\0/somewhere/data\0",
                true,
                true,
            ),
            (
                b"/usr/lib/postgresql/15/bin/postgres\0-D\0/somewhere/data2\0",
                true,
                false,
            ),
            (b"postgres: apex-1: checkpointer \0\0", false, false),
            (b"vi\0/somewhere/data\0", false, true),
            (b"", false, false),
        ];
        for (line, server, named) in cases {
            assert_eq!((is_server(line), names(line, data)), (server, named));
        }
    }

    #[test]
    fn a_process_elsewhere_does_not_work_here() {
        let own = Pid::this();
        assert!(!may_work_in(own, Path::new("/somewhere/data")));
        assert!(may_work_in(own, &std::env::current_dir().unwrap()));
    }

    #[test]
    fn process_ids_that_mean_groups_or_everybody_are_no_servers() {
        for line in ["0", "1", "-1", "-77", "", "x", "99999999999"] {
            assert_eq!(process_id(line.as_bytes()), None, "{line}");
        }
        assert_eq!(process_id(b"77"), Some(Pid::from_raw(77)));
    }
}
