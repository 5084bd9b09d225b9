//! A choice of one among a few, by the browser's own list.

use leptos::prelude::*;

use crate::{ControlSize, FieldLink, Icon, IconName, IconSize, class_list::class_list, text_input::tell};

/// One entry of a `Select` or `Segmented`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is stored and told.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Shown, but cannot be chosen.
    pub disabled: bool,
}

impl Choice {
    /// An entry that can be chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            disabled: false,
        }
    }

    /// The same entry, shown but not to be chosen.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }
}

/// A drop-down. A value that no choice has is shown as it is, so that nothing is lost silently.
#[component]
pub fn Select(
    /// The chosen value.
    #[prop(optional, into)]
    value: Signal<String>,
    /// The choices, in order.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// Called when another one is chosen.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
    /// Shown as the first, empty entry: "Any status".
    #[prop(optional, into)]
    empty_label: Option<String>,
    /// The name in a form.
    #[prop(optional, into)]
    name: Option<String>,
    /// Its id, where it stands outside a `Field`.
    #[prop(optional, into)]
    id: String,
    /// Its spoken name, where it stands outside a `Field`.
    #[prop(optional, into)]
    label: Option<String>,
    /// An icon at the start.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Its height.
    #[prop(optional)]
    size: ControlSize,
    /// Fills its container.
    #[prop(default = true)]
    block: bool,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Must be chosen before the form is sent.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let link = FieldLink::find(id);
    let required = required || link.required;
    let block = if block { "select--block" } else { "" };
    let lead = if icon.is_some() { "select--lead" } else { "" };
    let shown =
        memo(move || choices.with(|choices| value.with(|value| entries(choices, value, empty_label.as_deref()))));
    let options = move || shown.get().into_iter().map(|entry| option(entry, value)).collect_view();
    view! {
        <span class=class_list(&["select", size.select_class(), block, lead])>
            {icon.map(|name| view! { <Icon name=name size=IconSize::Small /> })}
            <select
                id=link.id_attribute()
                name=name
                required=required
                disabled=disabled
                aria-label=label
                aria-describedby=link.described_by
                aria-invalid=link.invalid_attribute()
                on:change=move |event| tell(on_change, event_target_value(&event))
            >
                {options}
            </select>
            <Icon name=IconName::ChevronDown size=IconSize::Small />
        </span>
    }
}

fn option(entry: Choice, value: Signal<String>) -> AnyView {
    let own = entry.value.clone();
    let chosen = memo(move || value.with(|value| *value == own));
    view! {
        <option value=entry.value disabled=entry.disabled selected=chosen prop:selected=chosen>{entry.label}</option>
    }
}

/// The entries to show: the empty one first, an unknown value last.
fn entries(choices: &[Choice], value: &str, empty_label: Option<&str>) -> Vec<Choice> {
    let mut entries: Vec<Choice> = empty_label.map(|label| Choice::new("", label)).into_iter().collect();
    entries.extend_from_slice(choices);
    if !entries.iter().any(|entry| entry.value == value) {
        entries.push(Choice::new(value, value));
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_value_is_kept_as_the_last_entry() {
        let shown = entries(&[Choice::new("a", "A")], "gone", None);
        assert_eq!(shown.last(), Some(&Choice::new("gone", "gone")));
    }

    #[test]
    fn the_empty_entry_comes_first_and_stands_for_no_value() {
        let shown = entries(&[Choice::new("a", "A")], "", Some("Any"));
        assert_eq!(shown.first(), Some(&Choice::new("", "Any")));
        assert_eq!(shown.len(), 2);
    }
}
