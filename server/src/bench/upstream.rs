//! The outside world of a measurement: it answers at once, in this process.

use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use ports::{Outbound, OutboundError, OutboundRequest, OutboundResponse};

#[derive(Default)]
pub(super) struct Upstream {
    calls: AtomicU64,
}

impl Upstream {
    pub(super) fn count(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Outbound for Upstream {
    async fn send(&self, _: OutboundRequest) -> Result<OutboundResponse, OutboundError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        Ok(OutboundResponse {
            status: 200,
            headers: Vec::new(),
            body: Default::default(),
        })
    }
}
