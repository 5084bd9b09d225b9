//! The address of one execution of a node: `fetch`, or inside loops `each.2.fetch`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::graph::NodeId;

/// Node id, preceded by (loop node id, iteration) pairs, joined by dots; unique in a run.
///
/// Node ids hold no dots and don't start with a digit, so the text is unambiguous. In the API it is the step's `id`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct StepPath(String);

/// The text is no step path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no step id")]
pub struct StepPathError(String);

impl StepPath {
    /// A step of the workflow itself.
    #[must_use]
    pub fn top(node: &NodeId) -> Self {
        Self(node.to_string())
    }

    /// The step `node` in iteration `index` (from 0) of the loop at this path.
    #[must_use]
    pub fn inside(&self, index: usize, node: &NodeId) -> Self {
        Self(format!("{}.{index}.{node}", self.0))
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The node's id in its own graph.
    #[must_use]
    pub fn node(&self) -> &str {
        self.0.rsplit('.').next().unwrap_or(&self.0)
    }

    /// The loop's path and the iteration (from 0) that this step belongs to; none at the top.
    #[must_use]
    pub fn parent(&self) -> Option<(StepPath, usize)> {
        let (rest, _node) = self.0.rsplit_once('.')?;
        let (parent, index) = rest.rsplit_once('.')?;
        Some((Self(parent.into()), index.parse().ok()?))
    }

    /// How many loops the step lies in.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.0.matches('.').count() / 2
    }
}

impl fmt::Display for StepPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for StepPath {
    type Err = StepPathError;

    fn from_str(text: &str) -> Result<Self, StepPathError> {
        let wrong = || StepPathError(text.chars().take(80).collect());
        let parts: Vec<&str> = text.split('.').collect();
        let ok = parts.len() % 2 == 1
            && parts.iter().enumerate().all(|(position, part)| {
                if position % 2 == 0 {
                    part.parse::<NodeId>().is_ok()
                } else {
                    part.parse::<u32>().is_ok()
                }
            });
        if ok { Ok(Self(text.into())) } else { Err(wrong()) }
    }
}

impl<'de> Deserialize<'de> for StepPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_knows_its_loop_and_its_node() {
        let each: NodeId = "each".parse().unwrap();
        let fetch: NodeId = "fetch".parse().unwrap();
        let path = StepPath::top(&each).inside(12, &fetch);
        assert_eq!(path.as_str(), "each.12.fetch");
        assert_eq!(path.node(), "fetch");
        assert_eq!(path.parent(), Some((StepPath::top(&each), 12)));
        assert_eq!(path.as_str().parse(), Ok(path));
        assert!("each.x.fetch".parse::<StepPath>().is_err());
        assert!("each.1".parse::<StepPath>().is_err());
        assert!("".parse::<StepPath>().is_err());
    }
}
