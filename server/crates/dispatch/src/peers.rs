//! The other nodes, as far as they have said that they are here. A node that is alone posts nothing but its own hello.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::notice::Hello;

/// A node that was silent for longer than this (three hellos) is forgotten.
const SILENCE: Duration = Duration::from_secs(35);

#[derive(Debug, Default)]
pub(crate) struct Peers {
    seen: Mutex<HashMap<String, Peer>>,
}

#[derive(Debug, Clone, Copy)]
struct Peer {
    at: DateTime<Utc>,
    nats: bool,
}

/// Who must be told by the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// This node is alone.
    Nobody,
    /// All others hear NATS.
    AllOnNats,
    /// At least one hears the board only.
    SomeOffNats,
}

impl Peers {
    /// Notes a hello; true when the node was not known.
    pub(crate) fn heard(&self, node: &str, hello: Hello, at: DateTime<Utc>) -> bool {
        let mut seen = self.lock();
        if hello.bye {
            seen.remove(node);
            return false;
        }
        let peer = Peer { at, nats: hello.nats };
        seen.insert(node.to_owned(), peer).is_none()
    }

    pub(crate) fn audience(&self, now: DateTime<Utc>) -> Audience {
        let mut seen = self.lock();
        seen.retain(|_, peer| (now - peer.at).to_std().unwrap_or_default() <= SILENCE);
        if seen.is_empty() {
            Audience::Nobody
        } else if seen.values().all(|peer| peer.nats) {
            Audience::AllOnNats
        } else {
            Audience::SomeOffNats
        }
    }

    pub(crate) fn count(&self, now: DateTime<Utc>) -> usize {
        let mut seen = self.lock();
        seen.retain(|_, peer| (now - peer.at).to_std().unwrap_or_default() <= SILENCE);
        seen.len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Peer>> {
        // no code that can panic runs under the lock
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Hello = Hello {
        nats: true,
        ask: false,
        bye: false,
    };

    #[test]
    fn a_silent_node_is_forgotten_and_a_leaving_one_at_once() {
        let (peers, start) = (Peers::default(), DateTime::UNIX_EPOCH);
        assert_eq!(peers.audience(start), Audience::Nobody);
        assert!(peers.heard("b", HERE, start));
        assert!(!peers.heard("b", HERE, start), "it was known");
        assert_eq!(peers.audience(start + SILENCE), Audience::AllOnNats);
        assert_eq!(peers.audience(start + SILENCE * 2), Audience::Nobody);
        peers.heard("b", HERE, start);
        peers.heard("b", Hello { bye: true, ..HERE }, start);
        assert_eq!(peers.audience(start), Audience::Nobody);
    }

    #[test]
    fn one_node_without_nats_is_enough_to_use_the_board() {
        let (peers, start) = (Peers::default(), DateTime::UNIX_EPOCH);
        peers.heard("b", HERE, start);
        peers.heard("c", Hello { nats: false, ..HERE }, start);
        assert_eq!(peers.audience(start), Audience::SomeOffNats);
        peers.heard("c", HERE, start);
        assert_eq!(peers.audience(start), Audience::AllOnNats);
    }
}
