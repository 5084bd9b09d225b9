//! Menus, on the browser's popover API: light dismiss, Escape and the top layer are the browser's own.

use leptos::{context::Provider, ev, html, prelude::*};
use web_sys::HtmlElement;

use crate::{
    Icon, IconName, IconSize,
    class_list::class_list,
    floating::{focus, focused, forget_place, hide, is_open, matching, put, rect_of, show},
    place::{Align, Rect},
    roving::{Axis, by_letter, moved},
};

/// What can be focused in a menu.
const ITEMS: &str = "[role^=menuitem]:not([aria-disabled=true])";

/// Lets an item close the menu it stands in.
#[derive(Clone, Copy)]
struct MenuLink(NodeRef<html::Div>);

impl MenuLink {
    fn close(self) {
        if let Some(menu) = self.0.get_untracked() {
            hide(&menu);
        }
    }
}

/// A button that opens a menu.
#[component]
pub fn Menu(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// What the menu is about; the spoken name of button and menu: "More actions".
    #[prop(into)]
    label: String,
    /// What the button shows. Its words, if any, stand beside `label`, which is spoken.
    #[prop(into)]
    trigger: ViewFnOnce,
    /// The button's classes: `btn btn--ghost btn--icon` unless said otherwise.
    #[prop(default = "btn btn--ghost btn--icon".to_owned(), into)]
    trigger_class: String,
    /// Which edges stand in line.
    #[prop(optional)]
    align: Align,
    /// The button cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// `MenuItem`, `MenuLinkItem`, `MenuRadio`, `MenuGroup` and `MenuRule`.
    children: Children,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let menu = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    let on_open = move || {
        if let (Some(button), Some(menu)) = (button.get_untracked(), menu.get_untracked()) {
            put(&menu, rect_of(&button), align);
        }
    };
    view! {
        <button
            class=trigger_class
            type="button"
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            aria-controls=id.clone()
            popovertarget=id.clone()
            title=label.clone()
            disabled=disabled
            node_ref=button
        >
            {trigger.run()}
            <span class="vh">{label.clone()}</span>
        </button>
        <MenuPanel id=id label=label menu=menu open=open on_open=Callback::new(move |()| on_open())>
            {children()}
        </MenuPanel>
    }
}

/// A menu at a point: set `at` (window pixels) to open it, as from `on:contextmenu`. It writes `None` when it closes.
#[component]
pub fn ContextMenu(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// The spoken name: "Node".
    #[prop(into)]
    label: String,
    /// Where it opens.
    at: RwSignal<Option<(f64, f64)>>,
    /// `MenuItem`, `MenuLinkItem`, `MenuRadio`, `MenuGroup` and `MenuRule`.
    children: Children,
) -> impl IntoView {
    let menu = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    effect(move || {
        let (Some(menu), point) = (menu.get(), at.get()) else {
            return;
        };
        match point {
            Some((x, y)) => {
                show(&menu);
                put(&menu, Rect::point(x, y), Align::Start);
            }
            None => hide(&menu),
        }
    });
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now {
            at.set(None);
        }
        now
    });
    view! {
        <MenuPanel id=id label=label menu=menu open=open on_open=Callback::new(|()| ())>{children()}</MenuPanel>
    }
}

