//! An outside database that wants TLS.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::support::Apex;

/// Says yes to TLS as Postgres does, and then nothing that TLS knows.
fn database_that_promises_tls() -> (u16, std::thread::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let answering = std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut asked = [0; 8];
        connection.read_exact(&mut asked).unwrap();
        assert_eq!(
            asked[4..],
            80_877_103_u32.to_be_bytes(),
            "it asks for TLS before anything else"
        );
        connection.write_all(b"S").unwrap();
        let mut hello = [0; 5];
        connection.read_exact(&mut hello).unwrap();
        assert_eq!(hello[0], 22, "a TLS handshake");
        let _ = connection.write_all(b"no TLS at all");
    });
    (port, answering)
}

#[test]
fn each_mode_that_asks_for_tls_begins_it_and_fails_in_words() {
    for mode in ["require", "verify-ca", "verify-full"] {
        let (port, answering) = database_that_promises_tls();
        let url = format!("postgres://apex@127.0.0.1:{port}/apex?sslmode={mode}");
        let apex = Apex::empty();
        let told = apex
            .command(&["migrate", "--status"])
            .env("DATABASE_URL", url)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&told.stderr);
        assert_eq!(told.status.code(), Some(1), "{mode}: {text}");
        assert!(
            text.starts_with("apex: the database for the migration is not reachable"),
            "{mode}: {text}"
        );
        answering.join().unwrap();
    }
}
