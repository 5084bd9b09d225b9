//! Closed, open, half open.

use std::time::Duration;

use chrono::TimeDelta;

use super::{CircuitOptions, Moment, Verdict};

/// Whoever waits for somebody else's trial asks again after this long.
const TRIAL_PAUSE: Duration = Duration::from_secs(1);

/// The circuit of one target.
#[derive(Debug, Clone)]
pub struct Circuit {
    options: CircuitOptions,
    state: State,
    /// Rises whenever the state changes: calls that began before say nothing about now.
    era: u64,
    began: Moment,
    /// Calls of the window that is running, and of the one before.
    now: Count,
    before: Count,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed,
    Open {
        until: Moment,
    },
    /// One call tries; should nobody hear of it again, another may from then on.
    Trial {
        until: Moment,
    },
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    calls: u32,
    failures: u32,
}

/// The right to make one call; give it back with the call's verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permit {
    era: u64,
}

impl Circuit {
    /// A closed circuit that has seen nothing yet.
    #[must_use]
    pub fn new(options: CircuitOptions, now: Moment) -> Self {
        Self {
            options,
            state: State::Closed,
            era: 0,
            began: now,
            now: Count::default(),
            before: Count::default(),
        }
    }

    /// Whether a call may be made now; else after how long it is worth asking again.
    ///
    /// # Errors
    /// The time to wait.
    pub fn admit(&mut self, now: Moment) -> Result<Permit, Duration> {
        match self.state {
            State::Closed => {}
            State::Open { until } | State::Trial { until } if until <= now => {
                let until = later(now, self.options.open);
                self.change(State::Trial { until }, now);
            }
            State::Open { until } => return Err((until - now).to_std().unwrap_or_default()),
            State::Trial { .. } => return Err(TRIAL_PAUSE),
        }
        Ok(Permit { era: self.era })
    }

    /// Takes in how a call ended.
    pub fn settle(&mut self, permit: Permit, verdict: Verdict, now: Moment) {
        if permit.era != self.era {
            return;
        }
        match (self.state, verdict) {
            (State::Closed, Verdict::Unknown) | (State::Open { .. }, _) => {}
            (State::Closed, Verdict::Well | Verdict::Ill) => self.count(verdict == Verdict::Ill, now),
            (State::Trial { .. }, Verdict::Well) => self.change(State::Closed, now),
            (State::Trial { .. }, Verdict::Ill) => self.open(now),
            // nothing was tried after all: the next call may
            (State::Trial { .. }, Verdict::Unknown) => self.change(State::Open { until: now }, now),
        }
    }

    /// Whether it may be forgotten: it is closed, and nothing that it has counted matters any more.
    #[must_use]
    pub fn is_idle(&self, now: Moment) -> bool {
        self.state == State::Closed && later(self.began, self.options.window * 2) <= now
    }

    fn count(&mut self, failed: bool, now: Moment) {
        self.roll(now);
        self.now.calls += 1;
        self.now.failures += u32::from(failed);
        let failures = self.now.failures + self.before.failures;
        let calls = self.now.calls + self.before.calls;
        let share = u64::from(failures) * 100 >= u64::from(calls) * u64::from(self.options.percent);
        if failed && failures >= self.options.failures && share {
            self.open(now);
        }
    }

    /// Two windows are kept, so that a burst across their border counts as one.
    fn roll(&mut self, now: Moment) {
        let window = self.options.window;
        if now < later(self.began, window) {
            return;
        }
        let fresh = now < later(self.began, window * 2);
        self.before = if fresh { self.now } else { Count::default() };
        self.now = Count::default();
        self.began = now;
    }

    fn open(&mut self, now: Moment) {
        let until = later(now, self.options.open);
        self.change(State::Open { until }, now);
    }

    fn change(&mut self, state: State, now: Moment) {
        self.state = state;
        self.era += 1;
        self.began = now;
        (self.now, self.before) = (Count::default(), Count::default());
    }
}

