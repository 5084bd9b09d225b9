//! Which workflows are in sight and how, as the address says it.

use rpc::ListQuery;

use crate::address::{address, page_number, page_text};

/// Where the list lives.
const PATH: &str = "/studio";
/// Cards fill rows of two, three and four.
const PAGE_SIZE: u32 = 24;

/// How workflows are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Layout {
    /// Cards with covers.
    #[default]
    Cards,
    /// Rows.
    Table,
}

impl Layout {
    /// The word in the address.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Cards => "cards",
            Self::Table => "table",
        }
    }

    /// Reads the word; anything else is cards.
    pub(super) fn read(word: &str) -> Self {
        if word == Self::Table.word() {
            Self::Table
        } else {
            Self::Cards
        }
    }
}

/// The state of the list; its text form is the query of `/studio`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct WorkflowsAddress {
    /// How workflows are shown.
    pub layout: Layout,
    /// Words to look for.
    pub words: String,
    /// From 1; 0 stands for 1.
    pub page: u32,
}

impl WorkflowsAddress {
    /// Reads the query. What can't be understood is as if it were not there.
    pub(super) fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            layout: Layout::read(value("view").unwrap_or_default()),
            words: value("q").unwrap_or_default().to_owned(),
            page: page_number(value("page")),
        }
    }

    /// The address that restores it.
    pub(super) fn href(&self) -> String {
        let view = match self.layout {
            Layout::Cards => "",
            Layout::Table => self.layout.word(),
        };
        address(
            PATH,
            &[("view", view), ("q", &self.words), ("page", &page_text(self.page))],
        )
    }

    /// The same list shown otherwise.
    pub(super) fn with_layout(&self, layout: Layout) -> Self {
        Self { layout, ..self.clone() }
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
            page: u32::try_from(page).unwrap_or(u32::MAX),
            ..self.clone()
        }
    }

    /// What to ask the server for.
    pub(super) fn query(&self) -> ListQuery {
        ListQuery {
            page: self.page.max(1),
            page_size: PAGE_SIZE,
            q: self.words.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &'static str)]) -> WorkflowsAddress {
        WorkflowsAddress::read(|key| pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| *value))
    }

    #[test]
    fn the_address_restores_the_list() {
        let place = read(&[("view", "table"), ("q", "mail"), ("page", "2")]);
        assert_eq!(place.href(), "/studio?view=table&q=mail&page=2");
        assert_eq!(place.with_words("x".to_owned()).href(), "/studio?view=table&q=x");
        assert_eq!(place.with_layout(Layout::Cards).href(), "/studio?q=mail&page=2");
    }

    #[test]
    fn another_layout_asks_for_nothing_new() {
        let place = read(&[("q", "mail")]);
        assert_eq!(place.query(), place.with_layout(Layout::Table).query());
        assert_ne!(place.query(), place.on_page(2).query());
    }
}
