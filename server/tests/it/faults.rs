//! Faults in the middle of steps: real servers and workers, a real Postgres, a real NATS, and afterwards a look at all
//! that happened ([`testkit::history`]).
//!
//! No hook in the product: a process is stopped at a known place by holding what it waits for, a lock or an answer. Each
//! case is repeated in one installation, `APEX_FAULT_ROUNDS` times, and says what was under way when the fault came.

mod bad_input;
mod broker;
mod connections;
mod disk;
mod kills;
mod outside;
mod pauses;
mod restarts;
mod soak;
mod stage;
mod storm;

/// How the statement begins that writes journals.
const WRITE: &str = "WITH w AS";

/// How often each case is repeated. An even number has as many of either [`Fate`].
#[expect(clippy::disallowed_methods, reason = "a setting of the tests, not of the program")]
fn rounds() -> Vec<Fate> {
    let rounds = std::env::var("APEX_FAULT_ROUNDS").map_or(2, |rounds| rounds.parse().unwrap());
    [Fate::Undone, Fate::Done].into_iter().cycle().take(rounds).collect()
}

/// What becomes of a statement whose sender was killed while it waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Its connection ends before it is carried out.
    Undone,
    /// It is carried out, and nobody hears of it.
    Done,
}

impl Fate {
    /// How often a step is called whose result was being written.
    fn calls(self) -> usize {
        match self {
            Self::Undone => 2,
            Self::Done => 1,
        }
    }
}
