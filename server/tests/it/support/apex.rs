//! The real program with a data folder of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_apex");

/// A data folder, and the server on it while one runs.
pub(crate) struct Apex {
    folder: TempDir,
    server: Option<Child>,
    pub(crate) base: String,
    pub(crate) client: Client,
    pub(crate) key: String,
    env: Vec<(String, String)>,
}

impl Apex {
    /// A server on a fresh data folder, with the demo content and an API key for all.
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with more settings.
    pub(crate) fn start_with(env: &[(&str, &str)]) -> Self {
        let mut apex = Self::empty_with(env);
        apex.serve();
        apex.key = apex.create_key("demo", "*");
        apex
    }

    /// A fresh data folder, and nothing running on it.
    pub(crate) fn empty() -> Self {
        Self::empty_with(&[])
    }

    fn empty_with(env: &[(&str, &str)]) -> Self {
        let env = env
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let folder = tempfile::tempdir().unwrap();
        passable(folder.path());
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            folder,
            server: None,
            base: String::new(),
            client,
            key: String::new(),
            env,
        }
    }

    /// Starts the server again, on the same folder.
    pub(crate) fn serve(&mut self) {
        assert!(self.server.is_none(), "it runs already");
        let mut child = self
            .command(&["serve"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let Some(base) = line.trim().strip_prefix("listening on ") else {
            let _ = child.kill();
            let out = child.wait_with_output().unwrap();
            panic!(
                "the server didn't start: {line}{}",
                String::from_utf8_lossy(&out.stderr)
            );
        };
        self.base = base.to_owned();
        // the log must be read, or a full pipe would stop the server
        let log = child.stderr.take().unwrap();
        std::thread::spawn(move || std::io::copy(&mut BufReader::new(log), &mut std::io::sink()));
        self.server = Some(child);
    }

    /// SIGKILL: nothing is drained, the private Postgres stays behind.
    pub(crate) fn kill(&mut self) {
        let mut child = self.server.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// The process of the server.
    pub(crate) fn id(&self) -> u32 {
        self.server.as_ref().unwrap().id()
    }

    /// SIGINT, and its end awaited.
    pub(crate) fn stop(&mut self) -> std::process::ExitStatus {
        let mut child = self.server.take().unwrap();
        Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status()
            .unwrap();
        child.wait().unwrap()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the program under test, and where it finds Postgres"
    )]
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        // another build of it, such as the release
        let program = std::env::var_os("APEX_BINARY").unwrap_or_else(|| PROGRAM.into());
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("APEX_DATA_DIR", self.data_dir())
            .env("APEX_ADDR", "127.0.0.1:0")
            .env("APEX_EGRESS_ALLOW", "127.0.0.0/8")
            .env("APEX_DRAIN_SECONDS", "3")
            .envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Another command on the same folder, to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).stdin(Stdio::null()).output().unwrap()
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn create_key(&self, org: &str, scope: &str) -> String {
        let out = self.run(&["admin", "create-key", "--org", org, "--name", "test", "--scope", scope]);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let text = String::from_utf8(out.stdout).unwrap();
        assert_eq!(text.lines().count(), 1, "only the key is printed");
        text.trim().to_owned()
    }

    pub(crate) fn create_org(&self, slug: &str) {
        let owner = format!("owner@{slug}.test");
        let out = self.run(&["admin", "create-org", "--slug", slug, "--name", slug, "--owner", &owner]);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }

    /// A request with the API key.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.base))
            .bearer_auth(&self.key)
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        answer(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        answer(self.request(Method::POST, path).json(body)).await
    }

    /// Publishes a graph and gives its version.
    pub(crate) async fn publish(&self, graph: &Value) -> String {
        let (status, body) = self
            .post("/api/v1/workflows", &json!({"name": "Test", "graph": graph}))
            .await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        body["workflowVersionId"].as_str().unwrap().to_owned()
    }

    /// Starts a run and gives its id.
    pub(crate) async fn begin(&self, version: &str, inputs: Value) -> String {
        let (status, body) = self
            .post("/api/v1/runs", &json!({"workflowVersionId": version, "inputs": inputs}))
            .await;
        assert_eq!(status, StatusCode::ACCEPTED, "{body}");
        body["runId"].as_str().unwrap().to_owned()
    }

    /// The run once it has ended: its event stream is read to the end.
    pub(crate) async fn ended(&self, run: &str) -> Value {
        let stream = self.request(Method::GET, &format!("/api/v1/runs/{run}/stream"));
        let read = async { stream.send().await.unwrap().text().await };
        let _ = tokio::time::timeout(Duration::from_secs(60), read)
            .await
            .expect("the run ends within a minute");
        let (status, body) = self.get(&format!("/api/v1/runs/{run}")).await;
        assert_eq!(status, StatusCode::OK);
        body
    }

    /// Publishes, runs and waits.
    pub(crate) async fn execute(&self, graph: &Value, inputs: Value) -> Value {
        let version = self.publish(graph).await;
        let run = self.begin(&version, inputs).await;
        self.ended(&run).await
    }
}

impl Drop for Apex {
    fn drop(&mut self) {
        if self.server.is_none() {
            // a kill leaves the private Postgres behind: a server adopts it and stops it
            let adopting = self
                .command(&["migrate", "--status"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            let _ = adopting;
            return;
        }
        self.stop();
    }
}

/// As root the private Postgres runs as somebody else, who must be able to pass.
fn passable(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
}

pub(crate) async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    let body = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).unwrap_or(Value::String(text))
    };
    (status, body)
}
