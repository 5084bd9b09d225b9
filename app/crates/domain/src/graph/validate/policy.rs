//! Retry policy and time-out within their limits, for workflows that weren't read from a document.

use super::view::View;
use crate::graph::Retry;
use crate::limits::{MAX_ATTEMPTS, MAX_BACKOFF_MS, MAX_TIMEOUT_MS};
use crate::problem::Problem;
use crate::report::Report;

pub(super) fn check(view: &View<'_>, report: &mut Report) {
    for (index, spot) in view.nodes.iter().enumerate() {
        let node = spot.node;
        let mut bound = |key: &str, value: u64, min: u64, max: u64| {
            if !(min..=max).contains(&value) {
                let path = format!("{}/{key}", view.node_pointer(index));
                let name = key.rsplit('/').next().unwrap_or(key);
                let message = format!("`{}`: `{name}` is a whole number from {min} to {max}", node.id);
                report.push(Problem::error(path, "out_of_range", message));
            }
        };
        if let Some(Retry {
            max_attempts,
            initial_ms,
            max_ms,
            ..
        }) = node.retry
        {
            bound("retry/maxAttempts", max_attempts.into(), 1, MAX_ATTEMPTS.into());
            bound("retry/initialMs", initial_ms, 0, MAX_BACKOFF_MS);
            bound("retry/maxMs", max_ms, 0, MAX_BACKOFF_MS);
        }
        if let Some(timeout_ms) = node.timeout_ms {
            bound("timeoutMs", timeout_ms, 1, MAX_TIMEOUT_MS);
        }
    }
}
