//! Tables: words left, figures right and tabular; the sorted column is dark. The page writes its own rows.

use leptos::prelude::*;

use crate::{Icon, IconName, IconSize};

/// How a column stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words, at the start.
    #[default]
    Text,
    /// Figures, at the end. Give its cells the class `is-num`.
    Figure,
    /// No heading in sight: check boxes, row menus.
    Tools,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The key that sorting tells; also in the address.
    pub key: &'static str,
    /// The heading; for `Tools` it is spoken only.
    pub label: &'static str,
    /// How it stands.
    pub kind: ColumnKind,
    /// Whether its heading sorts.
    pub sortable: bool,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub const fn text(key: &'static str, label: &'static str) -> Self {
        Self {
            key,
            label,
            kind: ColumnKind::Text,
            sortable: false,
        }
    }

    /// A column of figures.
    #[must_use]
    pub const fn figure(key: &'static str, label: &'static str) -> Self {
        Self {
            key,
            label,
            kind: ColumnKind::Figure,
            sortable: false,
        }
    }

    /// A column of tools, such as the row's menu.
    #[must_use]
    pub const fn tools(label: &'static str) -> Self {
        Self {
            key: "",
            label,
            kind: ColumnKind::Tools,
            sortable: false,
        }
    }

    /// The same column with a heading that sorts.
    #[must_use]
    pub const fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }
}

/// Which column sorts, and which way. Its text form is `key` or `-key`, as in `?sort=-started`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column's key.
    pub key: String,
    /// Largest or newest first.
    pub descending: bool,
}

impl Sort {
    /// Reads `key` or `-key`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (descending, key) = text.strip_prefix('-').map_or((false, text), |key| (true, key));
        (!key.is_empty()).then(|| Self {
            key: key.to_owned(),
            descending,
        })
    }

    /// Writes `key` or `-key`.
    #[must_use]
    pub fn to_param(&self) -> String {
        if self.descending {
            format!("-{}", self.key)
        } else {
            self.key.clone()
        }
    }

    /// The order after a press on a heading: first the largest, then the smallest, then the largest again.
    #[must_use]
    pub fn pressed(now: Option<&Self>, key: &str) -> Self {
        let descending = now.is_none_or(|now| now.key != key || !now.descending);
        Self {
            key: key.to_owned(),
            descending,
        }
    }
}

/// A table. Its children are `<tr>`s, or one closure that yields them.
#[component]
pub fn Table(
    /// What it lists; spoken.
    #[prop(into)]
    label: String,
    /// The columns, in order.
    #[prop(into)]
    columns: Signal<Vec<Column>>,
    /// The order in force.
    #[prop(optional, into)]
    sort: Signal<Option<Sort>>,
    /// Called with the order that a press on a heading asks for.
    #[prop(optional, into)]
    on_sort: Option<Callback<Sort>>,
    /// The `<tr>`s of the body.
    children: Children,
) -> impl IntoView {
    let heads = move || {
        columns
            .get()
            .into_iter()
            .map(|column| heading(&column, sort, on_sort))
            .collect_view()
    };
    view! {
        <div class="table-wrap" tabindex="0" role="group" aria-label=label>
            <table class="table">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

fn heading(column: &Column, sort: Signal<Option<Sort>>, on_sort: Option<Callback<Sort>>) -> AnyView {
    let (key, label) = (column.key, column.label);
    let class = match column.kind {
        ColumnKind::Text => "",
        ColumnKind::Figure => "is-num",
        ColumnKind::Tools => "is-tools",
    };
    let content = match (column.kind, column.sortable) {
        (ColumnKind::Tools, _) => view! { <span class="vh">{label}</span> }.into_any(),
        (_, true) => view! { <SortButton key=key label=label sort=sort on_sort=on_sort /> }.into_any(),
        (_, false) => label.into_any(),
    };
    view! {
        <th scope="col" class=class aria-sort=move || sort.with(|sort| aria_sort(sort.as_ref(), key))>
            {content}
        </th>
    }
}

#[component]
fn SortButton(
    key: &'static str,
    label: &'static str,
    sort: Signal<Option<Sort>>,
    on_sort: Option<Callback<Sort>>,
) -> impl IntoView {
    let ascending = move || sort.with(|sort| sort.as_ref().is_some_and(|sort| sort.key == key && !sort.descending));
    let press = move |_| {
        if let Some(on_sort) = on_sort {
            let next = sort.with_untracked(|sort| Sort::pressed(sort.as_ref(), key));
            on_sort.run(next);
        }
    };
    let glyph = move || {
        if ascending() {
            IconName::ArrowUp
        } else {
            IconName::ArrowDown
        }
    };
    view! {
        <button class="sort" type="button" on:click=press>
            {label}
            {move || view! { <Icon name=glyph() size=IconSize::Small /> }}
        </button>
    }
}

fn aria_sort(sort: Option<&Sort>, key: &str) -> Option<&'static str> {
    let sort = sort.filter(|sort| sort.key == key && !key.is_empty())?;
    Some(if sort.descending { "descending" } else { "ascending" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pressing_again_turns_the_order() {
        let first = Sort::pressed(None, "started");
        assert_eq!(first.to_param(), "-started");
        let second = Sort::pressed(Some(&first), "started");
        assert_eq!(second.to_param(), "started");
        assert_eq!(Sort::pressed(Some(&second), "cost").to_param(), "-cost");
    }

    #[test]
    fn an_order_survives_the_address() {
        assert_eq!(
            Sort::parse("-cost").map(|sort| sort.to_param()),
            Some("-cost".to_owned())
        );
        assert_eq!(Sort::parse(""), None);
        assert_eq!(Sort::parse("-"), None);
    }
}
