//! How often a webhook, and a visitor, may call. Counted by each process for itself.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;

use domain::id::TriggerId;
use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use ports::Clock;
use rpc::AppError;

/// Calls of one webhook a second, and at once after a pause.
const HOOK: (u32, u32) = (100, 500);
/// Calls of one visitor a second, and at once after a pause. Behind a proxy all callers are one visitor.
const VISITOR: (u32, u32) = (400, 2_000);
/// Beyond so many, those who have not called for long are forgotten.
const MOST_KNOWN: usize = 20_000;

type Limiter<K> = RateLimiter<K, HashMapStateStore<K>, PortClock, NoOpMiddleware<Nanos>>;

/// The clock of the ports, so that tests move it.
#[derive(Clone)]
struct PortClock(Arc<dyn Clock>);

impl governor::clock::Clock for PortClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let since_1970 = self.0.now().timestamp_nanos_opt().unwrap_or(0);
        Nanos::from(since_1970.max(0).unsigned_abs())
    }
}

/// Counts calls.
pub(in crate::triggers) struct Throttle {
    clock: PortClock,
    hooks: Limiter<TriggerId>,
    visitors: Limiter<IpAddr>,
}

impl Throttle {
    pub(in crate::triggers) fn new(clock: Arc<dyn Clock>) -> Self {
        let clock = PortClock(clock);
        Self {
            hooks: limiter(HOOK, clock.clone()),
            visitors: limiter(VISITOR, clock.clone()),
            clock,
        }
    }

    /// 429 when this webhook was called too often.
    pub(super) fn hook(&self, id: TriggerId) -> Result<(), AppError> {
        self.check(&self.hooks, &id)
    }

    /// 429 when this visitor called too often.
    pub(super) fn visitor(&self, peer: Option<IpAddr>) -> Result<(), AppError> {
        match peer {
            Some(peer) => self.check(&self.visitors, &subscriber(peer)),
            None => Ok(()),
        }
    }

    fn check<K: std::hash::Hash + Eq + Clone>(&self, limiter: &Limiter<K>, key: &K) -> Result<(), AppError> {
        if limiter.len() > MOST_KNOWN {
            limiter.retain_recent();
        }
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
            AppError {
                retry_after: Some(seconds),
                ..AppError::new(
                    429,
                    "too_many_calls",
                    "This address is called more often than Apex takes. Try again after the time in `Retry-After`.",
                )
            }
        })
    }
}

fn limiter<K: std::hash::Hash + Eq + Clone>((a_second, at_once): (u32, u32), clock: PortClock) -> Limiter<K> {
    let number = |number: u32| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::per_second(number(a_second)).allow_burst(number(at_once));
    RateLimiter::hashmap_with_clock(quota, clock)
}

/// One subscriber has a whole /64 of IPv6.
fn subscriber(peer: IpAddr) -> IpAddr {
    match peer {
        IpAddr::V4(_) => peer,
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => IpAddr::V4(mapped),
            None => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use testkit::FakeClock;

    use super::*;

    #[test]
    fn beyond_the_burst_a_hook_waits_and_others_do_not() {
        let clock = FakeClock::new();
        let throttle = Throttle::new(Arc::new(clock.clone()));
        let [one, other] = [1, 2].map(|number| TriggerId::from_uuid(uuid::Uuid::from_u128(number)));
        for _ in 0..HOOK.1 {
            throttle.hook(one).unwrap();
        }
        let refused = throttle.hook(one).unwrap_err();
        assert_eq!((refused.status, refused.retry_after), (429, Some(1)));
        throttle.hook(other).unwrap();
        clock.advance(Duration::from_secs(1));
        for _ in 0..HOOK.0 {
            throttle.hook(one).unwrap();
        }
        assert!(throttle.hook(one).is_err());
    }

    #[test]
    fn a_whole_network_of_ipv6_is_one_visitor() {
        let text = |text: &str| subscriber(text.parse().unwrap());
        assert_eq!(text("2001:db8::1"), text("2001:db8::ffff:1"));
        assert_ne!(text("2001:db8::1"), text("2001:db8:0:1::1"));
        assert_eq!(text("::ffff:192.0.2.1"), text("192.0.2.1"));
    }
}
