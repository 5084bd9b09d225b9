//! Keys, as printed on them.

use leptos::prelude::*;

use crate::{Icon, IconName};

/// A key or a chord: `<Kbd>"Esc"</Kbd>`; `mod_key` draws ⌘ before it.
#[component]
pub fn Kbd(
    /// Draws the command key before the rest (Ctrl works as well everywhere).
    #[prop(optional)]
    mod_key: bool,
    /// Draws the shift key before the rest.
    #[prop(optional)]
    shift: bool,
    /// Draws the return key after the rest.
    #[prop(optional)]
    enter: bool,
    /// The letters.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <kbd class="kbd">
            {mod_key.then(|| view! { <Icon name=IconName::Command label="Command" /> })}
            {shift.then(|| view! { <Icon name=IconName::ArrowBigUp label="Shift" /> })}
            {children.map(|children| children())}
            {enter.then(|| view! { <Icon name=IconName::CornerDownLeft label="Enter" /> })}
        </kbd>
    }
}
