//! Time through a trait, so that tests and the simulation move it by hand.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

/// The time and the passing of it.
#[async_trait]
pub trait Clock: Send + Sync + 'static {
    /// Now, to the microsecond (what Postgres keeps).
    fn now(&self) -> DateTime<Utc>;

    /// Returns once `duration` has passed on this clock.
    async fn sleep(&self, duration: Duration);

    /// Returns at `at`, at once when it has passed.
    async fn sleep_until(&self, at: DateTime<Utc>) {
        if let Ok(left) = (at - self.now()).to_std() {
            self.sleep(left).await;
        }
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> DateTime<Utc> {
        use chrono::SubsecRound;
        Utc::now().trunc_subsecs(6)
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
