//! The frame of every page: rail, top bar, and a bottom bar on a phone.

use leptos::{html, prelude::*};

use crate::{
    Icon, IconName, IconSize, Kbd, Sheet, class_list::class_list, floating::focus, grouped, shortcut::use_shortcut,
};

/// How many places the bottom bar has beside "More".
const PHONE_PLACES: usize = 4;

/// A place in the rail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// Where it goes; also the prefix of the paths it stands for.
    pub href: String,
    /// The word.
    pub label: String,
    /// The glyph.
    pub icon: IconName,
    /// A figure at the end: runs under way.
    pub count: Option<u64>,
    /// What the figure counts; spoken: "running".
    pub count_of: String,
}

impl NavItem {
    /// A place without a figure.
    pub fn new(href: impl Into<String>, label: impl Into<String>, icon: IconName) -> Self {
        Self {
            href: href.into(),
            label: label.into(),
            icon,
            count: None,
            count_of: String::new(),
        }
    }

    /// The same place with a figure.
    #[must_use]
    pub fn count(mut self, count: u64, of: impl Into<String>) -> Self {
        self.count = Some(count);
        self.count_of = of.into();
        self
    }

    /// Whether it stands for a path: its own address, or one below it.
    #[must_use]
    pub fn covers(&self, path: &str) -> bool {
        let below = path.strip_prefix(self.href.as_str());
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) && (self.href != "/" || path == "/")
    }
}

/// How the rail stands and whether the page scrolls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FrameKind {
    /// Rail with words; the page scrolls.
    #[default]
    Reading,
    /// Rail of icons; the page scrolls.
    Collapsed,
    /// Rail of icons; the page fills the window and its parts scroll: studio, playground.
    Fixed,
}

impl FrameKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Reading => "",
            Self::Collapsed => "app--collapsed",
            Self::Fixed => "app--collapsed app--fixed",
        }
    }
}

/// The frame. Its children are the page; `<main id="main">` is here.
#[component]
pub fn AppFrame(
    /// The path in sight, as the router has it.
    #[prop(into)]
    path: Signal<String>,
    /// The places of the rail, in order; the first four also stand in the bottom bar.
    #[prop(into)]
    nav: Signal<Vec<NavItem>>,
    /// The places at the rail's end: Settings, Admin.
    #[prop(optional, into)]
    nav_end: Signal<Vec<NavItem>>,
    /// How the rail stands.
    #[prop(optional, into)]
    kind: Signal<FrameKind>,
    /// The organisation switcher: a `Menu` with `trigger_class="org"`.
    #[prop(optional, into)]
    org: Option<ViewFnOnce>,
    /// `Crumbs`, or the name and state of what is edited.
    #[prop(optional, into)]
    crumbs: Option<ViewFnOnce>,
    /// Buttons of the page, before the account: Run, Publish.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    /// Theme and account.
    #[prop(optional, into)]
    account: Option<ViewFnOnce>,
    /// Opens the command palette: by the search button and by ⌘K. Without it there is no search button.
    #[prop(optional, into)]
    on_search: Option<Callback<()>>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let main = NodeRef::<html::Main>::new();
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if let Some(main) = main.get_untracked() {
            focus(&main);
        }
    };
    view! {
        <a class="skip btn" href="#main" rel="external" on:click=skip>"Skip to content"</a>
        <div class=move || class_list(&["app", kind.get().class()])>
            <Rail path=path nav=nav nav_end=nav_end />
            <header class="topbar">
                {org.map(ViewFnOnce::run)}
                {crumbs.map(ViewFnOnce::run)}
                <span class="topbar__gap"></span>
                {on_search.map(|open| view! { <Jump open=open /> })}
                {actions.map(ViewFnOnce::run)}
                {account.map(ViewFnOnce::run)}
            </header>
            <main class="main" id="main" tabindex="-1" node_ref=main>{children()}</main>
        </div>
        <BottomBar path=path nav=nav nav_end=nav_end />
    }
}

/// The product's mark.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 20 20" aria-hidden="true">
            <rect width="20" height="20" rx="5.5"></rect>
            <path d="M5.25 14.5 10 7.1l4.75 7.4"></path>
            <circle cx="10" cy="5.6" r="1.75"></circle>
        </svg>
    }
}

