//! Tabs: parts of one thing. For parts with an address of their own use `TabLinks`.

use leptos::{ev, html, prelude::*};

use crate::{
    class_list::class_list,
    floating::{focus, focused, matching},
    roving::{Axis, moved},
};

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// What is told when it is chosen.
    pub value: &'static str,
    /// The words.
    pub label: String,
    /// A figure beside the words.
    pub count: Option<u64>,
}

impl Tab {
    /// A tab without a figure.
    pub fn new(value: &'static str, label: impl Into<String>) -> Self {
        Self {
            value,
            label: label.into(),
            count: None,
        }
    }

    /// The same tab with a figure.
    #[must_use]
    pub fn count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }
}

/// Where tabs stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TabsPlace {
    /// On the page: no inset.
    #[default]
    Page,
    /// In a panel or card: inset by 16.
    Panel,
}

/// A row of tabs. Arrow keys move and choose; one Tab stop.
#[component]
pub fn Tabs(
    /// Unique on the page; the ids of tabs and panels follow from it.
    #[prop(into)]
    id: String,
    /// What is chosen here; spoken.
    #[prop(into)]
    label: String,
    /// The tabs, in order.
    #[prop(into)]
    tabs: Signal<Vec<Tab>>,
    /// The chosen tab's value.
    #[prop(into)]
    selected: Signal<String>,
    /// Called when another one is chosen.
    #[prop(into)]
    on_select: Callback<String>,
    /// Where they stand.
    #[prop(optional)]
    place: TabsPlace,
) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let variant = match place {
        TabsPlace::Page => "",
        TabsPlace::Panel => "tabs--panel",
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        let items = matching(&list, "[role=tab]");
        let now = focused();
        let at = items.iter().position(|item| now.as_ref() == Some(item.as_ref()));
        let next = moved(&event.key(), at, items.len(), Axis::Row);
        if let Some(item) = next.and_then(|next| items.get(next)) {
            event.prevent_default();
            focus(item);
            item.click();
        }
    };
    let base = id.clone();
    let items = move || {
        let base = base.clone();
        tabs.get()
            .into_iter()
            .map(move |tab| tab_button(&base, tab, selected, on_select))
            .collect_view()
    };
    view! {
        <div id=id class=class_list(&["tabs", variant]) role="tablist" aria-label=label on:keydown=on_key node_ref=list>
            {items}
        </div>
    }
}

fn tab_button(base: &str, tab: Tab, selected: Signal<String>, on_select: Callback<String>) -> AnyView {
    let value = tab.value;
    let chosen = memo(move || selected.with(|selected| selected == value));
    view! {
        <button
            class="tab"
            type="button"
            role="tab"
            id=tab_id(base, value)
            aria-controls=panel_id(base, value)
            aria-selected=move || chosen.get().to_string()
            tabindex=move || if chosen.get() { "0" } else { "-1" }
            on:click=move |_| on_select.run(value.to_owned())
        >
            {tab.label}
            {tab.count.map(|count| view! { <span class="count">{crate::grouped(count)}</span> })}
        </button>
    }
}

/// The part that a tab shows. Built when its tab is chosen, thrown away when another one is.
#[component]
pub fn TabPanel(
    /// The `id` of the `Tabs`.
    #[prop(into)]
    tabs: String,
    /// Its tab's value.
    value: &'static str,
    /// The chosen tab's value.
    #[prop(into)]
    selected: Signal<String>,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
    /// What it holds.
    children: ChildrenFn,
) -> impl IntoView {
    let chosen = memo(move || selected.with(|selected| selected == value));
    view! {
        <div
            class=class
            role="tabpanel"
            aria-labelledby=tab_id(&tabs, value)
            id=panel_of(tabs, value)
            hidden=move || !chosen.get()
        >
            <Show when=move || chosen.get()>{children()}</Show>
        </div>
    }
}

fn tab_id(base: &str, value: &str) -> String {
    format!("{base}-tab-{value}")
}

fn panel_id(base: &str, value: &str) -> String {
    panel_of(base.to_owned(), value)
}

fn panel_of(base: String, value: &str) -> String {
    base + "-panel-" + value
}

/// One entry of `TabLinks`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabLink {
    /// Where it goes.
    pub href: String,
    /// The words.
    pub label: String,
    /// A figure beside the words.
    pub count: Option<u64>,
    /// Whether it is the page in sight.
    pub current: bool,
}

/// Tabs that are pages: links, so that the address restores them.
#[component]
pub fn TabLinks(
    /// What they are parts of; spoken.
    #[prop(into)]
    label: String,
    /// The links, in order.
    #[prop(into)]
    links: Signal<Vec<TabLink>>,
) -> impl IntoView {
    let items = move || {
        links
            .get()
            .into_iter()
            .map(|link| {
                view! {
                    <a class="tab" href=link.href aria-current=link.current.then_some("page")>
                        {link.label}
                        {link.count.map(|count| view! { <span class="count">{crate::grouped(count)}</span> })}
                    </a>
                }
            })
            .collect_view()
    };
    view! { <nav class="tabs" aria-label=label>{items}</nav> }
}
