//! Several processes on one folder, some of them killed. Each is this test binary again, running one ignored test.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;

use localdb::{Entry, Exit, LocalDb};

use crate::folder::{Folder, is_postgres, options_in};

const FOLDER: &str = "LOCALDB_TEST_FOLDER";

/// Starts or joins, says how, and stops when told so. Killed, it stops nothing.
#[tokio::test]
#[ignore = "a process of the other tests"]
async fn uses_a_database_until_told_to_stop() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let options = options_in(Path::new(&PathBuf::from(folder)));
    let database = LocalDb::start_or_join(options).await.unwrap();
    say(&format!("entry {:?} {}", database.entry(), database.pid().await));
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    if line.trim() == "stop" {
        say(&format!("exit {:?}", database.stop().await.unwrap()));
    }
}

/// On a line of its own: the test runner writes to the same stream.
fn say(text: &str) {
    let mut output = std::io::stdout();
    writeln!(output, "\nsays {text}").unwrap();
    output.flush().unwrap();
}

struct Other {
    process: Child,
    input: ChildStdin,
    said: mpsc::Receiver<String>,
}

impl Other {
    fn spawn(folder: &Folder) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "processes::uses_a_database_until_told_to_stop"])
            .args(["--ignored", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, said) = mpsc::channel();
        let output = BufReader::new(process.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if let Some(text) = line.strip_prefix("says ") {
                    let _ = sender.send(text.to_owned());
                }
            }
        });
        let input = process.stdin.take().unwrap();
        Self { process, input, said }
    }

    /// How it came to the server, and the server's process id.
    fn entry(&self) -> (String, i32) {
        let line = self.said.recv().unwrap();
        let mut words = line.split(' ').skip(1);
        let entry = words.next().unwrap().to_owned();
        (entry, words.next().unwrap().parse().unwrap())
    }

    fn stop(mut self) -> String {
        self.input.write_all(b"stop\n").unwrap();
        let exit = self.said.recv().unwrap();
        assert!(self.process.wait().unwrap().success());
        exit
    }

    /// SIGKILL: the process does nothing more.
    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[tokio::test]
async fn a_server_survives_the_kill_of_its_process_and_is_adopted() {
    let folder = Folder::new();
    let other = Other::spawn(&folder);
    let (entry, pid) = other.entry();
    assert_eq!(entry, "Started");
    other.kill();
    assert!(is_postgres(pid));
    let database = folder.start().await;
    assert_eq!(database.entry(), Entry::Adopted);
    assert_eq!(database.pid().await, pid);
    assert_eq!(database.stop().await.unwrap(), Exit::Stopped);
    assert!(!is_postgres(pid));
}

#[tokio::test]
async fn the_last_process_stops_a_server_that_a_killed_one_started() {
    let folder = Folder::new();
    let first = Other::spawn(&folder);
    let (_, pid) = first.entry();
    let second = Other::spawn(&folder);
    assert_eq!(second.entry(), ("Joined".to_owned(), pid));
    first.kill();
    let third = Other::spawn(&folder);
    assert_eq!(third.entry(), ("Joined".to_owned(), pid));
    assert_eq!(second.stop(), "exit StillInUse");
    assert!(is_postgres(pid));
    assert_eq!(third.stop(), "exit Stopped");
    assert!(!is_postgres(pid));
}

#[tokio::test]
async fn four_processes_that_start_at_once_share_one_server() {
    let folder = Folder::new();
    let others: Vec<Other> = (0..4).map(|_| Other::spawn(&folder)).collect();
    let mut entries: Vec<(String, i32)> = others.iter().map(Other::entry).collect();
    entries.sort();
    let pid = entries[0].1;
    assert!(entries.iter().all(|(_, other)| *other == pid));
    let names: Vec<&str> = entries.iter().map(|(entry, _)| entry.as_str()).collect();
    assert_eq!(names, ["Joined", "Joined", "Joined", "Started"]);
    let mut exits: Vec<String> = others.into_iter().map(Other::stop).collect();
    exits.sort();
    assert_eq!(
        exits,
        ["exit StillInUse", "exit StillInUse", "exit StillInUse", "exit Stopped"]
    );
    assert!(!is_postgres(pid));
}

#[tokio::test]
async fn a_process_that_is_killed_while_it_initialises_leaves_nothing_half_done() {
    let folder = Folder::new();
    let other = Other::spawn(&folder);
    // the lock file is there as soon as it begins
    while !folder.home().join("data.new").exists() && !folder.home().join("data").exists() {
        std::thread::yield_now();
    }
    other.kill();
    let database = folder.start().await;
    assert!(is_postgres(database.pid().await));
    assert_eq!(database.stop().await.unwrap(), Exit::Stopped);
}
