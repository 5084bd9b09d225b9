//! Subjects, streams and consumers. All begin with `apex.<region>`, so that several cells may share one NATS.

use domain::id::{RunId, TenantId};

/// Longest name of a pool.
const MAX_POOL: usize = 64;

/// Whether a text names a pool of workers: 1 to 64 of a-z, 0-9 and `-`.
#[must_use]
pub fn is_pool_name(text: &str) -> bool {
    (1..=MAX_POOL).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The names of one region.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    region: String,
}

impl Names {
    pub(crate) fn new(region: &str) -> Self {
        Self { region: token(region) }
    }

    /// The stream of hints.
    pub(crate) fn stream(&self) -> String {
        format!("APEX_HINTS_{}", self.region)
    }

    /// Everything in the stream.
    pub(crate) fn all_hints(&self) -> String {
        format!("apex.{}.hints.*.*", self.region)
    }

    /// Where a hint for one lane of one pool goes.
    pub(crate) fn hints(&self, pool: &str, lane: i16) -> String {
        format!("apex.{}.hints.{}.{lane}", self.region, token(pool))
    }

    /// The consumer that the workers of a pool share, one a lane.
    pub(crate) fn consumer(pool: &str, lane: i16) -> String {
        format!("{}_{lane}", token(pool))
    }

    /// What nodes tell each other.
    pub(crate) fn nodes(&self) -> String {
        format!("apex.{}.nodes", self.region)
    }

    /// Live events of one run.
    pub(crate) fn live(&self, run: RunId) -> String {
        format!("apex.{}.live.{run}", self.region)
    }

    /// Events for others than Apex, such as `workflow.run.step`.
    pub(crate) fn event(&self, event: &str, tenant: TenantId) -> String {
        format!("apex.{}.events.{event}.{tenant}", self.region)
    }
}

/// One token of a subject.
fn token(text: &str) -> String {
    let token: String = text
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_') {
                letter
            } else {
                '_'
            }
        })
        .collect();
    if token.is_empty() { "_".to_owned() } else { token }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_one_token_whatever_it_is_called() {
        assert_eq!(Names::new("eu-west").hints("gpu", 1), "apex.eu-west.hints.gpu.1");
        assert_eq!(Names::new("eu.west >*").stream(), "APEX_HINTS_eu_west___");
        assert_eq!(Names::new("").nodes(), "apex._.nodes");
    }

    #[test]
    fn pools_have_plain_names() {
        assert!(["default", "gpu", "team-a2"].into_iter().all(is_pool_name));
        assert!(
            !["", "GPU", "a b", "a.b", "a_b", &"x".repeat(65)]
                .into_iter()
                .any(is_pool_name)
        );
    }
}
