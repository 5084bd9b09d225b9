//! Status: glyph, word and colour, always together. The page maps its own status to this one.

use leptos::prelude::*;

use crate::{Icon, IconName, IconSize, class_list::class_list};

/// What something is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// Nothing has happened yet.
    #[default]
    Idle,
    /// Waits for a worker.
    Queued,
    /// Works.
    Running,
    /// Waits for a person, a time or an event.
    Waiting,
    /// Done.
    Succeeded,
    /// Ended with an error.
    Failed,
    /// Not on the way taken.
    Skipped,
    /// Stopped by a person.
    Cancelled,
    /// Failed for good, after the last attempt; in the list of dead letters.
    Dead,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::Idle,
        Self::Queued,
        Self::Running,
        Self::Waiting,
        Self::Succeeded,
        Self::Failed,
        Self::Skipped,
        Self::Cancelled,
        Self::Dead,
    ];

    /// The value of `data-status`, which the stylesheet colours by.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Cancelled => "cancelled",
            Self::Dead => "dead",
        }
    }

    /// The word people read.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Idle => "Idle",
            Self::Queued => "Queued",
            Self::Running => "Running",
            Self::Waiting => "Waiting",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Skipped => "Skipped",
            Self::Cancelled => "Cancelled",
            Self::Dead => "Given up",
        }
    }

    /// The glyph.
    #[must_use]
    pub const fn icon(self) -> IconName {
        match self {
            Self::Idle => IconName::Circle,
            Self::Queued => IconName::CircleDashed,
            Self::Running => IconName::LoaderCircle,
            Self::Waiting => IconName::CirclePause,
            Self::Succeeded => IconName::CircleCheck,
            Self::Failed => IconName::CircleX,
            Self::Skipped => IconName::CircleSlash,
            Self::Cancelled => IconName::Ban,
            Self::Dead => IconName::OctagonX,
        }
    }

    /// Finds a status by its API word, such as `"running"`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// The glyph alone, with the word for screen readers.
#[component]
pub fn StatusGlyph(
    /// Which status.
    #[prop(into)]
    status: Signal<Status>,
) -> impl IntoView {
    view! {
        <span class="status status--glyph" data-status=move || status.get().as_str() title=move || status.get().word()>
            {move || glyph(status.get())}
            <span class="vh">{move || status.get().word()}</span>
        </span>
    }
}

/// Glyph and word without a fill: for lists and tables.
#[component]
pub fn StatusText(
    /// Which status.
    #[prop(into)]
    status: Signal<Status>,
    /// Another word than the status's own: "Waiting for Jonas".
    #[prop(optional, into)]
    word: Signal<String>,
) -> impl IntoView {
    labelled(status, word, "")
}

/// Glyph and word in a pill: for headers.
#[component]
pub fn StatusPill(
    /// Which status.
    #[prop(into)]
    status: Signal<Status>,
    /// Another word than the status's own.
    #[prop(optional, into)]
    word: Signal<String>,
) -> impl IntoView {
    labelled(status, word, "status--pill")
}

fn labelled(status: Signal<Status>, word: Signal<String>, variant: &'static str) -> AnyView {
    let text = move || {
        word.with(|word| {
            if word.is_empty() {
                status.get().word().to_owned()
            } else {
                word.clone()
            }
        })
    };
    view! {
        <span class=class_list(&["status", variant]) data-status=move || status.get().as_str()>
            {move || glyph(status.get())}
            <span>{text}</span>
        </span>
    }
}

fn glyph(status: Status) -> AnyView {
    view! { <Icon name=status.icon() size=IconSize::Small /> }
}

#[cfg(test)]
mod tests {
    use super::Status;

    #[test]
    fn every_status_is_found_by_its_word() {
        for status in Status::ALL {
            assert_eq!(Status::from_word(status.as_str()), Some(status));
        }
        assert_eq!(Status::from_word("asleep"), None);
    }
}
