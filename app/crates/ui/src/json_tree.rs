//! JSON as a tree: folds, copies paths, and stays quick for large values.

use leptos::{ev, html, prelude::*};
use serde_json::Value;

use crate::{
    Icon, IconName, IconSize,
    clipboard::copy,
    floating::{focus, focused, matching},
    json_rows::{Openness, Row, RowKind, rows},
    roving::{Axis, moved},
};

/// A JSON value as a tree. Up and down move, left and right fold, Enter copies the path.
#[component]
pub fn JsonTree(
    /// The value.
    #[prop(into)]
    value: Signal<Value>,
    /// What the copied paths start with: `steps.fetch`.
    #[prop(optional, into)]
    root: String,
    /// The spoken name: "Output of fetch".
    #[prop(into)]
    label: String,
    /// How many levels are open at first.
    #[prop(default = 2)]
    open_to: usize,
) -> impl IntoView {
    let root = StoredValue::new(root);
    let openness = RwSignal::new(Openness::default());
    // A new value opens afresh; the render must not depend on an effect, so the first one is set here.
    openness.set(value.with_untracked(|value| root.with_value(|root| Openness::to_depth(value, root, open_to + 1))));
    Effect::watch(
        move || value.get(),
        move |value, _, _| openness.set(root.with_value(|root| Openness::to_depth(value, root, open_to + 1))),
        false,
    );
    let shown =
        memo(move || value.with(|value| openness.with(|openness| root.with_value(|root| rows(value, root, openness)))));
    let current = RwSignal::new(None::<String>);
    let tree = NodeRef::<html::Div>::new();
    let on_key = move |event: ev::KeyboardEvent| {
        if let Some(tree) = tree.get_untracked() {
            move_in(&tree, &event);
        }
    };
    view! {
        <div class="json" role="tree" aria-label=label on:keydown=on_key node_ref=tree>
            <For each=move || shown.get() key=|row| (row.path.clone(), row.kind, row.text.clone()) let:row>
                <JsonRow row=row shown=shown openness=openness current=current />
            </For>
        </div>
    }
}

/// Arrow keys inside the tree. Folding is left to the row itself.
fn move_in(tree: &web_sys::Element, event: &ev::KeyboardEvent) {
    let items = matching(tree, "[role=treeitem]");
    let now = focused();
    let at = items.iter().position(|item| now.as_ref() == Some(item.as_ref()));
    let next = moved(&event.key(), at, items.len(), Axis::Column);
    if let Some(item) = next.and_then(|next| items.get(next)) {
        event.prevent_default();
        focus(item);
    }
}

/// One row. The tree has one Tab stop: the row last focused, else the first.
#[component]
fn JsonRow(
    row: Row,
    shown: Memo<Vec<Row>>,
    openness: RwSignal<Openness>,
    current: RwSignal<Option<String>>,
) -> impl IntoView {
    let path = StoredValue::new(row.path.clone());
    let kind = row.kind;
    let depth = row.depth.to_string();
    let level = (row.depth + 1).to_string();
    let open = memo(move || openness.with(|openness| path.with_value(|path| openness.is_open(path))));
    let act = Callback::new(move |()| act_on(kind, path, openness));
    let on_key = move |event: ev::KeyboardEvent| {
        let container = kind == RowKind::Container;
        match (event.key().as_str(), container && open.get_untracked()) {
            ("ArrowRight", false) | ("ArrowLeft", true) if container => act.run(()),
            (" ", _) => act.run(()),
            ("Enter", _) if kind == RowKind::More => act.run(()),
            ("Enter", _) => copy(&path.get_value()),
            _ => return,
        }
        event.prevent_default();
    };
    let first = move || {
        shown.with(|rows| {
            rows.first()
                .is_some_and(|row| path.with_value(|path| *path == row.path))
        })
    };
    let is_stop = memo(move || {
        current.with(|current| match current {
            Some(current) => path.with_value(|path| path == current),
            None => first(),
        })
    });
    let expanded = move || (kind == RowKind::Container).then(|| open.get().to_string());
    view! {
        <div
            class="json__row"
            role="treeitem"
            attr:aria-level=level
            aria-expanded=expanded
            aria-selected=move || is_stop.get().to_string()
            tabindex=move || if is_stop.get() { "0" } else { "-1" }
            style:--depth=depth
            on:focus=move |_| current.set(Some(path.get_value()))
            on:click=move |_| act.run(())
            on:keydown=on_key
        >
            <span class="json__twist">{move || twist(kind, open.get())}</span>
            {row_text(row)}
            {(kind != RowKind::More).then(|| view! { <CopyPath path=path /> })}
        </div>
    }
}

/// What a press on a row does: fold, unfold, or show more.
fn act_on(kind: RowKind, path: StoredValue<String>, openness: RwSignal<Openness>) {
    path.with_value(|path| match kind {
        RowKind::Container => openness.update(|openness| openness.toggle(path)),
        RowKind::More => openness.update(|openness| openness.show_more(path)),
        RowKind::Text | RowKind::Number | RowKind::Literal => {}
    });
}

fn twist(kind: RowKind, open: bool) -> Option<impl IntoView> {
    let icon = match (kind, open) {
        (RowKind::Container, true) => IconName::ChevronDown,
        (RowKind::Container, false) => IconName::ChevronRight,
        (RowKind::More, _) => IconName::Ellipsis,
        (RowKind::Text | RowKind::Number | RowKind::Literal, _) => return None,
    };
    Some(view! { <Icon name=icon /> })
}

fn row_text(row: Row) -> AnyView {
    let class = match row.kind {
        RowKind::Container | RowKind::More => "json__size",
        RowKind::Text => "json__string truncate",
        RowKind::Number => "json__number truncate",
        RowKind::Literal => "json__literal truncate",
    };
    let key = (!row.key.is_empty()).then(|| view! { <span class="json__key">{row.key}</span> });
    let title = matches!(row.kind, RowKind::Text).then(|| row.text.clone());
    view! {
        {key}
        <span class=class title=title>{row.text}</span>
    }
}

/// Shown on hover and focus; by keyboard Enter on the row does the same.
#[component]
fn CopyPath(path: StoredValue<String>) -> impl IntoView {
    let press = move |event: ev::MouseEvent| {
        event.stop_propagation();
        copy(&path.get_value());
    };
    view! {
        <button class="json__copy" type="button" tabindex="-1" title=path.get_value() on:click=press>
            <Icon name=IconName::Copy size=IconSize::Small />
            "Copy path"
        </button>
    }
}
