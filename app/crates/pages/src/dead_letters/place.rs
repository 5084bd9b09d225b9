//! Which letters are in sight, as the address says it.

use domain::id::WorkflowId;
use rpc::{DeadLetterFilter, DeadLetterState, ListQuery, OpenLetters};

use crate::address::{address, page_number, page_text};

/// Where the list lives.
const PATH: &str = "/dead-letters";
/// The word for letters in any state.
const ALL: &str = "all";

/// The state of the list; its text form is the query of `/dead-letters`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LettersAddress {
    /// Only in this state; none for all.
    pub(super) state: Option<DeadLetterState>,
    /// Only of this workflow.
    pub(super) workflow: Option<WorkflowId>,
    /// Only with this cause.
    pub(super) code: String,
    /// Words to look for.
    pub(super) words: String,
    /// From 1.
    pub(super) page: u32,
}

impl LettersAddress {
    /// Reads the query. Without a state, letters that wait for a decision are meant.
    pub(super) fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Self {
        let state = match value("state") {
            Some(ALL) => None,
            word => Some(
                word.and_then(DeadLetterState::from_word)
                    .unwrap_or(DeadLetterState::Open),
            ),
        };
        Self {
            state,
            workflow: value("workflow").and_then(|id| id.parse().ok()),
            code: value("code").unwrap_or_default().to_owned(),
            words: value("q").unwrap_or_default().to_owned(),
            page: page_number(value("page")),
        }
    }

    /// The address that restores it.
    pub(super) fn href(&self) -> String {
        let state = match self.state {
            None => ALL,
            Some(DeadLetterState::Open) => "",
            Some(state @ (DeadLetterState::Replayed | DeadLetterState::Discarded)) => state.as_str(),
        };
        address(
            PATH,
            &[
                ("state", state),
                ("workflow", &self.workflow.map(|id| id.to_string()).unwrap_or_default()),
                ("code", &self.code),
                ("q", &self.words),
                ("page", &page_text(self.page)),
            ],
        )
    }

    /// The same list in another state, from its first page.
    pub(super) fn with_state(&self, state: Option<DeadLetterState>) -> Self {
        Self {
            state,
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

    /// The same list with another cause, from its first page.
    pub(super) fn with_code(&self, code: String) -> Self {
        Self {
            code,
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

    /// Whether anything but the state is left out.
    pub(super) fn is_narrowed(&self) -> bool {
        self.workflow.is_some() || !self.code.is_empty() || !self.words.is_empty()
    }

    /// What to ask the server for.
    pub(super) fn filter(&self) -> DeadLetterFilter {
        DeadLetterFilter {
            workflow_id: self.workflow,
            code: Some(self.code.clone()).filter(|code| !code.is_empty()),
            state: self.state,
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

    /// All open letters that fit, whatever page they stand on.
    pub(super) fn open(&self) -> OpenLetters {
        OpenLetters {
            workflow_id: self.workflow,
            code: Some(self.code.clone()).filter(|code| !code.is_empty()),
            q: self.words.clone(),
            before: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &'static str)]) -> LettersAddress {
        LettersAddress::read(|key| pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| *value))
    }

    #[test]
    fn what_waits_for_a_decision_goes_without_saying() {
        assert_eq!(read(&[]).state, Some(DeadLetterState::Open));
        assert_eq!(read(&[("state", "lost")]).href(), "/dead-letters");
        assert_eq!(read(&[("state", "all")]).href(), "/dead-letters?state=all");
        assert_eq!(read(&[("state", "all")]).filter().state, None);
    }

    #[test]
    fn the_address_restores_the_list() {
        let place = read(&[
            ("state", "discarded"),
            ("code", "timeout"),
            ("q", "triage"),
            ("page", "3"),
        ]);
        assert_eq!(
            place.href(),
            "/dead-letters?state=discarded&code=timeout&q=triage&page=3"
        );
        assert_eq!(place.query().page, 3);
        assert_eq!(
            place.with_code(String::new()).href(),
            "/dead-letters?state=discarded&q=triage"
        );
    }
}
