//! A NATS server that wants TLS, a certificate of the client and a password.

use std::path::{Path, PathBuf};

use dispatch::{NatsOptions, NatsState, Options, Ports, Post};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;
use testkit::NatsServer;

use crate::world::{World, plain, until};

/// An authority, and what it has signed for the server and for a client.
struct Papers {
    folder: TempDir,
}

impl Papers {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // without names of their own, all would look as if they had signed themselves
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, "authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        std::fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        for (name, address) in [("server", "127.0.0.1"), ("client", "apex.test")] {
            let key = KeyPair::generate().unwrap();
            let mut params = CertificateParams::new(vec![address.to_owned()]).unwrap();
            params.distinguished_name.push(DnType::CommonName, name);
            let signed = params.signed_by(&key, &authority).unwrap();
            std::fs::write(folder.path().join(format!("{name}.pem")), signed.pem()).unwrap();
            std::fs::write(folder.path().join(format!("{name}-key.pem")), key.serialize_pem()).unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }
}

async fn strict(papers: &Papers) -> NatsServer {
    let [ca, certificate, key] = ["ca.pem", "server.pem", "server-key.pem"].map(|name| papers.text(name));
    let arguments = [
        "--tlsverify",
        "--tlscacert",
        &ca,
        "--tlscert",
        &certificate,
        "--tlskey",
        &key,
        "--user",
        "apex",
        "--pass",
        "h@sh",
    ];
    NatsServer::start_with(&arguments).await
}

fn options(papers: &Papers, nats: &NatsServer, password: &str) -> NatsOptions {
    NatsOptions {
        ca: Some(papers.path("ca.pem")),
        client_certificate: Some((papers.path("client.pem"), papers.path("client-key.pem"))),
        ..plain(format!("tls://apex:{password}@127.0.0.1:{}", nats.port()))
    }
}

#[tokio::test]
async fn who_has_papers_and_password_is_let_in() {
    let papers = Papers::new();
    let nats = strict(&papers).await;
    let stranger = World::with(Some(options(&papers, &nats, "guess")))
        .node("stranger")
        .await;
    let careless = World::with(Some(plain(format!("tls://apex:h%40sh@127.0.0.1:{}", nats.port()))))
        .node("careless")
        .await;
    let guest = World::with(Some(options(&papers, &nats, "h%40sh"))).node("guest").await;
    until("NATS is connected", || guest.post.nats() == NatsState::Connected).await;
    assert_eq!(stranger.post.nats(), NatsState::Disconnected, "a wrong password");
    assert_eq!(
        careless.post.nats(),
        NatsState::Disconnected,
        "an authority that nobody trusts"
    );
}

#[tokio::test]
async fn papers_that_are_missing_are_said_at_the_start() {
    let missing = Path::new("/nowhere/ca.pem").to_owned();
    let world = World::new(None);
    let ports = Ports {
        board: world.board.clone(),
        ready_runs: world.queue.clone(),
        clock: std::sync::Arc::new(ports::SystemClock),
    };
    let nats = NatsOptions {
        ca: Some(missing),
        ..plain("tls://127.0.0.1:4222".to_owned())
    };
    let options = Options {
        nats: Some(nats),
        ..Options::new("one", "here")
    };
    let error = Post::open(options, ports).await.unwrap_err();
    assert!(error.to_string().contains("/nowhere/ca.pem"), "{error}");
}
