use std::time::Duration;

use egress::{BlockReason, EgressError, EgressPolicy, connect};
use tokio::net::TcpListener;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_socket_to_the_inside_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for host in ["127.0.0.1", "localhost"] {
        let error = connect(&EgressPolicy::default(), host, port, SECOND).await.unwrap_err();
        let EgressError::Blocked { reason, .. } = error else {
            panic!("expected a refusal, got {error:?}");
        };
        assert_eq!(reason, BlockReason::Loopback);
    }
}

#[tokio::test]
async fn a_socket_to_an_allowed_network_connects_without_delay() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let policy: EgressPolicy = "127.0.0.0/8".parse().unwrap();
    let stream = connect(&policy, "localhost", address.port(), SECOND).await.unwrap();
    assert_eq!(stream.peer_addr().unwrap(), address);
    assert!(stream.nodelay().unwrap());
}
