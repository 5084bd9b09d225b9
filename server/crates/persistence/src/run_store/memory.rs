//! What the process remembers for its run stores: every store of a [`crate::Database`] shares it.

use std::sync::atomic::AtomicU64;

use super::deliveries::Deliveries;
use super::documents::Documents;
use super::write::Write;
use crate::fairness::Fairness;
use crate::group::Group;
use crate::runs::Acceptance;

/// Caches, group committers and the state of fairness.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) documents: Documents,
    pub(crate) deliveries: Deliveries,
    pub(super) writes: Group<Write>,
    pub(crate) acceptances: Group<Acceptance>,
    pub(crate) fairness: Fairness,
    /// Places that claims have filled.
    pub(super) places: AtomicU64,
    /// When timers and caps were last looked at, in milliseconds.
    pub(super) tended_at: AtomicU64,
}
