//! Which failures are in sight, as the address says it.

use domain::id::WorkflowId;
use rpc::FailureQuery;

use crate::address::address;

/// Where the report lives.
const PATH: &str = "/failures";

/// How far back it looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Range {
    /// 24 hours.
    Day,
    /// 7 days.
    #[default]
    Week,
    /// 30 days.
    Month,
    /// 90 days.
    Quarter,
}

impl Range {
    /// All of them, in order.
    pub(super) const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Quarter];

    /// The word in the address.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Day => "24h",
            Self::Week => "7d",
            Self::Month => "30d",
            Self::Quarter => "90d",
        }
    }

    /// The word on its button.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Day => "24 h",
            Self::Week => "7 days",
            Self::Month => "30 days",
            Self::Quarter => "90 days",
        }
    }

    const fn hours(self) -> u32 {
        match self {
            Self::Day => 24,
            Self::Week => 7 * 24,
            Self::Month => 30 * 24,
            Self::Quarter => 90 * 24,
        }
    }

    /// Reads the word; anything else is a week.
    pub(super) fn read(word: &str) -> Self {
        let found = Self::ALL.into_iter().find(|range| range.word() == word);
        found.unwrap_or_default()
    }
}

/// The state of the page; its text form is the query of `/failures`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FailuresAddress {
    /// How far back.
    pub(super) range: Range,
    /// Only this workflow.
    pub(super) workflow: Option<WorkflowId>,
}

impl FailuresAddress {
    /// Reads the query. What can't be understood is as if it were not there.
    pub(super) fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            range: value("range").map(Range::read).unwrap_or_default(),
            workflow: value("workflow").and_then(|id| id.parse().ok()),
        }
    }

    /// The address that restores it.
    pub(super) fn href(&self) -> String {
        let range = if self.range == Range::default() {
            ""
        } else {
            self.range.word()
        };
        let workflow = self.workflow.map(|id| id.to_string()).unwrap_or_default();
        address(PATH, &[("range", range), ("workflow", &workflow)])
    }

    /// The same page over another time.
    pub(super) fn with_range(&self, range: Range) -> Self {
        Self { range, ..self.clone() }
    }

    /// The same page for another workflow.
    pub(super) fn with_workflow(&self, workflow: Option<WorkflowId>) -> Self {
        Self {
            workflow,
            ..self.clone()
        }
    }

    /// What to ask the server for.
    pub(super) fn query(&self) -> FailureQuery {
        FailureQuery {
            hours: Some(self.range.hours()),
            workflow_id: self.workflow,
            ..FailureQuery::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_goes_without_saying_and_the_address_restores_the_rest() {
        let read = |range: &'static str| FailuresAddress::read(move |key| (key == "range").then_some(range));
        assert_eq!(read("7d").href(), "/failures");
        assert_eq!(read("nonsense").href(), "/failures");
        assert_eq!(read("24h").href(), "/failures?range=24h");
        assert_eq!(read("90d").query().hours, Some(2_160));
    }
}
