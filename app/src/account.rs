//! The reader's organisation and account in the top bar.

use leptos::prelude::*;
use rpc::{Me, MePrincipal};
use ui::{Avatar, AvatarSize, Icon, IconName, Menu, MenuGroup, MenuItem, MenuRule, Theme, ThemeToggle, set_theme};

use crate::frame::Reader;

/// The name of the organisation.
#[component]
pub(crate) fn Organisation(reader: Reader) -> impl IntoView {
    let name = move |me: Me| {
        let name = me.organisation.name;
        let (title, avatar) = (name.clone(), name.clone());
        view! {
            <span class="org" title=title>
                <Avatar name=avatar square=true />
                <span class="org__name">{name}</span>
            </span>
        }
    };
    view! {
        <Transition>
            {move || Suspend::new(async move { reader.await.and_then(Result::ok).map(name) })}
        </Transition>
    }
}

/// Theme and account.
#[component]
pub(crate) fn Account(reader: Reader) -> impl IntoView {
    view! {
        <span class="hide-phone"><ThemeToggle /></span>
        <Transition>
            {move || Suspend::new(async move {
                reader.await.and_then(Result::ok).map(|me| view! { <AccountMenu me=me /> })
            })}
        </Transition>
    }
}

#[component]
fn AccountMenu(me: Me) -> impl IntoView {
    let (name, address) = names(me.principal);
    let shown = name.clone();
    let trigger = move || view! { <Avatar name=shown.clone() size=AvatarSize::S24 /> };
    let group = if address.is_empty() { name.clone() } else { address };
    view! {
        <Menu id="account" label=format!("Account: {name}") trigger=trigger align=ui::Align::End>
            <MenuGroup label=group />
            <MenuItem label="System theme" icon=IconName::Monitor on_pick=|()| set_theme(Theme::System) />
            <MenuItem label="Light theme" icon=IconName::Sun on_pick=|()| set_theme(Theme::Light) />
            <MenuItem label="Dark theme" icon=IconName::Moon on_pick=|()| set_theme(Theme::Dark) />
            <MenuRule />
            <form method="post" action="/sign-out" role="none">
                <button class="menu__item" type="submit" role="menuitem" tabindex="-1">
                    <Icon name=IconName::LogOut />
                    <span>"Sign out"</span>
                </button>
            </form>
        </Menu>
    }
}

/// What to call the caller, and the address below.
fn names(principal: MePrincipal) -> (String, String) {
    match principal {
        MePrincipal::User { name, email, .. } if name.trim().is_empty() => (email.clone(), email),
        MePrincipal::User { name, email, .. } => (name, email),
        MePrincipal::Key { name, .. } => (name, String::new()),
    }
}
