//! A symbol of the sprite. Decorative: the words stand beside it.

use std::sync::Arc;

use leptos::prelude::*;

/// Where the sprite is served.
const SPRITE: &str = "/sprite.svg";

/// One icon; `class` is `icon` with its variants.
#[component]
pub(super) fn Glyph(#[prop(into)] name: Arc<str>, #[prop(default = "icon")] class: &'static str) -> impl IntoView {
    view! {
        <svg class=class aria-hidden="true">
            <use href=format!("{SPRITE}#{name}")></use>
        </svg>
    }
}
