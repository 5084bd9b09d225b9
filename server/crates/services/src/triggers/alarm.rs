//! Wakes the keeper of schedules of this process when somebody changes a schedule here. Other processes notice within
//! their next look.

use std::sync::Arc;

use tokio::sync::Notify;

/// Rings when a schedule was made or changed. Clones ring together.
#[derive(Debug, Clone, Default)]
pub struct Alarm {
    bell: Arc<Notify>,
}

impl Alarm {
    /// Rings. Whoever is busy hears it afterwards.
    pub(super) fn ring(&self) {
        self.bell.notify_one();
    }

    /// Returns at the next ring.
    pub(super) async fn rung(&self) {
        self.bell.notified().await;
    }
}
