//! Charts: our own SVG, with exact figures under the pointer and a table behind each.

use leptos::{ev, html, prelude::*};

use crate::{
    Icon, IconName, IconSize,
    chart_shape::{Point, ValueAxis, across, area, curve, nearest, stack},
    floating::rect_of,
    roving::{Axis, moved},
};

/// At most so many words under the plot.
const MOST_LABELS: usize = 6;

/// One line or band of a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Its values, one a label.
    pub values: Vec<f64>,
}

/// How the series of a chart are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChartKind {
    /// Lines beside one another: percentiles.
    #[default]
    Lines,
    /// One line with its area: errors.
    Area,
    /// Bands on one another, with their sum: spend by model.
    Stacked,
}

/// What a chart draws, worked out once for each change of its data.
#[derive(Clone, Debug, PartialEq)]
struct Drawing {
    axis: ValueAxis,
    lines: Vec<Vec<Point>>,
}

impl Drawing {
    fn new(series: &[Series], kind: ChartKind) -> Self {
        let values: Vec<Vec<f64>> = series.iter().map(|series| series.values.clone()).collect();
        let values = match kind {
            ChartKind::Stacked => stack(&values),
            ChartKind::Lines | ChartKind::Area => values,
        };
        let axis = ValueAxis::for_max(values.iter().flatten().copied().fold(0.0, f64::max));
        let point = |count: usize| move |(index, value): (usize, &f64)| (across(index, count), axis.down(*value));
        let lines = values
            .iter()
            .map(|line| line.iter().enumerate().map(point(line.len())).collect())
            .collect();
        Self { axis, lines }
    }
}

/// A chart over time. Hover, or the arrow keys when it has the focus, give the exact figures of one point.
#[component]
pub fn Chart(
    /// What it shows; spoken, and the name of its table: "Spend a day, by model".
    #[prop(into)]
    label: String,
    /// The words of the points, in order: "12 Nov".
    #[prop(into)]
    labels: Signal<Vec<String>>,
    /// The series; five at most have a colour of their own.
    #[prop(into)]
    series: Signal<Vec<Series>>,
    /// How a value is written: `|value| format!("${value:.2}")`.
    format: fn(f64) -> String,
    /// How it is drawn.
    #[prop(optional)]
    kind: ChartKind,
) -> impl IntoView {
    let drawing = memo(move || series.with(|series| Drawing::new(series, kind)));
    let at = RwSignal::new(None::<usize>);
    let axis = move || {
        let tick = |(down, value): (f64, f64)| view! { <span style:top=format!("{down}%")>{format(value)}</span> };
        drawing.with(|drawing| drawing.axis.ticks().map(tick)).collect_view()
    };
    view! {
        <div class="chart">
            <div class="chart__y" aria-hidden="true">{axis}</div>
            <Plot label=label.clone() labels=labels series=series drawing=drawing at=at format=format kind=kind />
            <div class="chart__x" aria-hidden="true">{move || labels.with(|labels| x_words(labels))}</div>
        </div>
        <ChartTable label=label labels=labels series=series format=format />
    }
}

