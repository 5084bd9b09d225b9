//! The icon: a reference into the one sprite, sized by CSS.

use leptos::prelude::*;

use crate::{IconName, class_list::class_list};

/// The three sizes of an icon; the stroke follows the size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IconSize {
    /// 14 px: beside text and in status.
    Small,
    /// 16 px: everywhere else.
    #[default]
    Medium,
    /// 20 px: the bottom bar of a phone.
    Large,
}

impl IconSize {
    const fn class(self) -> &'static str {
        match self {
            Self::Small => "icon--14",
            Self::Medium => "",
            Self::Large => "icon--20",
        }
    }
}

/// An icon of the sprite. Decorative: say the meaning in words beside it, or give it a `label`.
#[component]
pub fn Icon(
    /// Which symbol.
    name: IconName,
    /// 14, 16 (the default) or 20 px.
    #[prop(optional)]
    size: IconSize,
    /// Further classes, such as `icon--quiet` or `spin`.
    #[prop(optional)]
    class: &'static str,
    /// A spoken name. Without it the icon is hidden from screen readers.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let class = class_list(&["icon", size.class(), class]);
    let hidden = label.is_none().then_some("true");
    let role = label.is_some().then_some("img");
    view! {
        <svg class=class aria-hidden=hidden role=role aria-label=label>
            <use href=name.href()></use>
        </svg>
    }
}
