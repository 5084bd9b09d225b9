//! The geometry of charts: pure, so that the server draws what the browser draws. Everything is in percent of the plot.

/// A point in percent: right and down.
pub(crate) type Point = (f64, f64);

/// The value axis: from 0 to a round top in four steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ValueAxis {
    /// The value at the upper edge.
    pub(crate) top: f64,
}

impl ValueAxis {
    /// The axis that holds the largest value in four round steps.
    pub(crate) fn for_max(max: f64) -> Self {
        if !max.is_finite() || max <= 0.0 {
            return Self { top: 1.0 };
        }
        let raw = max / 4.0;
        let power = 10_f64.powf(raw.log10().floor());
        let step = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]
            .into_iter()
            .map(|nice| nice * power)
            .find(|step| *step * 4.0 >= max * (1.0 - 1e-9))
            .unwrap_or(raw);
        Self { top: step * 4.0 }
    }

    /// The ticks from the top down: where (percent) and the value.
    pub(crate) fn ticks(self) -> [(f64, f64); 5] {
        [0.0, 25.0, 50.0, 75.0, 100.0].map(|down| (down, self.top * (1.0 - down / 100.0)))
    }

    /// How far down a value stands.
    pub(crate) fn down(self, value: f64) -> f64 {
        (100.0 * (1.0 - value / self.top)).clamp(0.0, 100.0)
    }
}

/// How far right the point of an index stands.
#[expect(clippy::cast_precision_loss, reason = "charts have far fewer than 2^53 points")]
pub(crate) fn across(index: usize, count: usize) -> f64 {
    if count < 2 {
        50.0
    } else {
        100.0 * index as f64 / (count - 1) as f64
    }
}

/// The index whose point stands nearest to a share (0 to 1) of the width.
pub(crate) fn nearest(share: f64, count: usize) -> Option<usize> {
    (0..count).min_by(|a, b| {
        let far = |index: usize| (across(index, count) - share * 100.0).abs();
        far(*a).total_cmp(&far(*b))
    })
}

/// The values of each series on top of those before it.
pub(crate) fn stack(series: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut below: Vec<f64> = Vec::new();
    let mut stacked = Vec::with_capacity(series.len());
    for values in series {
        let at = |index: usize| below.get(index).copied().unwrap_or_default();
        let sums: Vec<f64> = values
            .iter()
            .enumerate()
            .map(|(index, value)| value + at(index))
            .collect();
        below.clone_from(&sums);
        stacked.push(sums);
    }
    stacked
}

/// A curve through the points that never leaves the range of its data (monotone cubic, after Fritsch and Carlson).
pub(crate) fn curve(points: &[Point]) -> String {
    let Some((first, rest)) = points.split_first() else {
        return String::new();
    };
    let mut path = format!("M{} {}", short(first.0), short(first.1));
    let slopes = tangents(points);
    for (index, (from, to)) in points.iter().zip(rest).enumerate() {
        let third = (to.0 - from.0) / 3.0;
        let slope = |at: usize| slopes.get(at).copied().unwrap_or_default();
        let (leave, arrive) = (from.1 + third * slope(index), to.1 - third * slope(index + 1));
        let numbers = [from.0 + third, leave, to.0 - third, arrive, to.0, to.1].map(short);
        path.push('C');
        path.push_str(&numbers.join(" "));
    }
    path
}

/// The area between a curve and the one below it, or the ground.
pub(crate) fn area(points: &[Point], below: Option<&[Point]>) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return String::new();
    };
    match below {
        Some(below) => {
            let back: Vec<Point> = below.iter().rev().copied().collect();
            format!("{}L{}Z", curve(points), curve(&back).trim_start_matches('M'))
        }
        None => format!("{}L{} 100L{} 100Z", curve(points), short(last.0), short(first.0)),
    }
}

/// The slope at each point: zero at turns, else bounded so that the curve stays between its neighbours.
fn tangents(points: &[Point]) -> Vec<f64> {
    let secants: Vec<f64> = points.windows(2).map(secant).collect();
    let at = |index: usize| secants.get(index).copied().unwrap_or_default();
    (0..points.len())
        .map(|index| match index {
            0 => at(0),
            last if last == secants.len() => at(last - 1),
            inner => bounded(at(inner - 1), at(inner)),
        })
        .collect()
}

fn secant(pair: &[Point]) -> f64 {
    match pair {
        [from, to] if to.0 != from.0 => (to.1 - from.1) / (to.0 - from.0),
        _ => 0.0,
    }
}

/// The harmonic mean of two slopes of one direction; zero where the direction turns.
fn bounded(before: f64, after: f64) -> f64 {
    if before * after <= 0.0 {
        0.0
    } else {
        2.0 * before * after / (before + after)
    }
}

/// A number with two places at most.
fn short(number: f64) -> String {
    let rounded = (number * 100.0).round() / 100.0;
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_is_round_and_holds_the_largest_value() {
        let top = |max| ValueAxis::for_max(max).top;
        assert_eq!(top(20.85), 24.0);
        assert_eq!(top(100.0), 100.0);
        assert_eq!(top(0.0), 1.0);
        assert_eq!(top(f64::NAN), 1.0);
        assert!((top(0.026) - 0.032).abs() < 1e-9);
    }

    #[test]
    fn a_flat_curve_is_flat_and_a_peak_is_its_own_extreme() {
        assert_eq!(curve(&[(0.0, 5.0), (10.0, 5.0)]), "M0 5C3.33 5 6.67 5 10 5");
        let peak = tangents(&[(0.0, 0.0), (1.0, 9.0), (2.0, 0.0)]);
        assert_eq!(peak.get(1), Some(&0.0));
        assert_eq!(curve(&[]), "");
    }

    #[test]
    fn series_stand_on_one_another() {
        assert_eq!(stack(&[vec![1.0, 2.0], vec![3.0, 4.0]]), [[1.0, 2.0], [4.0, 6.0]]);
        assert!(area(&[(0.0, 50.0), (100.0, 50.0)], None).ends_with("L100 100L0 100Z"));
    }

    #[test]
    fn the_pointer_finds_the_nearest_point() {
        assert_eq!(nearest(0.0, 5), Some(0));
        assert_eq!(nearest(0.6, 5), Some(2));
        assert_eq!(nearest(1.0, 5), Some(4));
        assert_eq!(nearest(0.5, 0), None);
    }
}