fn later(at: Moment, span: Duration) -> Moment {
    TimeDelta::from_std(span)
        .ok()
        .and_then(|span| at.checked_add_signed(span))
        .unwrap_or(Moment::MAX_UTC)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OPTIONS: CircuitOptions = CircuitOptions {
        failures: 3,
        percent: 50,
        window: Duration::from_secs(10),
        open: Duration::from_secs(5),
    };

    fn at(ms: i64) -> Moment {
        Moment::UNIX_EPOCH + TimeDelta::milliseconds(ms)
    }

    fn call(circuit: &mut Circuit, verdict: Verdict, ms: i64) {
        let permit = circuit.admit(at(ms)).unwrap();
        circuit.settle(permit, verdict, at(ms));
    }

    fn broken() -> Circuit {
        let mut circuit = Circuit::new(OPTIONS, at(0));
        for ms in 0..3 {
            call(&mut circuit, Verdict::Ill, ms);
        }
        circuit
    }

    #[test]
    fn it_opens_when_enough_calls_have_failed_and_says_when_to_come_back() {
        let mut circuit = broken();
        assert_eq!(circuit.admit(at(1_002)), Err(Duration::from_millis(4_000)));
    }

    #[test]
    fn failures_among_many_good_calls_open_nothing() {
        let mut circuit = Circuit::new(OPTIONS, at(0));
        for ms in 0..20 {
            call(&mut circuit, if ms % 3 == 0 { Verdict::Ill } else { Verdict::Well }, ms);
        }
        assert!(circuit.admit(at(21)).is_ok());
    }

    #[test]
    fn failures_of_long_ago_do_not_count() {
        let mut circuit = Circuit::new(OPTIONS, at(0));
        call(&mut circuit, Verdict::Ill, 0);
        call(&mut circuit, Verdict::Ill, 1);
        call(&mut circuit, Verdict::Ill, 30_000);
        assert!(circuit.admit(at(30_001)).is_ok());
    }

    #[test]
    fn one_trial_decides() {
        let mut circuit = broken();
        let trial = circuit.admit(at(6_000)).unwrap();
        assert_eq!(circuit.admit(at(6_001)), Err(TRIAL_PAUSE), "one at a time");
        circuit.settle(trial, Verdict::Ill, at(6_100));
        assert_eq!(circuit.admit(at(6_100)), Err(OPTIONS.open));
        call(&mut circuit, Verdict::Well, 12_000);
        call(&mut circuit, Verdict::Ill, 12_001);
        assert!(circuit.admit(at(12_002)).is_ok(), "closed, and counting anew");
    }

    #[test]
    fn a_trial_of_which_nobody_hears_again_blocks_nobody_for_ever() {
        let mut circuit = broken();
        let lost = circuit.admit(at(6_000)).unwrap();
        let second = circuit.admit(at(11_000)).unwrap();
        circuit.settle(lost, Verdict::Well, at(11_001));
        assert!(circuit.admit(at(11_002)).is_err(), "only the second one counts now");
        circuit.settle(second, Verdict::Well, at(11_003));
        assert!(circuit.admit(at(11_004)).is_ok());
    }

    #[test]
    fn calls_from_before_it_opened_say_nothing_about_now() {
        let mut circuit = Circuit::new(OPTIONS, at(0));
        let old = circuit.admit(at(0)).unwrap();
        for ms in 0..3 {
            call(&mut circuit, Verdict::Ill, ms);
        }
        let _trial = circuit.admit(at(6_000)).unwrap();
        circuit.settle(old, Verdict::Well, at(6_001));
        assert!(circuit.admit(at(6_002)).is_err());
    }

    proptest! {
        #[test]
        fn it_never_opens_by_good_calls_and_never_stays_open(steps in prop::collection::vec((0_i64..4_000, 0_u8..4), 1..200)) {
            let mut circuit = Circuit::new(OPTIONS, at(0));
            let (mut now, mut failures) = (0, 0);
            for (pause, what) in steps {
                now += pause;
                match circuit.admit(at(now)) {
                    Ok(permit) => {
                        let verdict = [Verdict::Well, Verdict::Ill, Verdict::Ill, Verdict::Unknown][usize::from(what)];
                        failures += u32::from(verdict == Verdict::Ill);
                        circuit.settle(permit, verdict, at(now));
                    }
                    Err(wait) => {
                        prop_assert!(failures >= OPTIONS.failures, "closed to a server that hardly failed");
                        prop_assert!(wait <= OPTIONS.open);
                        let then = at(now) + TimeDelta::from_std(wait).unwrap();
                        prop_assert!(circuit.clone().admit(then).is_ok(), "what it says about when to come back holds");
                    }
                }
            }
        }

        #[test]
        fn at_most_one_trial_is_under_way(ages in prop::collection::vec(5_003_i64..9_000, 1..20)) {
            let mut circuit = broken();
            let mut ages = ages;
            ages.sort_unstable();
            let admitted = ages.into_iter().filter(|ms| circuit.admit(at(*ms)).is_ok()).count();
            prop_assert_eq!(admitted, 1);
        }
    }
}
