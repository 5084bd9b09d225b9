//! The timeline of a run: a row a step, with its attempts and waits.

use leptos::prelude::*;

use crate::{Icon, IconName, IconSize, Status, class_list::class_list, timeline::TimeAxis};

/// What a bar stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BarKind {
    /// The attempt that counts.
    #[default]
    Work,
    /// An attempt that failed and was repeated.
    FailedTry,
    /// Waiting: between attempts, or for other steps.
    Wait,
    /// Under way.
    Live,
    /// The rest of a folded group.
    Rest,
}

impl BarKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Work => "",
            Self::FailedTry => "wf__bar--try",
            Self::Wait => "wf__bar--wait",
            Self::Live => "wf__bar--live",
            Self::Rest => "wf__bar--rest",
        }
    }
}

/// One bar, in milliseconds since the run began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Its begin.
    pub from: u64,
    /// Its end.
    pub to: u64,
    /// What it stands for.
    pub kind: BarKind,
}

/// One row of a `Waterfall`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaterfallRow {
    /// What selecting tells.
    pub id: String,
    /// The step's name.
    pub name: String,
    /// Its status.
    pub status: Status,
    /// How deep it stands: 1 for the items of a loop.
    pub depth: usize,
    /// The port by which the run came here: "true".
    pub via: String,
    /// Beside the name: "12" items, "3×" attempts, "7/12".
    pub count: String,
    /// At the end: the duration, or "Skipped".
    pub end: String,
    /// Whether it is open, where it holds others.
    pub open: Option<bool>,
    /// Its bars.
    pub bars: Vec<Bar>,
}

/// The timeline of a run. Rows are buttons: pressing selects.
#[component]
pub fn Waterfall(
    /// The rows in sight, in order.
    #[prop(into)]
    rows: Signal<Vec<WaterfallRow>>,
    /// How long the run took, or runs by now, in milliseconds.
    #[prop(into)]
    total: Signal<u64>,
    /// The selected row's id.
    #[prop(optional, into)]
    selected: Signal<Option<String>>,
    /// Called with the id of the row pressed. A row that holds others is opened or closed by its owner.
    #[prop(optional, into)]
    on_select: Option<Callback<String>>,
) -> impl IntoView {
    let axis = memo(move || TimeAxis::for_total(total.get()));
    let ticks = move || {
        let tick = |(left, label): (f64, String)| view! { <span style:left=format!("{left}%")>{label}</span> };
        axis.get().ticks().into_iter().map(tick).collect_view()
    };
    view! {
        <div class="wf">
            <div class="wf__axis" aria-hidden="true">
                <span></span>
                <span class="wf__ticks">{ticks}</span>
                <span></span>
            </div>
            <ol style:--tick=move || format!("{}%", axis.get().step_percent())>
                <ForEnumerate each=move || rows.get() key=|row| row.id.clone() let(index, row)>
                    <li>
                        <RowButton row=row_at(rows, index, row) axis=axis selected=selected on_select=on_select />
                    </li>
                </ForEnumerate>
            </ol>
        </div>
    }
}

/// The row that stands at an index now; the element stays the same, so a live run never takes the focus away.
fn row_at(rows: Signal<Vec<WaterfallRow>>, index: ReadSignal<usize>, first: WaterfallRow) -> Memo<WaterfallRow> {
    Memo::new(move |last: Option<&WaterfallRow>| {
        let now = rows.with(|rows| rows.get(index.get()).filter(|row| row.id == first.id).cloned());
        now.or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
    })
}

#[component]
fn RowButton(
    row: Memo<WaterfallRow>,
    axis: Memo<TimeAxis>,
    selected: Signal<Option<String>>,
    on_select: Option<Callback<String>>,
) -> impl IntoView {
    let current =
        move || selected.with(|selected| row.with(|row| selected.as_ref() == Some(&row.id)).then_some("true"));
    let press = move |_| {
        if let Some(on_select) = on_select {
            on_select.run(row.with_untracked(|row| row.id.clone()));
        }
    };
    let bars = move || row.with(|row| row.bars.iter().map(|bar| bar_view(*bar, axis.get())).collect_view());
    view! {
        <button
            class="wf__row"
            type="button"
            data-status=move || row.with(|row| row.status.as_str())
            data-depth=move || row.with(|row| row.depth.to_string())
            aria-current=current
            aria-expanded=move || row.with(|row| row.open.map(|open| open.to_string()))
            on:click=press
        >
            <span class="wf__name" style:--depth=move || row.with(|row| row.depth.to_string())>
                {move || row.with(name_cell)}
            </span>
            <span class="wf__track">{bars}</span>
            <span class="wf__end">{move || row.with(|row| row.end.clone())}</span>
        </button>
    }
}

fn name_cell(row: &WaterfallRow) -> AnyView {
    let status = row.status;
    let twist = row.open.map(|open| {
        let icon = if open {
            IconName::ChevronDown
        } else {
            IconName::ChevronRight
        };
        view! { <span class="wf__twist"><Icon name=icon size=IconSize::Small /></span> }
    });
    let part = |text: &str, class: &'static str| {
        let text = text.to_owned();
        (!text.is_empty()).then(|| view! { <span class=class>{text}</span> })
    };
    let spin = if status == Status::Running { "spin" } else { "" };
    let (title, name) = (row.name.clone(), row.name.clone());
    view! {
        {twist}
        <Icon name=status.icon() size=IconSize::Small class=spin />
        <span title=title>{name}</span>
        {part(&row.via, "wf__via")}
        {part(&row.count, "count")}
        <span class="vh">", "{status.word()}</span>
    }
}

fn bar_view(bar: Bar, axis: TimeAxis) -> AnyView {
    let (from, length) = axis.span(bar.from, bar.to);
    let failed = (bar.kind == BarKind::FailedTry).then_some("failed");
    view! {
        <span
            class=class_list(&["wf__bar", bar.kind.class()])
            data-status=failed
            style:--from=format!("{from}%")
            style:--len=format!("{length}%")
        ></span>
    }
}
