//! A real NATS server of one test, on a port of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// Where Debian puts it.
const PROGRAM: &str = "nats-server";
const SBIN: &str = "/usr/sbin/nats-server";
/// How long a server may take to begin.
const PATIENCE: Duration = Duration::from_secs(20);

/// A NATS server with JetStream. Killed with the value.
#[derive(Debug)]
pub struct NatsServer {
    folder: TempDir,
    port: u16,
    child: Option<Child>,
    more: Vec<String>,
}

impl NatsServer {
    /// Starts one. Panics when the machine has no nats-server.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// The same with more arguments.
    pub async fn start_with(more: &[&str]) -> Self {
        let mut server = Self {
            more: more.iter().map(|argument| (*argument).to_owned()).collect(),
            folder: tempfile::tempdir().expect("a temporary folder"),
            port: 0,
            child: None,
        };
        server.run().await;
        server
    }

    /// The port that it listens on; stays the same over kills.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Where it is reached without TLS.
    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// SIGKILL, with all that it had in memory.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Starts it again, on the same port, with an empty memory. Returns when it takes connections.
    pub async fn run(&mut self) {
        self.kill();
        let ports = self.folder.path().join("ports");
        let _ = std::fs::remove_dir_all(&ports);
        std::fs::create_dir_all(&ports).expect("a folder for the ports");
        // -1 lets it choose
        let port = if self.port == 0 {
            "-1".to_owned()
        } else {
            self.port.to_string()
        };
        let child = Command::new(program())
            .args(["--jetstream", "--addr", "127.0.0.1", "--port", &port, "--store_dir"])
            .arg(self.folder.path().join("jetstream"))
            .arg("--ports_file_dir")
            .arg(&ports)
            .args(&self.more)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nats-server (`apt-get install nats-server`)");
        self.child = Some(child);
        self.port = tokio::time::timeout(PATIENCE, port_in(&ports))
            .await
            .expect("nats-server says where it listens");
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        self.kill();
    }
}

fn program() -> PathBuf {
    if Path::new(SBIN).exists() {
        SBIN.into()
    } else {
        PROGRAM.into()
    }
}

/// The server writes the file once it listens.
async fn port_in(folder: &Path) -> u16 {
    let mut tick = tokio::time::interval(Duration::from_millis(5));
    loop {
        tick.tick().await;
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let found = files.into_iter().find_map(|file| {
            let text = std::fs::read_to_string(file.path()).ok()?;
            let (_, rest) = text.split_once("://127.0.0.1:")?;
            rest.split('"').next()?.parse().ok()
        });
        if let Some(port) = found {
            return port;
        }
    }
}
