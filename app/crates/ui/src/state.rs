//! What stands where data will stand: empty, failed, loading, and banners above it.

use leptos::prelude::*;

use crate::{Button, Icon, IconName, Status, class_list::class_list, with_code};

/// Nothing here yet, and what to do about it: one click to the next action.
#[component]
pub fn EmptyState(
    /// A glyph for the kind of thing.
    #[prop(default = IconName::Inbox)]
    icon: IconName,
    /// What is not here: "No runs yet".
    #[prop(into)]
    title: Signal<String>,
    /// What will be here and how it comes.
    #[prop(optional, into)]
    text: Signal<String>,
    /// The next action: usually one primary `Button` or `LinkButton`.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty__icon"><Icon name=icon /></span>
            <h2 class="heading-13">{title}</h2>
            <p class="empty__text">{text}</p>
            {children.map(|children| view! { <div class="empty__actions">{children()}</div> })}
        </div>
    }
}

/// Something could not be loaded: what happened, the request id, and Retry.
#[component]
pub fn ErrorState(
    /// What could not be done: "The runs could not be loaded".
    #[prop(into)]
    title: Signal<String>,
    /// Why, and what to try.
    #[prop(optional, into)]
    text: Signal<String>,
    /// The request's id, for support.
    #[prop(optional, into)]
    request_id: Signal<Option<String>>,
    /// Tries again. Without it no button is shown.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
    /// Trying again is under way.
    #[prop(optional, into)]
    retrying: Signal<bool>,
    /// Further ways out: a link back.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let request = move || {
        request_id
            .get()
            .map(|id| view! { <span>" Request "<span class="mono">{id}</span></span> })
    };
    let retry = on_retry.map(|retry| {
        view! { <Button icon=IconName::RefreshCw busy=retrying on_press=move || retry.run(())>"Retry"</Button> }
    });
    view! {
        <div class="empty" role="alert">
            <span class="empty__icon"><Icon name=IconName::Unplug /></span>
            <h2 class="heading-13">{title}</h2>
            <p class="empty__text">{text}{request}</p>
            <div class="empty__actions">{retry}{children.map(|children| children())}</div>
        </div>
    }
}

/// A message above the content: an error, a warning, something to know.
#[component]
pub fn Banner(
    /// Failed, Waiting (a warning), Succeeded; Idle (the default) is neutral.
    #[prop(optional)]
    status: Status,
    /// What happened.
    #[prop(into)]
    title: Signal<String>,
    /// Why, and what to try.
    #[prop(optional, into)]
    text: Signal<String>,
    /// The way on, at the end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let icon = match status {
        Status::Failed | Status::Dead => IconName::CircleX,
        Status::Waiting => IconName::TriangleAlert,
        Status::Succeeded => IconName::CircleCheck,
        Status::Idle | Status::Queued | Status::Running | Status::Skipped | Status::Cancelled => IconName::Info,
    };
    let tone = (status != Status::Idle).then(|| status.as_str());
    let text_line = move || {
        text.with(|text| !text.is_empty())
            .then(|| view! { <p class="banner__text">{text.with(|text| with_code(text))}</p> })
    };
    view! {
        <div class="banner" role="status" data-status=tone>
            <Icon name=icon />
            <p class="banner__title">{move || title.with(|title| with_code(title))}</p>
            {text_line}
            {children.map(|children| view! { <div class="banner__end">{children()}</div> })}
        </div>
    }
}

/// Widths of skeleton lines, so that a column of them looks like words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SkeletonShape {
    /// A full line.
    #[default]
    Line,
    /// Two thirds of a line.
    Long,
    /// A third of a line.
    Short,
    /// A heading of 28 px.
    Title,
    /// A block of the height of a chart.
    Block,
    /// A button.
    Control,
}

/// A grey shape of the size of what will stand there. Hidden from screen readers: say "Loading" once by `Loading`.
#[component]
pub fn Skeleton(
    /// Its shape.
    #[prop(optional)]
    shape: SkeletonShape,
    /// Further classes, for another size.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let size = match shape {
        SkeletonShape::Line => "",
        SkeletonShape::Long => "skeleton--long",
        SkeletonShape::Short => "skeleton--short",
        SkeletonShape::Title => "skeleton--title",
        SkeletonShape::Block => "skeleton--block",
        SkeletonShape::Control => "skeleton--control",
    };
    view! { <span class=class_list(&["skeleton", size, class]) aria-hidden="true"></span> }
}

/// Wraps the skeletons of a part: tells screen readers that it loads.
#[component]
pub fn Loading(
    /// What loads: "Loading runs".
    #[prop(default = "Loading".to_owned(), into)]
    label: String,
    /// The skeletons.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="loading" role="status" aria-busy="true">
            <span class="vh">{label}</span>
            {children()}
        </div>
    }
}

/// Skeleton rows for a table that loads.
#[component]
pub fn SkeletonRows(
    /// How many columns the table has.
    columns: usize,
    /// How many rows the page will have.
    #[prop(default = 8)]
    rows: usize,
) -> impl IntoView {
    let cell = |column: usize| {
        let shape = if column == 0 {
            SkeletonShape::Long
        } else {
            SkeletonShape::Short
        };
        view! { <td><Skeleton shape=shape /></td> }
    };
    (0..rows)
        .map(|_| view! { <tr aria-hidden="true">{(0..columns).map(cell).collect_view()}</tr> })
        .collect_view()
}

/// How far long work is.
#[component]
pub fn Progress(
    /// Done, from 0 to 1.
    #[prop(into)]
    value: Signal<f64>,
    /// What is under way; spoken.
    #[prop(into)]
    label: String,
    /// Colours it by a status; the accent otherwise.
    #[prop(optional)]
    status: Option<Status>,
) -> impl IntoView {
    let percent = move || (value.get().clamp(0.0, 1.0) * 100.0).round();
    view! {
        <div
            class="progress"
            role="progressbar"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent().to_string()
            data-status=status.map(Status::as_str)
        >
            <span style:width=move || format!("{}%", percent())></span>
        </div>
    }
}
