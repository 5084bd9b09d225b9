//! Which questions are in sight, as the address says it.

use domain::id::WorkflowId;
use rpc::{ApprovalFilter, ApprovalState, ListQuery};

use crate::address::{address, page_number, page_text};

/// Where the list lives.
const PATH: &str = "/approvals";
/// The word for what is over.
const HISTORY: &str = "history";

/// The state of the list; its text form is the query of `/approvals`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ApprovalsAddress {
    /// What is over, instead of what waits.
    pub(super) history: bool,
    /// Only of this workflow.
    pub(super) workflow: Option<WorkflowId>,
    /// Words to look for.
    pub(super) words: String,
    /// From 1.
    pub(super) page: u32,
}

impl ApprovalsAddress {
    /// Reads the query. What waits for a decision goes without saying.
    pub(super) fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            history: value("show") == Some(HISTORY),
            workflow: value("workflow").and_then(|id| id.parse().ok()),
            words: value("q").unwrap_or_default().to_owned(),
            page: page_number(value("page")),
        }
    }

    /// The address that restores it.
    pub(super) fn href(&self) -> String {
        let workflow = self.workflow.map(|id| id.to_string()).unwrap_or_default();
        address(
            PATH,
            &[
                ("show", if self.history { HISTORY } else { "" }),
                ("workflow", &workflow),
                ("q", &self.words),
                ("page", &page_text(self.page)),
            ],
        )
    }

    /// What waits, or what is over, from its first page.
    pub(super) fn with_history(&self, history: bool) -> Self {
        Self {
            history,
            page: 1,
            ..self.clone()
        }
    }

    /// The same list of another workflow, from its first page.
    pub(super) fn with_workflow(&self, workflow: Option<WorkflowId>) -> Self {
        Self {
            workflow,
            page: 1,
            ..self.clone()
        }
    }

    /// The same list with other words, from its first page.
    pub(super) fn with_words(&self, words: String) -> Self {
        Self {
            words,
            page: 1,
            ..self.clone()
        }
    }

    /// Another page of the same list.
    pub(super) fn on_page(&self, page: u64) -> Self {
        Self {
            page: u32::try_from(page).unwrap_or(1),
            ..self.clone()
        }
    }

    /// Whether anything is left out.
    pub(super) fn is_narrowed(&self) -> bool {
        self.workflow.is_some() || !self.words.is_empty()
    }

    /// What to ask the server for.
    pub(super) fn filter(&self) -> ApprovalFilter {
        let states = ApprovalState::ALL
            .into_iter()
            .filter(|state| (*state == ApprovalState::Pending) != self.history);
        ApprovalFilter {
            states: states.collect(),
            workflow_id: self.workflow,
            run_id: None,
        }
    }

    /// See `filter`.
    pub(super) fn query(&self) -> ListQuery {
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

    fn read(pairs: &[(&'static str, &'static str)]) -> ApprovalsAddress {
        ApprovalsAddress::read(|key| pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| *value))
    }

    #[test]
    fn what_waits_goes_without_saying() {
        assert_eq!(read(&[]).filter().states, [ApprovalState::Pending]);
        assert_eq!(read(&[("show", "lost")]).href(), "/approvals");
        let history = read(&[]).with_history(true);
        assert_eq!(history.href(), "/approvals?show=history");
        assert_eq!(history.filter().states.len(), 4);
    }

    #[test]
    fn the_address_restores_the_list() {
        let place = read(&[("show", "history"), ("q", "refund"), ("page", "2")]);
        assert_eq!(place.href(), "/approvals?show=history&q=refund&page=2");
        assert!(place.is_narrowed() && place.query().page == 2);
        assert_eq!(place.with_words(String::new()).href(), "/approvals?show=history");
    }
}