#[component]
fn Rail(path: Signal<String>, nav: Signal<Vec<NavItem>>, nav_end: Signal<Vec<NavItem>>) -> impl IntoView {
    view! {
        <nav class="rail" aria-label="Main">
            <a class="rail__brand" href="/">
                <Mark />
                <span>"Apex"</span>
            </a>
            <ul class="rail__list">{move || rail_items(nav.get(), path)}</ul>
            <ul class="rail__list rail__list--end">{move || rail_items(nav_end.get(), path)}</ul>
        </nav>
    }
}

fn rail_items(items: Vec<NavItem>, path: Signal<String>) -> AnyView {
    items
        .into_iter()
        .map(|item| rail_item(item, path))
        .collect_view()
        .into_any()
}

fn rail_item(item: NavItem, path: Signal<String>) -> AnyView {
    let count = item.count.map(|count| {
        view! {
            <span class="rail__end count">
                {grouped(count)}
                <span class="vh">" "{item.count_of.clone()}</span>
            </span>
        }
    });
    let (href, icon, label) = (item.href.clone(), item.icon, item.label.clone());
    let title = label.clone();
    view! {
        <li>
            <a class="rail__item" href=href title=title aria-current=move || current(&item, path)>
                <Icon name=icon />
                <span>{label}</span>
                {count}
            </a>
        </li>
    }
}

fn current(item: &NavItem, path: Signal<String>) -> Option<&'static str> {
    path.with(|path| item.covers(path)).then_some("page")
}

/// The search button of the top bar; ⌘K does the same.
#[component]
fn Jump(open: Callback<()>) -> impl IntoView {
    use_shortcut("mod+k", move || open.run(()));
    view! {
        <button class="jump" type="button" aria-haspopup="dialog" aria-keyshortcuts="Meta+K Control+K" on:click=move |_| open.run(())>
            <Icon name=IconName::Search size=IconSize::Small />
            <span>"Search or jump to…"</span>
            <Kbd mod_key=true>"K"</Kbd>
            <span class="vh">"Open command palette"</span>
        </button>
    }
}

#[component]
fn BottomBar(path: Signal<String>, nav: Signal<Vec<NavItem>>, nav_end: Signal<Vec<NavItem>>) -> impl IntoView {
    let more = RwSignal::new(false);
    let first = move || {
        nav.get()
            .into_iter()
            .take(PHONE_PLACES)
            .map(|item| bottom_item(item, path))
            .collect_view()
    };
    let rest = memo(move || {
        nav.get()
            .into_iter()
            .skip(PHONE_PLACES)
            .chain(nav_end.get())
            .collect::<Vec<_>>()
    });
    view! {
        <nav class="bottombar" aria-label="Main, phone">
            {first}
            <button
                class="bottombar__item"
                type="button"
                aria-haspopup="dialog"
                hidden=move || rest.with(Vec::is_empty)
                on:click=move |_| more.set(true)
            >
                <Icon name=IconName::Ellipsis size=IconSize::Large />
                "More"
            </button>
        </nav>
        <Sheet id="more-places" open=more title="More">
            <ul class="more-places" on:click=move |_| more.set(false)>{move || rail_items(rest.get(), path)}</ul>
        </Sheet>
    }
}

fn bottom_item(item: NavItem, path: Signal<String>) -> AnyView {
    let (href, icon, label) = (item.href.clone(), item.icon, item.label.clone());
    view! {
        <a class="bottombar__item" href=href aria-current=move || current(&item, path)>
            <Icon name=icon size=IconSize::Large />
            {label}
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_covers_its_path_and_those_below() {
        let runs = NavItem::new("/runs", "Runs", IconName::Activity);
        assert!(runs.covers("/runs"));
        assert!(runs.covers("/runs/run_01"));
        assert!(!runs.covers("/runs-archive"));
        let home = NavItem::new("/", "Home", IconName::House);
        assert!(home.covers("/"));
        assert!(!home.covers("/runs"));
    }
}
