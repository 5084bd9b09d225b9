//! Whether the draft is saved.

use leptos::prelude::*;
use ui::{Icon, IconName, IconSize, use_hydrated};

use crate::saving::{Phase, Saving};
use crate::state::studio::Studio;
use crate::view::time::hour_and_minute;

/// `[data-save-state]` holds the word that tests and styles go by.
#[component]
pub(crate) fn Saved(studio: Studio) -> impl IntoView {
    let saving = studio.saving;
    let hydrated = use_hydrated();
    // times of the day are the reader's own: only once the page lives
    let words = move || saving.with(|saving| words(saving, hydrated.get()));
    let state = move || saving.with(|saving| word(&saving.phase));
    let icon = move || {
        let (name, class) = saving.with(|saving| icon(&saving.phase));
        view! { <Icon name=name size=IconSize::Small class=class /> }
    };
    view! {
        <span class="studio__saved hide-phone" data-save-state=state role="status" title=move || title(&saving.read())>
            {icon}
            <span>{words}</span>
        </span>
    }
}

fn word(phase: &Phase) -> &'static str {
    match phase {
        Phase::Saved => "saved",
        Phase::Dirty | Phase::Sending => "saving",
        Phase::Offline => "offline",
        Phase::Conflict => "conflict",
        Phase::Refused(_) => "refused",
    }
}

fn words(saving: &Saving, with_time: bool) -> String {
    match (&saving.phase, saving.saved_at) {
        (Phase::Saved, Some(at)) if with_time => format!("Saved {}", hour_and_minute(at)),
        (Phase::Saved, _) => "Saved".to_owned(),
        (Phase::Dirty | Phase::Sending, _) => "Saving…".to_owned(),
        (Phase::Offline, _) => "Offline – retrying".to_owned(),
        (Phase::Conflict, _) => "Conflict".to_owned(),
        (Phase::Refused(_), _) => "Not saved".to_owned(),
    }
}

fn title(saving: &Saving) -> String {
    match &saving.phase {
        Phase::Saved => "Every change is saved".to_owned(),
        Phase::Dirty | Phase::Sending => "Your last change is on its way".to_owned(),
        Phase::Offline => "The server can't be reached. Your work is kept in this browser.".to_owned(),
        Phase::Conflict => "Somebody else saved meanwhile: choose above".to_owned(),
        Phase::Refused(why) => why.clone(),
    }
}

fn icon(phase: &Phase) -> (IconName, &'static str) {
    match phase {
        Phase::Saved => (IconName::CloudCheck, ""),
        Phase::Dirty | Phase::Sending => (IconName::LoaderCircle, "spin"),
        Phase::Offline => (IconName::WifiOff, ""),
        Phase::Conflict | Phase::Refused(_) => (IconName::TriangleAlert, ""),
    }
}