#[component]
fn Plot(
    label: String,
    labels: Signal<Vec<String>>,
    series: Signal<Vec<Series>>,
    drawing: Memo<Drawing>,
    at: RwSignal<Option<usize>>,
    format: fn(f64) -> String,
    kind: ChartKind,
) -> impl IntoView {
    let plot = NodeRef::<html::Div>::new();
    let count = move || labels.with_untracked(Vec::len);
    let on_move = move |event: ev::PointerEvent| {
        if let Some(plot) = plot.get_untracked() {
            let rect = rect_of(&plot);
            at.set(nearest(
                (f64::from(event.client_x()) - rect.x) / rect.width.max(1.0),
                count(),
            ));
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if let Some(next) = moved(&event.key(), at.get_untracked(), count(), Axis::Row) {
            event.prevent_default();
            at.set(Some(next));
        }
    };
    let figures = memo(move || {
        let index = at.get()?;
        labels.with(|labels| series.with(|series| Figures::at(index, labels, series, kind)))
    });
    view! {
        <div
            class="chart__plot"
            role="group"
            tabindex="0"
            aria-label=format!("{label}. Use the arrow keys to read the points.")
            on:pointermove=on_move
            on:pointerleave=move |_| at.set(None)
            on:blur=move |_| at.set(None)
            on:keydown=on_key
            node_ref=plot
        >
            <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
                {grid()}
                {move || drawing.with(|drawing| shapes(drawing, kind))}
            </svg>
            {move || at.get().map(|index| drawing.with(|drawing| cursor(drawing, index)))}
            <div aria-live="polite">{move || figures.get().map(|figures| tip(figures, format))}</div>
        </div>
    }
}

fn grid() -> AnyView {
    [0, 25, 50, 75, 100]
        .map(|down| view! { <line class="chart__grid" x1="0" x2="100" y1=down y2=down></line> })
        .collect_view()
        .into_any()
}

/// The colour of a series, by its place.
fn tone(index: usize) -> &'static str {
    match index % 5 {
        0 => "var(--color-series-1)",
        1 => "var(--color-series-2)",
        2 => "var(--color-series-3)",
        3 => "var(--color-series-4)",
        _ => "var(--color-series-5)",
    }
}

/// Areas and lines; the last series is drawn first, so that the first one lies on top.
fn shapes(drawing: &Drawing, kind: ChartKind) -> AnyView {
    let shape = |(index, line): (usize, &Vec<Point>)| {
        let below = index.checked_sub(1).and_then(|index| drawing.lines.get(index));
        let fill = match kind {
            ChartKind::Lines => None,
            ChartKind::Area => Some(("chart__area", area(line, None))),
            ChartKind::Stacked => Some(("chart__area chart__area--band", area(line, below.map(Vec::as_slice)))),
        };
        view! {
            <g style:--series=tone(index)>
                {fill.map(|(class, path)| view! { <path class=class d=path></path> })}
                <path class="chart__line" d=curve(line)></path>
            </g>
        }
    };
    drawing
        .lines
        .iter()
        .enumerate()
        .rev()
        .map(shape)
        .collect_view()
        .into_any()
}

/// The line under the pointer and the points on it.
fn cursor(drawing: &Drawing, index: usize) -> AnyView {
    let points: Vec<Point> = drawing
        .lines
        .iter()
        .filter_map(|line| line.get(index).copied())
        .collect();
    let left = points.first().map_or(0.0, |point| point.0);
    let dot = |(series, point): (usize, Point)| {
        view! {
            <span
                class="chart__point"
                style:--series=tone(series)
                style:left=format!("{:.2}%", point.0)
                style:top=format!("{:.2}%", point.1)
            ></span>
        }
    };
    view! {
        <span class="chart__cursor" style:left=format!("{left:.2}%")></span>
        {points.into_iter().enumerate().map(dot).collect_view()}
    }
}

/// The figures of one point.
#[derive(Clone, Debug, PartialEq)]
struct Figures {
    across: f64,
    label: String,
    rows: Vec<(usize, String, f64)>,
    total: Option<f64>,
}

impl Figures {
    fn at(index: usize, labels: &[String], series: &[Series], kind: ChartKind) -> Option<Self> {
        let label = labels.get(index)?.clone();
        let row = |(place, series): (usize, &Series)| Some((place, series.name.clone(), *series.values.get(index)?));
        let rows: Vec<_> = series.iter().enumerate().rev().filter_map(row).collect();
        let total = (kind == ChartKind::Stacked).then(|| rows.iter().map(|(_, _, value)| value).sum());
        Some(Self {
            across: across(index, labels.len()),
            label,
            rows,
            total,
        })
    }
}

