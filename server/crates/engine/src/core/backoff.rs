//! How long to pause between two attempts.

use domain::graph::{Backoff, Retry};
use domain::limits::MAX_BACKOFF_MS;

/// Milliseconds between the failed `attempt` (from 1) and the next one.
///
/// `draw` is a number in 0..1 for full jitter. A Retry-After is honoured up to the policy's `maxMs`: the pause is never
/// shorter than that, jitter or not.
#[must_use]
pub fn pause_ms(retry: &Retry, attempt: u32, draw: f64, retry_after_ms: Option<u64>) -> u64 {
    let cap = retry.max_ms.max(retry.initial_ms).min(MAX_BACKOFF_MS);
    let grown = match retry.backoff {
        Backoff::None => 0,
        Backoff::Fixed => retry.initial_ms,
        Backoff::Linear => retry.initial_ms.saturating_mul(u64::from(attempt)),
        Backoff::Exponential => retry
            .initial_ms
            .saturating_mul(1_u64 << attempt.saturating_sub(1).min(32)),
    };
    let grown = grown.min(cap);
    let pause = if retry.jitter { scale(grown, draw) } else { grown };
    pause.max(retry_after_ms.unwrap_or(0).min(cap))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "at most an hour in milliseconds times 0..1: exact in an f64 and never negative"
)]
fn scale(ms: u64, draw: f64) -> u64 {
    (ms as f64 * draw.clamp(0.0, 1.0)) as u64
}

#[cfg(test)]
mod tests {
    use domain::graph::RetryOn;

    use super::*;

    const PLAIN: Retry = Retry {
        max_attempts: 9,
        backoff: Backoff::Exponential,
        initial_ms: 200,
        max_ms: 1_000,
        jitter: false,
        on: RetryOn::USUAL,
    };

    #[test]
    fn exponential_doubles_up_to_the_cap() {
        let pauses: Vec<u64> = (1..=5).map(|attempt| pause_ms(&PLAIN, attempt, 0.5, None)).collect();
        assert_eq!(pauses, [200, 400, 800, 1_000, 1_000]);
    }

    #[test]
    fn linear_grows_by_its_first_pause_and_fixed_never_grows() {
        let linear = Retry {
            backoff: Backoff::Linear,
            ..PLAIN
        };
        let fixed = Retry {
            backoff: Backoff::Fixed,
            ..PLAIN
        };
        assert_eq!(
            [1, 2, 3].map(|attempt| pause_ms(&linear, attempt, 0.0, None)),
            [200, 400, 600]
        );
        assert_eq!(
            [1, 2, 3].map(|attempt| pause_ms(&fixed, attempt, 0.0, None)),
            [200, 200, 200]
        );
        let none = Retry {
            backoff: Backoff::None,
            ..PLAIN
        };
        assert_eq!(pause_ms(&none, 3, 0.9, None), 0);
        assert_eq!(
            pause_ms(&none, 3, 0.9, Some(400)),
            400,
            "but who asks for patience gets it"
        );
    }

    #[test]
    fn full_jitter_draws_between_nothing_and_the_whole_pause() {
        let jitter = Retry { jitter: true, ..PLAIN };
        assert_eq!(
            [0.0, 0.5, 1.0].map(|draw| pause_ms(&jitter, 2, draw, None)),
            [0, 200, 400]
        );
    }

    #[test]
    fn retry_after_lengthens_the_pause_but_not_past_the_cap() {
        assert_eq!(pause_ms(&PLAIN, 1, 0.0, Some(700)), 700);
        assert_eq!(pause_ms(&PLAIN, 1, 0.0, Some(60_000)), 1_000);
        assert_eq!(pause_ms(&PLAIN, 3, 0.0, Some(1)), 800);
    }

    #[test]
    fn a_huge_attempt_number_does_not_overflow() {
        let steep = Retry {
            initial_ms: u64::MAX,
            max_ms: u64::MAX,
            ..PLAIN
        };
        assert_eq!(pause_ms(&steep, u32::MAX, 1.0, None), MAX_BACKOFF_MS);
    }
}
