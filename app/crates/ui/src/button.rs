//! Buttons and links that look like buttons. Labels are verbs; one primary button a view.

use leptos::{ev, html, prelude::*};

use crate::{Icon, IconName, IconSize, class_list::class_list};

/// What a button weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// Outlined: the default.
    #[default]
    Plain,
    /// The one main action of a view.
    Primary,
    /// No outline until hovered.
    Ghost,
    /// Destructive, with a way back.
    Danger,
    /// Destructive and final; only inside a confirmation.
    DangerSolid,
}

impl ButtonKind {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Primary => "btn--primary",
            Self::Ghost => "btn--ghost",
            Self::Danger => "btn--danger",
            Self::DangerSolid => "btn--danger-solid",
        }
    }
}

/// Height of a control.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ControlSize {
    /// 24 px, in panels (32 on a phone).
    Small,
    /// 28 px (36 on a phone).
    #[default]
    Medium,
    /// 36 px, on sign-in and detail pages (44 on a phone).
    Large,
}

impl ControlSize {
    pub(crate) const fn button_class(self) -> &'static str {
        match self {
            Self::Small => "btn--sm",
            Self::Medium => "",
            Self::Large => "btn--lg",
        }
    }

    pub(crate) const fn input_class(self) -> &'static str {
        match self {
            Self::Small | Self::Medium => "",
            Self::Large => "input--lg",
        }
    }

    pub(crate) const fn select_class(self) -> &'static str {
        match self {
            Self::Small | Self::Medium => "",
            Self::Large => "select--lg",
        }
    }

    const fn icon(self) -> IconSize {
        match self {
            Self::Small | Self::Medium => IconSize::Small,
            Self::Large => IconSize::Medium,
        }
    }
}

/// A button with words. While `busy` it shows a spinner, keeps its focus and does nothing.
#[component]
pub fn Button(
    /// Its weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Its height.
    #[prop(optional)]
    size: ControlSize,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Submits the form around it. Otherwise it does only what `on_press` says.
    #[prop(optional)]
    submit: bool,
    /// Work is under way: a spinner takes the icon's place and presses are swallowed.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// For toggles: whether it is pressed.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// A longer explanation, shown on hover.
    #[prop(optional, into)]
    title: Option<String>,
    /// Name and value that the form sends when this button submits it.
    #[prop(optional, into)]
    name: Option<String>,
    /// See `name`.
    #[prop(optional, into)]
    value: Option<String>,
    /// Further classes, such as `btn--block`.
    #[prop(optional)]
    class: &'static str,
    /// Called on click and on Enter or Space, unless busy.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// The element, for focus.
    #[prop(optional)]
    node_ref: NodeRef<html::Button>,
    /// The words; a `Kbd` may follow them.
    children: Children,
) -> impl IntoView {
    let class = class_list(&["btn", kind.class(), size.button_class(), class]);
    let on_click = move |event: ev::MouseEvent| press(&event, busy, on_press);
    view! {
        <button
            class=class
            type=if submit { "submit" } else { "button" }
            disabled=disabled
            aria-busy=move || busy.get().then_some("true")
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            title=title
            name=name
            value=value
            on:click=on_click
            node_ref=node_ref
        >
            <ButtonGlyph icon=icon size=size.icon() busy=busy />
            {children()}
        </button>
    }
}

/// The spinner while busy, else the icon, else nothing.
#[component]
fn ButtonGlyph(icon: Option<IconName>, size: IconSize, busy: Signal<bool>) -> impl IntoView {
    move || {
        if busy.get() {
            Some(view! { <Icon name=IconName::LoaderCircle size=size class="spin" /> })
        } else {
            icon.map(|name| view! { <Icon name=name size=size /> })
        }
    }
}

/// Runs the press, or swallows it (and the form's submission) while busy.
fn press(event: &ev::MouseEvent, busy: Signal<bool>, on_press: Option<Callback<()>>) {
    if busy.get_untracked() {
        event.prevent_default();
    } else if let Some(on_press) = on_press {
        on_press.run(());
    }
}

/// A square button with an icon alone. The label is spoken, and shown as a tooltip.
#[component]
pub fn IconButton(
    /// The icon.
    #[prop(into)]
    icon: Signal<IconName>,
    /// What it does, as a verb: its accessible name and its tooltip.
    #[prop(into)]
    label: Signal<String>,
    /// Its weight; ghost unless said otherwise.
    #[prop(default = ButtonKind::Ghost)]
    kind: ButtonKind,
    /// Its height.
    #[prop(optional)]
    size: ControlSize,
    /// Work is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// For toggles: whether it is pressed.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// Submits the form around it.
    #[prop(optional)]
    submit: bool,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
    /// Called on click and on Enter or Space, unless busy.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// The element, for focus.
    #[prop(optional)]
    node_ref: NodeRef<html::Button>,
) -> impl IntoView {
    let class = class_list(&["btn btn--icon", kind.class(), size.button_class(), class]);
    let on_click = move |event: ev::MouseEvent| press(&event, busy, on_press);
    let glyph = move || if busy.get() { IconName::LoaderCircle } else { icon.get() };
    let glyph_class = move || if busy.get() { "spin" } else { "" };
    let glyph_size = match size {
        ControlSize::Small => IconSize::Small,
        ControlSize::Medium | ControlSize::Large => IconSize::Medium,
    };
    view! {
        <button
            class=class
            type=if submit { "submit" } else { "button" }
            disabled=disabled
            aria-busy=move || busy.get().then_some("true")
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            title=label
            on:click=on_click
            node_ref=node_ref
        >
            {move || view! { <Icon name=glyph() size=glyph_size class=glyph_class() /> }}
            <span class="vh">{label}</span>
        </button>
    }
}

/// A link that looks like a button. It goes somewhere; a button does something.
#[component]
pub fn LinkButton(
    /// Where it goes.
    #[prop(into)]
    href: Signal<String>,
    /// Its weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Its height.
    #[prop(optional)]
    size: ControlSize,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Leaves Apex: opens in a new tab, and the router keeps out of it.
    #[prop(optional)]
    external: bool,
    /// Downloads what it points at.
    #[prop(optional)]
    download: bool,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
    /// The words.
    children: Children,
) -> impl IntoView {
    let class = class_list(&["btn", kind.class(), size.button_class(), class]);
    view! {
        <a
            class=class
            href=href
            target=external.then_some("_blank")
            rel=(external || download).then_some("external noopener")
            download=download
        >
            {icon.map(|name| view! { <Icon name=name size=size.icon() /> })}
            {children()}
        </a>
    }
}
