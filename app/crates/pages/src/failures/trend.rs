//! How failures went over time.

use leptos::prelude::*;
use rpc::{FailureBucket, FailurePoint};
use ui::{Card, Chart, ChartKind, Legend, Series, clock_time, grouped, short_date};

/// Failed and given up, on one another.
#[component]
pub(super) fn Trend(#[prop(into)] points: Signal<Vec<FailurePoint>>, bucket: FailureBucket) -> impl IntoView {
    let label = match bucket {
        FailureBucket::Hour => "Failures an hour",
        FailureBucket::Day => "Failures a day",
    };
    let (labels, series) = points.with_untracked(|points| {
        let labels: Vec<String> = points.iter().map(|point| begin(point, bucket)).collect();
        (labels, series(points))
    });
    let names: Vec<String> = series.iter().map(|series| series.name.clone()).collect();
    let legend = move || view! { <Legend names=names /> };
    view! {
        <Card title=label end=legend class="failures__trend">
            <Chart
                label=label
                labels=labels
                series=series
                kind=ChartKind::Stacked
                format=|value| grouped(value.max(0.0).round() as u64)
            />
        </Card>
    }
}

fn series(points: &[FailurePoint]) -> Vec<Series> {
    let of = |name: &str, value: fn(&FailurePoint) -> u64| Series {
        name: name.to_owned(),
        values: points.iter().map(|point| value(point) as f64).collect(),
    };
    vec![of("Failed", |point| point.failed), of("Given up", |point| point.dead)]
}

/// The bucket's begin: `20 Nov`, or `14:00` (UTC).
fn begin(point: &FailurePoint, bucket: FailureBucket) -> String {
    let at = point.at.timestamp_millis();
    let (text, parts) = match bucket {
        FailureBucket::Hour => (clock_time(at), ':'),
        FailureBucket::Day => (short_date(at), ' '),
    };
    let short: Vec<&str> = text.split(parts).take(2).collect();
    short.join(&parts.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_named_by_its_begin() {
        let point = FailurePoint {
            at: "2026-11-20T14:00:00Z".parse().unwrap(),
            runs: 9,
            failed: 2,
            dead: 1,
        };
        assert_eq!(begin(&point, FailureBucket::Hour), "14:00");
        assert_eq!(begin(&point, FailureBucket::Day), "20 Nov");
        let series = series(&[point]);
        assert_eq!((series[0].values[0], series[1].values[0]), (2.0, 1.0));
    }
}
