//! The command palette: everything by name. Opens with ⌘K.

use leptos::{ev, html, prelude::*};

use crate::{
    Icon, IconName, Kbd,
    command_match::matching_commands,
    dialog::Modal,
    roving::{Axis, moved},
};

/// At most so many results in sight.
const MOST: usize = 50;

/// Something the palette can find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What picking tells; unique among the commands.
    pub id: String,
    /// The words.
    pub label: String,
    /// The heading it stands under: "Workflows", "Actions".
    pub group: String,
    /// A remark at the end: "Edited 4 minutes ago".
    pub hint: String,
    /// Further words to find it by.
    pub keywords: String,
    /// The glyph.
    pub icon: IconName,
}

impl Command {
    /// A command under "Actions".
    pub fn action(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            group: "Actions".to_owned(),
            hint: String::new(),
            keywords: String::new(),
            icon: IconName::Zap,
        }
    }

    /// The same under another heading.
    #[must_use]
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = group.into();
        self
    }

    /// The same with a remark at the end.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same with further words to find it by.
    #[must_use]
    pub fn keywords(mut self, keywords: impl Into<String>) -> Self {
        self.keywords = keywords.into();
        self
    }

    /// The same with another glyph.
    #[must_use]
    pub fn icon(mut self, icon: IconName) -> Self {
        self.icon = icon;
        self
    }
}

/// A search over commands in a dialog.
#[component]
pub fn CommandPalette(
    /// Unique on the page.
    #[prop(default = "commands".to_owned(), into)]
    id: String,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What it can find.
    #[prop(into)]
    commands: Signal<Vec<Command>>,
    /// Called with the command picked; the palette has closed then.
    #[prop(into)]
    on_pick: Callback<Command>,
    /// Called with the words at every keystroke: for results from the server, to be added to `commands`.
    #[prop(optional, into)]
    on_query: Option<Callback<String>>,
) -> impl IntoView {
    let list_id = StoredValue::new(format!("{id}-list"));
    let label_id = format!("{id}-label");
    let words = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    effect(move || {
        if open.get() {
            words.set(String::new());
            active.set(0);
        }
    });
    let found = memo(move || words.with(|words| commands.with(|commands| matching_commands(words, commands, MOST))));
    let pick = Callback::new(move |index: usize| {
        if let Some(command) = found.with_untracked(|found| found.get(index).cloned()) {
            open.set(false);
            on_pick.run(command);
        }
    });
    let typed = Callback::new(move |text: String| {
        active.set(0);
        words.set(text.clone());
        if let Some(on_query) = on_query {
            on_query.run(text);
        }
    });
    let label = label_id.clone();
    view! {
        <Modal id=id labelled_by=label_id open=open class="command".to_owned() keep_open=false on_close=None>
            <span class="vh" id=label.clone()>"Search or jump to"</span>
            <PaletteInput list_id=list_id words=words active=active found=found typed=typed pick=pick />
            <PaletteList list_id=list_id active=active found=found pick=pick />
            <PaletteFoot />
        </Modal>
    }
}

fn option_id(list_id: StoredValue<String>, index: usize) -> String {
    list_id.with_value(|list_id| format!("{list_id}-{index}"))
}

#[component]
fn PaletteInput(
    list_id: StoredValue<String>,
    words: RwSignal<String>,
    active: RwSignal<usize>,
    found: Memo<Vec<Command>>,
    typed: Callback<String>,
    pick: Callback<usize>,
) -> impl IntoView {
    let on_key = move |event: ev::KeyboardEvent| {
        let key = event.key();
        if key == "Enter" {
            event.prevent_default();
            pick.run(active.get_untracked());
        } else if matches!(key.as_str(), "ArrowUp" | "ArrowDown") {
            event.prevent_default();
            let next = moved(
                &key,
                Some(active.get_untracked()),
                found.with_untracked(Vec::len),
                Axis::Column,
            );
            active.set(next.unwrap_or_default());
        }
    };
    view! {
        <div class="command__input">
            <Icon name=IconName::Search />
            <input
                type="text"
                role="combobox"
                aria-label="Search or jump to"
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls=list_id.get_value()
                aria-activedescendant=move || option_id(list_id, active.get())
                placeholder="Search or jump to…"
                autocomplete="off"
                spellcheck="false"
                autofocus
                prop:value=words
                on:input=move |event| typed.run(event_target_value(&event))
                on:keydown=on_key
            />
        </div>
    }
}

#[component]
fn PaletteList(
    list_id: StoredValue<String>,
    active: RwSignal<usize>,
    found: Memo<Vec<Command>>,
    pick: Callback<usize>,
) -> impl IntoView {
    let rows = move || {
        let commands = found.get();
        let groups: Vec<String> = commands.iter().map(|command| command.group.clone()).collect();
        let row = |(index, command): (usize, Command)| {
            let heads = index == 0 || groups.get(index - 1) != Some(&command.group);
            let heading =
                heads.then(|| view! { <p class="menu__group" role="presentation">{command.group.clone()}</p> });
            view! {
                {heading}
                <PaletteOption list_id=list_id index=index command=command active=active pick=pick />
            }
        };
        commands.into_iter().enumerate().map(row).collect_view()
    };
    let none = move || {
        found
            .with(Vec::is_empty)
            .then(|| view! { <p class="command__none">"Nothing is called so."</p> })
    };
    view! {
        <div class="command__list" tabindex="0" role="group" aria-label="Matches">
            <div role="listbox" aria-label="Results" id=list_id.get_value()>{rows}</div>
            <div role="status">{none}</div>
        </div>
    }
}

#[component]
fn PaletteOption(
    list_id: StoredValue<String>,
    index: usize,
    command: Command,
    active: RwSignal<usize>,
    pick: Callback<usize>,
) -> impl IntoView {
    let option = NodeRef::<html::Div>::new();
    let is_active = memo(move || active.get() == index);
    effect(move || {
        if let (true, Some(option)) = (is_active.get(), option.get()) {
            // The nearest edge: nothing moves while the option is in sight.
            let nearest = web_sys::ScrollIntoViewOptions::new();
            nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    });
    view! {
        <div
            class="menu__item"
            role="option"
            id=option_id(list_id, index)
            aria-selected=move || is_active.get().to_string()
            on:pointermove=move |_| active.set(index)
            on:click=move |_| pick.run(index)
            node_ref=option
        >
            <Icon name=command.icon />
            <span class="truncate">{command.label}</span>
            <span class="menu__end">{command.hint}</span>
        </div>
    }
}

#[component]
fn PaletteFoot() -> impl IntoView {
    view! {
        <div class="command__foot" aria-hidden="true">
            <span>
                <kbd class="kbd"><Icon name=IconName::ArrowUp /></kbd>
                <kbd class="kbd"><Icon name=IconName::ArrowDown /></kbd>
                "move"
            </span>
            <span><Kbd enter=true />"open"</span>
            <span><Kbd>"Esc"</Kbd>"close"</span>
        </div>
    }
}
