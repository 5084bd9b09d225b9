//! The list of completions under a box: what is offered, what is marked, what keys do.

use leptos::{html, prelude::*};
use serde_json::Value;

use crate::expr::Syntax;
use crate::expr::complete::{Offer, Suggestion, offer};

/// The state of one box's list.
#[derive(Clone, Copy)]
pub(super) struct Completion {
    /// The marked option.
    pub active: RwSignal<usize>,
    offer: RwSignal<Option<Offer>>,
    id: StoredValue<String>,
}

impl Completion {
    /// Nothing offered yet.
    pub(super) fn new(id: String) -> Self {
        Self {
            active: RwSignal::new(0),
            offer: RwSignal::new(None),
            id: StoredValue::new(id),
        }
    }

    /// Looks what fits at the cursor. Unasked it opens only once a word or a dot was begun.
    pub(super) fn look(self, text: &str, cursor: usize, syntax: Syntax, known: &Value, forced: bool) {
        let begun = text
            .get(..cursor)
            .and_then(|before| before.chars().next_back())
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '|' | '{'));
        let found = offer(text, cursor, syntax, known).filter(|_| begun || forced);
        self.active.set(0);
        self.offer.set(found);
    }

    /// The text with an option in it, and the cursor behind it; closes the list.
    pub(super) fn take(self, text: &str, index: usize) -> Option<(String, usize)> {
        let taken = self.offer.get_untracked()?.take(text, index);
        self.close();
        taken
    }

    /// Closes the list.
    pub(super) fn close(self) {
        // a box that is taken away loses the focus after its signals are gone
        if self.offer.try_with_untracked(Option::is_some) == Some(true) {
            self.offer.set(None);
        }
    }

    /// What a key does while the list is open: none when it is left to the box, else the option it takes, if any.
    pub(super) fn key(self, key: &str) -> Option<Option<usize>> {
        let count = self
            .offer
            .with_untracked(|offer| offer.as_ref().map(|offer| offer.items.len()))?;
        let at = self.active.get_untracked();
        match key {
            "ArrowDown" => self.active.set((at + 1) % count),
            "ArrowUp" => self.active.set((at + count - 1) % count),
            "Escape" => self.close(),
            "Enter" | "Tab" => return Some(Some(at)),
            _other => return None,
        }
        Some(None)
    }

    /// The options. Tracked.
    pub(super) fn items(self) -> Vec<Suggestion> {
        self.offer
            .with(|offer| offer.as_ref().map(|offer| offer.items.clone()))
            .unwrap_or_default()
    }

    /// The id of the list.
    pub(super) fn list_id(self) -> String {
        self.id.with_value(|id| format!("{id}-options"))
    }

    /// The id of an option.
    pub(super) fn option_id(self, index: usize) -> String {
        self.id.with_value(|id| format!("{id}-option-{index}"))
    }

    /// Tells assistive technology of the list: the box is not ours to write attributes on.
    pub(super) fn describe(self, area: NodeRef<html::Textarea>) {
        effect(move || {
            let Some(area) = area.get() else { return };
            // each fails only for an invalid attribute name
            drop(area.set_attribute("aria-autocomplete", "list"));
            if self.offer.with(Option::is_some) {
                drop(area.set_attribute("aria-controls", &self.list_id()));
                drop(area.set_attribute("aria-activedescendant", &self.option_id(self.active.get())));
            } else {
                drop(area.remove_attribute("aria-controls"));
                drop(area.remove_attribute("aria-activedescendant"));
            }
        });
    }
}

/// From the browser's count (UTF-16) to bytes.
pub(super) fn byte_of(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, c) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(c.len_utf16());
    }
    text.len()
}

/// From bytes to the browser's count (UTF-16).
pub(super) fn units_of(text: &str, bytes: usize) -> u32 {
    let units: usize = text.get(..bytes).unwrap_or(text).chars().map(char::len_utf16).sum();
    u32::try_from(units).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_the_browser_does() {
        let text = "ä😀b";
        assert_eq!(byte_of(text, 0), 0);
        assert_eq!(byte_of(text, 1), 2);
        assert_eq!(byte_of(text, 3), 6);
        assert_eq!(byte_of(text, 99), 7);
        assert_eq!(units_of(text, 6), 3);
        assert_eq!(units_of(text, 7), 4);
    }
}