/// The figures beside the pointer, on the side that has room.
fn tip(figures: Figures, format: fn(f64) -> String) -> AnyView {
    let right = figures.across > 50.0;
    let inset = |share: f64| format!("calc({share:.2}% + 12px)");
    let (from_left, from_right) = (inset(figures.across), inset(100.0 - figures.across));
    let row = |(place, name, value): (usize, String, f64)| {
        view! {
            <span>
                <i class="swatch" style:--series=tone(place)></i>
                {name}
                <b>{format(value)}</b>
            </span>
        }
    };
    let total = figures
        .total
        .map(|total| view! { <span class="chart__total">"Total"<b>{format(total)}</b></span> });
    view! {
        <div
            class="chart__tip float"
            style:left=if right { "auto".to_owned() } else { from_left }
            style:right=if right { from_right } else { "auto".to_owned() }
        >
            <b>{figures.label}</b>
            {figures.rows.into_iter().map(row).collect_view()}
            {total}
        </div>
    }
}

/// Six words at most, the first and the last among them.
fn x_words(labels: &[String]) -> AnyView {
    let count = labels.len();
    let step = count.saturating_sub(1).div_ceil(MOST_LABELS - 1).max(1);
    let chosen =
        |index: usize| index.is_multiple_of(step) && index + step <= count.saturating_sub(1) || index + 1 == count;
    let word = |(index, label): (usize, &String)| {
        let left = format!("{:.2}%", across(index, count));
        view! { <span style:left=left>{label.clone()}</span> }
    };
    labels
        .iter()
        .enumerate()
        .filter(|(index, _)| chosen(*index))
        .map(word)
        .collect_view()
        .into_any()
}

/// The same figures as a table, folded.
#[component]
fn ChartTable(
    label: String,
    labels: Signal<Vec<String>>,
    series: Signal<Vec<Series>>,
    format: fn(f64) -> String,
) -> impl IntoView {
    let heads = move || {
        let head = |series: &Series| view! { <th scope="col" class="is-num">{series.name.clone()}</th> };
        series.with(|series| series.iter().map(head).collect_view())
    };
    let row = move |index: usize, label: &String| {
        let cell = |series: &Series| {
            let value = series.values.get(index).copied();
            view! { <td class="is-num">{value.map(format)}</td> }
        };
        let cells = series.with(|series| series.iter().map(cell).collect_view());
        view! { <tr><th scope="row">{label.clone()}</th>{cells}</tr> }
    };
    let rows = move || {
        labels.with(|labels| {
            labels
                .iter()
                .enumerate()
                .map(|(index, label)| row(index, label))
                .collect_view()
        })
    };
    view! {
        <details class="chart-table">
            <summary class="meta">
                <Icon name=IconName::ChevronRight size=IconSize::Small />
                "Show as table"
            </summary>
            <div class="table-wrap" tabindex="0" role="group" aria-label=label>
                <table class="table">
                    <thead><tr><th scope="col">"When"</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

/// The names and colours of a chart's series.
#[component]
pub fn Legend(
    /// The names, in the order of the series.
    #[prop(into)]
    names: Signal<Vec<String>>,
) -> impl IntoView {
    let entry = |(index, name): (usize, String)| {
        view! {
            <li>
                <i class="swatch" style:--series=tone(index)></i>
                {name}
            </li>
        }
    };
    view! { <ul class="legend">{move || names.get().into_iter().enumerate().map(entry).collect_view()}</ul> }
}

/// A line without axes, for tiles. Decorative: its figures stand beside it.
#[component]
pub fn Sparkline(
    /// The values.
    #[prop(into)]
    values: Signal<Vec<f64>>,
    /// Which colour, from 0 to 4.
    #[prop(optional)]
    tone_index: usize,
) -> impl IntoView {
    let points = memo(move || {
        let series = [Series {
            name: String::new(),
            values: values.get(),
        }];
        Drawing::new(&series, ChartKind::Area)
            .lines
            .into_iter()
            .next()
            .unwrap_or_default()
    });
    view! {
        <svg class="spark" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" style:--series=tone(tone_index)>
            <path class="chart__area" d=move || points.with(|points| area(points, None))></path>
            <path class="chart__line" d=move || points.with(|points| curve(points))></path>
        </svg>
    }
}
