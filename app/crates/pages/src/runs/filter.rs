//! Which runs are in sight, as the address says it.

use domain::id::WorkflowId;
use domain::run::RunStatus;
use rpc::{ListQuery, RunFilter};

use super::ask::Wanted;
use crate::address::{address, page_number, page_text};

/// Where the list lives.
const PATH: &str = "/runs";

/// The word for everything that has not ended.
const ACTIVE: &str = "active";

/// The word that leaves out runs which steps of other runs have started.
const NO_CHILDREN: &str = "hide";

/// Of which status the runs are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Of any.
    #[default]
    All,
    /// What has not ended: queued, running, waiting.
    Active,
    /// Only this one.
    Only(RunStatus),
}

impl Shown {
    fn read(word: &str) -> Self {
        if word == ACTIVE {
            return Self::Active;
        }
        word.parse().map_or(Self::All, Self::Only)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Active => ACTIVE,
            Self::Only(status) => status.as_str(),
        }
    }

    const fn status(self) -> Option<RunStatus> {
        match self {
            Self::All | Self::Active => None,
            Self::Only(status) => Some(status),
        }
    }
}

/// The state of the list; its text form is the query of `/runs`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RunsAddress {
    /// Only of this status.
    pub status: Shown,
    /// Only this workflow.
    pub workflow: Option<WorkflowId>,
    /// Words to look for.
    pub words: String,
    /// Runs that steps of other runs have started are left out.
    pub alone: bool,
    /// From 1; 0 stands for 1.
    pub page: u32,
}

impl RunsAddress {
    /// Reads the query. What can't be understood is as if it were not there.
    pub(crate) fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            status: Shown::read(value("status").unwrap_or_default()),
            workflow: value("workflow").and_then(|id| id.parse().ok()),
            words: value("q").unwrap_or_default().to_owned(),
            alone: value("children") == Some(NO_CHILDREN),
            page: page_number(value("page")),
        }
    }

    /// The address that restores it.
    pub(crate) fn href(&self) -> String {
        address(
            PATH,
            &[
                ("status", self.status.word()),
                ("workflow", &self.workflow.map(|id| id.to_string()).unwrap_or_default()),
                ("q", &self.words),
                ("children", if self.alone { NO_CHILDREN } else { "" }),
                ("page", &page_text(self.page)),
            ],
        )
    }

    /// The same list with another status, from its first page.
    pub(crate) fn with_status(&self, status: Shown) -> Self {
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

    /// The same list with or without children, from its first page.
    pub(crate) fn with_alone(&self, alone: bool) -> Self {
        Self {
            alone,
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
        self.status != Shown::All || self.workflow.is_some() || !self.words.is_empty() || self.alone
    }

    /// What to ask the server for.
    pub(crate) fn wanted(&self) -> Wanted {
        Wanted {
            filter: RunFilter {
                status: self.status.status(),
                workflow_id: self.workflow,
                without_children: self.alone,
                ..RunFilter::default()
            },
            active: self.status == Shown::Active,
            query: ListQuery {
                page: self.page.max(1),
                q: self.words.clone(),
                ..ListQuery::default()
            },
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
        assert_eq!(place.wanted().filter.status, Some(RunStatus::Failed));
        assert_eq!(place.wanted().query.page, 3);
    }

    #[test]
    fn active_is_a_filter_of_its_own() {
        let place = read(&[("status", "active")]);
        assert_eq!(place.href(), "/runs?status=active");
        assert!(place.is_narrowed() && place.wanted().active);
        assert_eq!(place.wanted().filter.status, None);
    }

    #[test]
    fn children_are_hidden_by_the_address() {
        let place = read(&[("page", "2")]).with_alone(true);
        assert_eq!(place.href(), "/runs?children=hide");
        assert!(read(&[("children", "hide")]).wanted().filter.without_children && place.is_narrowed());
        assert_eq!(place.with_alone(false).href(), "/runs");
    }

    #[test]
    fn another_filter_begins_at_the_first_page() {
        let place = read(&[("page", "3")]);
        assert_eq!(
            place.with_status(Shown::Only(RunStatus::Running)).href(),
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
