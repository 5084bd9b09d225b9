//! Which runs are in sight, as the address says it.

use domain::id::WorkflowId;
use domain::run::RunStatus;
use rpc::{ListQuery, RunFilter};

use crate::address::{address, page_number, page_text};

/// Where the list lives.
const PATH: &str = "/runs";

/// The state of the list; its text form is the query of `/runs`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RunsAddress {
    /// Only this status.
    pub status: Option<RunStatus>,
    /// Only this workflow.
    pub workflow: Option<WorkflowId>,
    /// Words to look for.
    pub words: String,
    /// From 1; 0 stands for 1.
    pub page: u32,
}

impl RunsAddress {
    /// Reads the query. What can't be understood is as if it were not there.
    pub(crate) fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            status: value("status").and_then(|word| word.parse().ok()),
            workflow: value("workflow").and_then(|id| id.parse().ok()),
            words: value("q").unwrap_or_default().to_owned(),
            page: page_number(value("page")),
        }
    }

    /// The address that restores it.
    pub(crate) fn href(&self) -> String {
        address(
            PATH,
            &[
                ("status", self.status.map_or("", RunStatus::as_str)),
                ("workflow", &self.workflow.map(|id| id.to_string()).unwrap_or_default()),
                ("q", &self.words),
                ("page", &page_text(self.page)),
            ],
        )
    }

    /// The same list with another status, from its first page.
    pub(crate) fn with_status(&self, status: Option<RunStatus>) -> Self {
        Self {
            status,
            page: 1,
            ..self.clone()
        }
    }

    /// The same list of another workflow, from its first page.
    pub(crate) fn with_workflow(&self, workflow: Option<WorkflowId>) -> Self {
        Self {
            workflow,
            page: 1,
            ..self.clone()
        }
    }

    /// The same list with other words, from its first page.
    pub(crate) fn with_words(&self, words: String) -> Self {
        Self {
            words,
            page: 1,
            ..self.clone()
        }
    }

    /// Another page of the same list.
    pub(crate) fn on_page(&self, page: u64) -> Self {
        Self {
            page: u32::try_from(page).unwrap_or(u32::MAX),
            ..self.clone()
        }
    }

    /// Whether anything is left out.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.status.is_some() || self.workflow.is_some() || !self.words.is_empty()
    }

    /// What to ask the server for.
    pub(crate) fn filter(&self) -> RunFilter {
        RunFilter {
            status: self.status,
            workflow_id: self.workflow,
        }
    }

    /// See `filter`.
    pub(crate) fn query(&self) -> ListQuery {
        ListQuery {
            page: self.page.max(1),
            q: self.words.clone(),
            ..ListQuery::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &'static str)]) -> RunsAddress {
        RunsAddress::read(|key| pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| *value))
    }

    #[test]
    fn the_address_restores_the_list() {
        let place = read(&[("status", "failed"), ("q", "triage"), ("page", "3")]);
        assert_eq!(place.href(), "/runs?status=failed&q=triage&page=3");
        assert_eq!(place.filter().status, Some(RunStatus::Failed));
        assert_eq!(place.query().page, 3);
    }

    #[test]
    fn another_filter_begins_at_the_first_page() {
        let place = read(&[("page", "3")]);
        assert_eq!(
            place.with_status(Some(RunStatus::Running)).href(),
            "/runs?status=running"
        );
        assert_eq!(place.with_words("x".to_owned()).href(), "/runs?q=x");
        assert_eq!(place.with_workflow(None).href(), "/runs");
        assert_eq!(place.on_page(2).href(), "/runs?page=2");
    }

    #[test]
    fn nonsense_is_as_if_it_were_not_there() {
        let place = read(&[("status", "lost"), ("workflow", "wf_1"), ("page", "zero")]);
        assert_eq!(place.href(), "/runs");
        assert!(!place.is_narrowed());
    }
}
