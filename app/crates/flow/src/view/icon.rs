//! A symbol of the sprite. Decorative: the words stand beside it.

use leptos::prelude::*;

/// Where the sprite is served.
const SPRITE: &str = "/sprite.svg";

/// One icon; `class` is `icon` with its variants.
pub(super) fn glyph(name: &str, class: &'static str) -> AnyView {
    view! {
        <svg class=class aria-hidden="true">
            <use href=format!("{SPRITE}#{name}")></use>
        </svg>
    }
}
