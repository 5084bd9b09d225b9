//! When a step with several sources may run.

use super::slot::Slot;
use domain::plan::Incoming;

/// How many sources a step waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// Until every incoming edge is decided.
    All,
    /// Until this many edges are live; what comes later is ignored. When all edges are decided it runs with what there
    /// is, be it fewer.
    AtLeast(usize),
}

/// What the sources say about a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readiness {
    /// Some edges are undecided.
    Wait,
    /// It may run.
    Run,
    /// No live edge leads to it, and none ever will.
    Skip,
}

impl Join {
    pub(super) fn readiness(self, incoming: &[Incoming], slots: &[Slot]) -> Readiness {
        let mut live = 0;
        let mut undecided = false;
        for edge in incoming {
            match slots.get(edge.from).and_then(|source| source.leaves_by(&edge.port)) {
                Some(true) => live += 1,
                Some(false) => {}
                None => undecided = true,
            }
        }
        let enough = match self {
            Self::All => false,
            Self::AtLeast(count) => live >= count.max(1),
        };
        match (undecided, live) {
            _ if enough => Readiness::Run,
            (true, _) => Readiness::Wait,
            (false, 0) if !incoming.is_empty() => Readiness::Skip,
            (false, _) => Readiness::Run,
        }
    }
}
