//! More processes on the data folder of an [`Apex`].

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use reqwest::Method;

use super::Apex;
use super::apex::answer;

/// A server or a worker beside the first server. Killed with the value.
pub(crate) struct Process {
    child: Child,
    /// Where it is reached, if it listens.
    pub(crate) base: String,
}

impl Apex {
    /// Another server on the same folder.
    pub(crate) fn also_serve(&self, env: &[(&str, &str)]) -> Process {
        let (child, mut lines) = self.spawn(&["serve"], env);
        let base = listening(&mut lines);
        Process { child, base }
    }

    /// A worker on the same folder that takes runs by now, and answers for its health.
    pub(crate) fn also_work(&self, env: &[(&str, &str)]) -> Process {
        let mut all = vec![("APEX_WORKER_ADDR", "127.0.0.1:0"), ("APEX_WORKER_SLOTS", "8")];
        all.extend(env);
        let (child, mut lines) = self.spawn(&["worker"], &all);
        let base = listening(&mut lines);
        let working = next(&mut lines);
        assert!(working.starts_with("working as wrk_"), "{working}");
        Process { child, base }
    }

    fn spawn(&self, args: &[&str], env: &[(&str, &str)]) -> (Child, BufReader<ChildStdout>) {
        let mut child = self
            .command(args)
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        (child, lines)
    }

    /// The same request at another node.
    pub(crate) fn request_at(&self, node: &Process, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client
            .request(method, format!("{}{path}", node.base))
            .bearer_auth(&self.key)
    }

    pub(crate) async fn get_at(&self, node: &Process, path: &str) -> (reqwest::StatusCode, serde_json::Value) {
        answer(self.request_at(node, Method::GET, path)).await
    }
}

impl Process {
    /// SIGTERM, and its end awaited.
    pub(crate) fn stop(mut self) -> ExitStatus {
        self.signal("-TERM");
        self.child.wait().unwrap()
    }

    /// SIGSTOP: it stands still and doesn't know it.
    pub(crate) fn pause(&self) {
        self.signal("-STOP");
    }

    /// SIGCONT: it goes on.
    pub(crate) fn resume(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill")
            .args([signal, &self.child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listening(lines: &mut BufReader<ChildStdout>) -> String {
    let line = next(lines);
    let Some(base) = line.strip_prefix("listening on ") else {
        panic!("it didn't start: {line}");
    };
    base.to_owned()
}

fn next(lines: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    line.trim().to_owned()
}
