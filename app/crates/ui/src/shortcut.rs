//! Keyboard shortcuts for the whole page. They stay out of the way of someone who types.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// A chord such as `mod+k`, `shift+1`, `/`. `mod` is ⌘ on a Mac and Ctrl elsewhere; either works everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortcut {
    command: bool,
    shift: bool,
    key: String,
}

/// What was pressed, free of the browser.
#[derive(Clone, Debug)]
struct Pressed {
    command: bool,
    shift: bool,
    alt: bool,
    key: String,
    typing: bool,
}

impl Shortcut {
    /// Reads a chord. Unknown words before the last `+` are ignored.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut parts: Vec<&str> = text.split('+').collect();
        let key = parts.pop().unwrap_or_default().to_lowercase();
        Self {
            command: parts.contains(&"mod"),
            shift: parts.contains(&"shift"),
            key,
        }
    }

    /// Without the command key a chord is only a letter, which belongs to whoever types it.
    fn matches(&self, pressed: &Pressed) -> bool {
        let free = self.command || !pressed.typing;
        let shift = self.shift == pressed.shift || self.key.chars().all(|c| c.is_ascii_punctuation());
        free && shift && !pressed.alt && self.command == pressed.command && self.key == pressed.key.to_lowercase()
    }
}

/// Runs a callback when the chord is pressed anywhere on the page, as long as the caller lives.
pub fn use_shortcut(chord: &'static str, run: impl Fn() + Send + Sync + 'static) {
    let shortcut = Shortcut::parse(chord);
    let run = Callback::new(move |()| run());
    effect(move || {
        let shortcut = shortcut.clone();
        let listener = window_event_listener(ev::keydown, move |event| {
            if !event.default_prevented() && shortcut.matches(&pressed(&event)) {
                event.prevent_default();
                run.run(());
            }
        });
        on_cleanup(move || listener.remove());
    });
}

fn pressed(event: &ev::KeyboardEvent) -> Pressed {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok());
    let typing = target.is_some_and(|element| {
        element.is_content_editable() || matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    });
    Pressed {
        command: event.meta_key() || event.ctrl_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
        key: event.key(),
        typing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str) -> Pressed {
        Pressed {
            command: false,
            shift: false,
            alt: false,
            key: key.to_owned(),
            typing: false,
        }
    }

    #[test]
    fn a_chord_needs_its_keys_and_no_others() {
        let chord = Shortcut::parse("mod+k");
        assert!(chord.matches(&Pressed {
            command: true,
            ..press("K")
        }));
        assert!(!chord.matches(&press("k")));
        assert!(!chord.matches(&Pressed {
            command: true,
            shift: true,
            ..press("k")
        }));
        assert!(!chord.matches(&Pressed {
            command: true,
            alt: true,
            ..press("k")
        }));
    }

    #[test]
    fn a_bare_letter_belongs_to_whoever_types() {
        let slash = Shortcut::parse("/");
        assert!(slash.matches(&press("/")));
        assert!(
            slash.matches(&Pressed {
                shift: true,
                ..press("/")
            }),
            "on some keyboards the slash needs shift"
        );
        assert!(!slash.matches(&Pressed {
            typing: true,
            ..press("/")
        }));
        assert!(Shortcut::parse("mod+Enter").matches(&Pressed {
            command: true,
            typing: true,
            ..press("Enter")
        }));
    }
}