/// The panel: keeps `open` true to the element, focuses the first item, and moves by keys.
#[component]
fn MenuPanel(
    id: String,
    label: String,
    menu: NodeRef<html::Div>,
    open: RwSignal<bool>,
    on_open: Callback<()>,
    children: Children,
) -> impl IntoView {
    let toggled = move |_| {
        let Some(menu) = menu.get_untracked() else { return };
        let now = is_open(&menu);
        open.set(now);
        if now {
            on_open.run(());
            if let Some(first) = matching(&menu, ITEMS).first() {
                focus(first);
            }
        }
    };
    let toggling = move |_: ev::Event| {
        if let Some(menu) = menu.get_untracked() {
            forget_place(&menu);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if let Some(menu) = menu.get_untracked() {
            move_in(&menu, &event);
        }
    };
    view! {
        <div id=id class="float menu popover" role="menu" aria-label=label popover="auto" on:beforetoggle=toggling on:toggle=toggled on:keydown=on_key node_ref=menu>
            <Provider value=MenuLink(menu)>{children()}</Provider>
        </div>
    }
}

/// Moves the focus inside a menu; Tab closes it.
fn move_in(menu: &HtmlElement, event: &ev::KeyboardEvent) {
    let key = event.key();
    if key == "Tab" {
        hide(menu);
        return;
    }
    let items = matching(menu, ITEMS);
    let now = focused();
    let at = items.iter().position(|item| now.as_ref() == Some(item.as_ref()));
    let words: Vec<String> = items
        .iter()
        .map(|item| item.text_content().unwrap_or_default().trim().to_owned())
        .collect();
    let held = event.ctrl_key() || event.meta_key() || event.alt_key();
    let typed = || if held { None } else { by_letter(&key, at, &words) };
    let next = moved(&key, at, items.len(), Axis::Column).or_else(typed);
    if let Some(item) = next.and_then(|next| items.get(next)) {
        event.prevent_default();
        focus(item);
    }
}

/// An action of a menu. It closes the menu, then acts.
#[component]
pub fn MenuItem(
    /// What it does.
    #[prop(into)]
    label: Signal<String>,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Destructive: red, and last in its menu.
    #[prop(optional)]
    danger: bool,
    /// Cannot be used now; stays in sight.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Called when it is chosen.
    #[prop(into)]
    on_pick: Callback<()>,
    /// What stands at the end: a `Kbd` or a remark.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let link = use_context::<MenuLink>();
    let pick = move |_| {
        if !disabled.get_untracked() {
            close(link);
            on_pick.run(());
        }
    };
    view! {
        <button
            class=class_list(&["menu__item", if danger { "menu__item--danger" } else { "" }])
            type="button"
            role="menuitem"
            tabindex="-1"
            aria-disabled=move || disabled.get().then_some("true")
            on:click=pick
        >
            {icon.map(|name| view! { <Icon name=name /> })}
            <span>{label}</span>
            {children.map(|children| view! { <span class="menu__end">{children()}</span> })}
        </button>
    }
}

/// A place to go, in a menu.
#[component]
pub fn MenuLinkItem(
    /// Where it goes.
    #[prop(into)]
    href: String,
    /// The words.
    #[prop(into)]
    label: Signal<String>,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Leaves the pages of Apex: a download, the API, another site.
    #[prop(optional)]
    external: bool,
) -> impl IntoView {
    let link = use_context::<MenuLink>();
    view! {
        <a
            class="menu__item"
            role="menuitem"
            tabindex="-1"
            href=href
            rel=external.then_some("external")
            on:click=move |_| close(link)
        >
            {icon.map(|name| view! { <Icon name=name /> })}
            <span>{label}</span>
        </a>
    }
}

/// One of several, in a menu: an organisation, an order.
#[component]
pub fn MenuRadio(
    /// The words.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is the chosen one.
    #[prop(into)]
    checked: Signal<bool>,
    /// Called when it is chosen.
    #[prop(into)]
    on_pick: Callback<()>,
    /// What stands before the words: an `Avatar`.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let link = use_context::<MenuLink>();
    let mark = move || {
        checked
            .get()
            .then(|| view! { <Icon name=IconName::Check size=IconSize::Small /> })
    };
    let pick = move |_| {
        close(link);
        on_pick.run(());
    };
    view! {
        <button
            class="menu__item"
            type="button"
            role="menuitemradio"
            tabindex="-1"
            aria-checked=move || checked.get().to_string()
            on:click=pick
        >
            {children.map(|children| children())}
            <span>{label}</span>
            <span class="menu__end">{mark}</span>
        </button>
    }
}

fn close(link: Option<MenuLink>) {
    if let Some(link) = link {
        link.close();
    }
}

/// A heading inside a menu.
#[component]
pub fn MenuGroup(
    /// The words.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! { <p class="menu__group" role="presentation">{label}</p> }
}

/// A line between parts of a menu.
#[component]
pub fn MenuRule() -> impl IntoView {
    view! { <div class="menu__rule" role="separator"></div> }
}
