//! What is said in the live region.

use crate::model::Change;

/// `1 node`, `3 nodes`.
pub(super) fn nodes(n: usize) -> String {
    counted(n, "node")
}

fn counted(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}

/// What some changes did: `moved 2 nodes, deleted 1 edge`.
pub(super) fn changes<D>(changes: &[Change<D>]) -> String {
    let mut tally = [0_usize; 7];
    for change in changes {
        let slot = match change {
            Change::Position { .. } => 0,
            Change::Add { .. } => 1,
            Change::Remove { .. } => 2,
            Change::Replace { .. } => 3,
            Change::Connect { .. } => 4,
            Change::Disconnect { .. } => 5,
            Change::Note { .. } => 6,
        };
        tally[slot] += 1;
    }
    let verbs = ["moved", "added", "deleted", "edited", "added", "deleted", "changed"];
    let nouns = ["node", "node", "node", "node", "edge", "edge", "detail"];
    let parts = tally.iter().zip(verbs).zip(nouns).filter(|((n, _), _)| **n > 0);
    parts
        .map(|((n, verb), noun)| format!("{verb} {}", counted(*n, noun)))
        .collect::<Vec<_>>()
        .join(", ")
}
