//! The table of keys.

use crate::editor::event::{Event, Key, Modifiers};
use crate::editor::{EditorState, Effects};
use crate::model::Payload;

/// What a key means in this state; none when it is left to the browser.
#[must_use]
pub fn command<D: Payload>(state: &EditorState<D>, key: Key, mods: Modifiers) -> Option<Event<D>> {
    if mods.ctrl {
        with_control(key, mods)
    } else {
        plain(state, key, mods)
    }
}

fn with_control<D>(key: Key, mods: Modifiers) -> Option<Event<D>> {
    let Key::Char(c) = key else { return None };
    match (c, mods.shift) {
        ('z', false) => Some(Event::Undo),
        ('z', true) | ('y', false) => Some(Event::Redo),
        ('a', false) => Some(Event::SelectAll),
        ('d', false) => Some(Event::Duplicate),
        ('c', false) => Some(Event::Copy),
        ('x', false) => Some(Event::Cut),
        ('v', false) => Some(Event::Paste),
        _ => None,
    }
}

fn plain<D: Payload>(state: &EditorState<D>, key: Key, mods: Modifiers) -> Option<Event<D>> {
    match key {
        Key::Arrow(direction) if moves(state, mods) => Some(Event::Nudge {
            direction,
            far: mods.shift,
        }),
        Key::Arrow(direction) => Some(Event::Navigate(direction)),
        Key::Delete => Some(Event::DeleteSelection),
        Key::Escape => Some(Event::Cancel),
        Key::Enter => Some(Event::Open),
        Key::Home => Some(Event::GoTo { last: false }),
        Key::End => Some(Event::GoTo { last: true }),
        Key::Char('c') if !mods.alt => state.focus().cloned().map(Event::StartConnect),
        Key::Char(c) if !mods.alt => character(c, mods),
        Key::Char(_) | Key::Tab | Key::Space => None,
    }
}

fn character<D>(c: char, mods: Modifiers) -> Option<Event<D>> {
    match (c, mods.shift) {
        ('/', _) => Some(Event::RequestAdd),
        ('1', false) => Some(Event::Fit),
        ('0', false) => Some(Event::ZoomTo(1.0)),
        ('+' | '=', _) => Some(Event::ZoomIn),
        ('-' | '_', _) => Some(Event::ZoomOut),
        ('t', true) => Some(Event::Tidy),
        _ => None,
    }
}

/// Arrows move what is selected; else, with Alt, or while only looking, they move the focus.
fn moves<D: Payload>(state: &EditorState<D>, mods: Modifiers) -> bool {
    let focus_is_selected = state.focus().is_none_or(|id| state.selection().nodes.contains(id));
    state.edits() && !mods.alt && !state.selection().nodes.is_empty() && focus_is_selected
}

impl<D: Payload> EditorState<D> {
    /// Whether a key means something now, so that the browser must not act on it as well.
    ///
    /// Copy, cut and paste stay with the browser too: a host may listen to its clipboard events.
    #[must_use]
    pub fn handles(&self, key: Key, mods: Modifiers) -> bool {
        let clipboard = mods.ctrl && matches!(key, Key::Char('c' | 'x' | 'v'));
        self.picks() || key == Key::Space || (!clipboard && command(self, key, mods).is_some())
    }

    pub(super) fn key(&mut self, key: Key, mods: Modifiers) -> Effects<D> {
        if self.picks() {
            return self.pick_key(key, mods);
        }
        if key == Key::Space {
            self.space = self.space.or(Some(false));
            return Effects::new();
        }
        command(self, key, mods).map_or_else(Effects::new, |event| super::reduce(self, event))
    }

    /// Space let go: when it did not pan, it selects the node that has the focus.
    pub(super) fn key_up(&mut self, key: Key) -> Effects<D> {
        if key != Key::Space {
            return Effects::new();
        }
        let tapped = self.space.take() == Some(false);
        match self
            .focus
            .clone()
            .filter(|_| tapped && self.gesture == super::state::Gesture::Idle)
        {
            Some(id) => self.toggle(&id),
            None => Effects::new(),
        }
    }
}
