//! A clock that stands still until a test moves it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use ports::Clock;
use tokio::sync::watch;

/// Noon, 1 January 2026, UTC: where a new clock stands.
const START: i64 = 1_767_268_800;

/// A clock that a test moves. Clones show the same time.
#[derive(Debug, Clone)]
pub struct FakeClock {
    state: Arc<Mutex<State>>,
    /// Rises with every change of the state, so that waiting for a change never misses one.
    changes: Arc<watch::Sender<u64>>,
}

#[derive(Debug)]
struct State {
    now: DateTime<Utc>,
    sleepers: BTreeMap<u64, DateTime<Utc>>,
    next: u64,
}

impl Default for FakeClock {
    fn default() -> Self {
        Self::new()
    }
}

impl FakeClock {
    /// A clock at noon, 1 January 2026, UTC.
    #[must_use]
    pub fn new() -> Self {
        Self::at(DateTime::from_timestamp(START, 0).unwrap_or(DateTime::UNIX_EPOCH))
    }

    /// A clock at this time.
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Self {
        let state = State {
            now,
            sleepers: BTreeMap::new(),
            next: 0,
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            changes: Arc::new(watch::Sender::new(0)),
        }
    }

    /// Moves the time forward and wakes whoever is due.
    pub fn advance(&self, by: Duration) {
        let by = TimeDelta::from_std(by).unwrap_or(TimeDelta::MAX);
        self.change(|state| state.now = state.now.checked_add_signed(by).unwrap_or(state.now));
    }

    /// Moves the time to `to`, back too (as a machine's clock may), and wakes whoever is due.
    pub fn set(&self, to: DateTime<Utc>) {
        self.change(|state| state.now = to);
    }

    /// Moves the time to when the next sleeper is due. False when nobody sleeps.
    pub fn advance_to_next(&self) -> bool {
        self.change(|state| {
            let next = state.sleepers.values().min().copied();
            state.now = next.map_or(state.now, |next| next.max(state.now));
            next.is_some()
        })
    }

    /// How many sleep now.
    #[must_use]
    pub fn sleepers(&self) -> usize {
        self.lock().sleepers.len()
    }

    /// Waits until at least so many sleep.
    pub async fn until_sleepers(&self, count: usize) {
        let mut changes = self.changes.subscribe();
        while self.sleepers() < count {
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let answer = change(&mut self.lock());
        self.changes.send_modify(|version| *version += 1);
        answer
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lie_down(&self, until: DateTime<Utc>) -> Sleeper<'_> {
        let number = self.change(|state| {
            state.next += 1;
            state.sleepers.insert(state.next, until);
            state.next
        });
        Sleeper { clock: self, number }
    }
}

/// Counts as a sleeper until dropped, also when the sleep is given up.
struct Sleeper<'a> {
    clock: &'a FakeClock,
    number: u64,
}

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        self.clock.change(|state| state.sleepers.remove(&self.number));
    }
}

#[async_trait]
impl Clock for FakeClock {
    fn now(&self) -> DateTime<Utc> {
        self.lock().now
    }

    async fn sleep(&self, duration: Duration) {
        let duration = TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX);
        let until = self
            .now()
            .checked_add_signed(duration)
            .unwrap_or(DateTime::<Utc>::MAX_UTC);
        let mut changes = self.changes.subscribe();
        let _sleeper = self.lie_down(until);
        while self.now() < until {
            if changes.changed().await.is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_time_has_come_and_not_before() {
        let clock = FakeClock::new();
        let sleeper = clock.clone();
        let mut sleep = tokio_test_task(async move { sleeper.sleep(10 * SECOND).await });
        clock.until_sleepers(1).await;
        clock.advance(9 * SECOND);
        tokio::task::yield_now().await;
        assert!(!sleep.is_finished());
        clock.advance(SECOND);
        (&mut sleep).await.unwrap();
        assert_eq!(clock.sleepers(), 0);
    }

    #[tokio::test]
    async fn advancing_to_the_next_sleeper_wakes_only_that_one() {
        let clock = FakeClock::new();
        let (early, late) = (clock.clone(), clock.clone());
        let first = tokio_test_task(async move { early.sleep(SECOND).await });
        let second = tokio_test_task(async move { late.sleep(60 * SECOND).await });
        clock.until_sleepers(2).await;
        assert!(clock.advance_to_next());
        first.await.unwrap();
        assert!(!second.is_finished());
        second.abort();
    }

    #[tokio::test]
    async fn a_sleep_that_is_given_up_counts_no_more() {
        let clock = FakeClock::new();
        let given_up = tokio::time::timeout(Duration::ZERO, clock.sleep(SECOND)).await;
        assert!(given_up.is_err());
        assert_eq!(clock.sleepers(), 0);
        assert!(!clock.advance_to_next());
    }

    fn tokio_test_task(work: impl Future<Output = ()> + Send + 'static) -> tokio::task::JoinHandle<()> {
        #[expect(clippy::disallowed_methods, reason = "a test that joins its own task")]
        tokio::spawn(work)
    }
}
