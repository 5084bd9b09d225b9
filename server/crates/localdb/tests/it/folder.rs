//! A data directory for one test. Whatever server is left in it at the end is ended.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use localdb::{LocalDb, Options, Role};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

pub(crate) struct Folder {
    root: TempDir,
}

impl Folder {
    /// A folder that every user may pass, as /srv or a home directory of mode 0711 are.
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::set_permissions(root.path(), Permissions::from_mode(0o755)).unwrap();
        Self { root }
    }

    pub(crate) fn path(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn options(&self) -> Options {
        options_in(self.path())
    }

    pub(crate) async fn start(&self) -> LocalDb {
        LocalDb::start_or_join(self.options()).await.unwrap()
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.path().join("apex/postgres")
    }

    pub(crate) fn postmaster_file(&self) -> PathBuf {
        self.home().join("data/postmaster.pid")
    }
}

/// Small and contained: nothing of a test is outside of its folder.
pub(crate) fn options_in(root: &Path) -> Options {
    let mut options = Options::new(root.join("apex"));
    options.system_data_dir = root.join("var");
    options.system_run_dir = root.join("run");
    options.shared_buffers_mib = 16;
    options.max_connections = 20;
    options
}

impl Drop for Folder {
    fn drop(&mut self) {
        for file in postmaster_files(self.path()) {
            let text = fs::read_to_string(file).unwrap_or_default();
            let Some(pid) = text.lines().next().and_then(|line| line.parse().ok()) else {
                continue;
            };
            if is_postgres(pid) {
                let _ = kill(Pid::from_raw(pid), Signal::SIGQUIT);
                wait_until_gone(pid);
            }
        }
    }
}

fn postmaster_files(root: &Path) -> Vec<PathBuf> {
    let mut homes = vec![root.join("apex/postgres")];
    if let Ok(entries) = fs::read_dir(root.join("var")) {
        homes.extend(entries.flatten().map(|entry| entry.path()));
    }
    let files = homes.iter().map(|home| home.join("data/postmaster.pid"));
    files.filter(|file| file.exists()).collect()
}

/// Whether this process is a live Postgres. A dead one that nobody has buried has no command line.
pub(crate) fn is_postgres(pid: i32) -> bool {
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    line.split(|byte| *byte == 0)
        .next()
        .is_some_and(|program| program.ends_with(b"/postgres"))
}

/// Kills a server as a crash would.
pub(crate) fn crash(pid: i32) {
    kill(Pid::from_raw(pid), Signal::SIGKILL).unwrap();
    wait_until_gone(pid);
}

fn wait_until_gone(pid: i32) {
    let dead = |pid| kill(Pid::from_raw(pid), None) == Err(Errno::ESRCH) || !is_postgres(pid);
    for _ in 0..2000 {
        if dead(pid) {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("process {pid} does not end");
}

/// Asks the database as `role`, through the URL that the handle gives.
pub(crate) fn ask(database: &LocalDb, role: Role, query: &str) -> String {
    let output = psql(&database.url(role), query);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{query}: {said}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

pub(crate) fn psql(url: &str, query: &str) -> Output {
    Command::new("psql")
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
        .args(["--command", query, url])
        .output()
        .unwrap()
}
