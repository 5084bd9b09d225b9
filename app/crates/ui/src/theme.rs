//! Light or dark. The cookie `apex_theme` tells the server, which writes `<html data-theme>`; without it the system
//! decides by CSS alone. So nothing flashes and no script runs before the page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

use crate::{Choice, Icon, IconName, Segmented};

/// The name of the cookie.
pub const THEME_COOKIE: &str = "apex_theme";
/// A year in seconds.
const KEEP: u32 = 31_536_000;

/// A choice of theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The word in the cookie.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the word of the cookie; anything else is the system.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// Finds the choice in a `Cookie` header. For the server, which writes `attribute()` on `<html>`.
    #[must_use]
    pub fn from_cookies(header: &str) -> Self {
        header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == THEME_COOKIE)
            .map(|(_, word)| Self::from_word(word))
            .unwrap_or_default()
    }

    /// The value of `<html data-theme>`; none leaves it to the system.
    #[must_use]
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    fn cookie(self) -> String {
        let keep = if self == Self::System { 0 } else { KEEP };
        format!("{THEME_COOKIE}={}; Path=/; Max-Age={keep}; SameSite=Lax", self.as_str())
    }
}

/// Applies a theme at once and keeps it for a year. Only in events and effects.
pub fn set_theme(theme: Theme) {
    let document = document();
    if let Some(root) = document.document_element() {
        // Both fail only for an invalid attribute name.
        drop(match theme.attribute() {
            Some(name) => root.set_attribute("data-theme", name),
            None => root.remove_attribute("data-theme"),
        });
    }
    if let Ok(document) = document.dyn_into::<HtmlDocument>() {
        // Refused where cookies are off: then the choice holds for this page.
        drop(document.set_cookie(&theme.cookie()));
    }
}

/// The theme that `<html data-theme>` names. Only in events and effects.
fn chosen() -> Theme {
    let word = document()
        .document_element()
        .and_then(|root| root.get_attribute("data-theme"));
    word.map(|word| Theme::from_word(&word)).unwrap_or_default()
}

/// Whether the page is dark now, by choice or by the system. Only in events and effects.
fn is_dark() -> bool {
    match chosen() {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::System => {
            let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
            query.is_some_and(|query| query.matches())
        }
    }
}

/// The button of the top bar: shows a moon in the light and a sun in the dark, and turns to the other one.
#[component]
pub fn ThemeToggle() -> impl IntoView {
    let turn = |_| set_theme(if is_dark() { Theme::Light } else { Theme::Dark });
    view! {
        <button class="btn btn--ghost btn--icon" type="button" title="Switch theme" on:click=turn>
            <span class="only-light">
                <Icon name=IconName::Moon />
                <span class="vh">"Dark theme"</span>
            </span>
            <span class="only-dark">
                <Icon name=IconName::Sun />
                <span class="vh">"Light theme"</span>
            </span>
        </button>
    }
}

/// The setting: system, light or dark.
#[component]
pub fn ThemeChoice() -> impl IntoView {
    let theme = RwSignal::new(Theme::System);
    effect(move || theme.set(chosen()));
    let choose = move |word: String| {
        let next = Theme::from_word(&word);
        theme.set(next);
        set_theme(next);
    };
    let choices = vec![
        Choice::new("system", "System"),
        Choice::new("light", "Light"),
        Choice::new("dark", "Dark"),
    ];
    view! {
        <Segmented label="Theme" choices=choices value=move || theme.get().as_str().to_owned() on_change=choose />
    }
}

#[cfg(test)]
mod tests {
    use super::Theme;

    #[test]
    fn the_cookie_decides_and_anything_else_is_the_system() {
        assert_eq!(Theme::from_cookies("a=b; apex_theme=dark; c=d"), Theme::Dark);
        assert_eq!(Theme::from_cookies("apex_theme=sepia"), Theme::System);
        assert_eq!(Theme::from_cookies(""), Theme::System);
        assert_eq!(Theme::from_cookies("xapex_theme=dark"), Theme::System);
    }

    #[test]
    fn choosing_the_system_forgets_the_cookie() {
        assert!(Theme::System.cookie().contains("Max-Age=0"));
        assert!(Theme::Dark.cookie().starts_with("apex_theme=dark; Path=/"));
    }
}
