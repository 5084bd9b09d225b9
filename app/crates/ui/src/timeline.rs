//! The geometry of a run's timeline: pure, so that server, studio and run page draw the same.

use crate::duration;

/// The steps an axis may have, in milliseconds; four of them span the axis.
const STEPS: [u64; 36] = [
    1,
    2,
    3,
    5,
    10,
    20,
    30,
    50,
    100,
    200,
    300,
    500,
    1_000,
    2_000,
    3_000,
    5_000,
    10_000,
    15_000,
    30_000,
    60_000,
    120_000,
    300_000,
    600_000,
    900_000,
    1_800_000,
    3_600_000,
    7_200_000,
    10_800_000,
    21_600_000,
    43_200_000,
    86_400_000,
    172_800_000,
    259_200_000,
    604_800_000,
    1_209_600_000,
    2_592_000_000,
];
/// Steps on an axis.
const SPANS: u64 = 4;

/// The axis of a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeAxis {
    /// Milliseconds between two ticks.
    pub step: u64,
    /// Milliseconds at the right end.
    pub end: u64,
}

impl TimeAxis {
    /// The axis that holds `total` milliseconds in four round steps.
    #[must_use]
    pub fn for_total(total: u64) -> Self {
        let enough = |step: &&u64| step.saturating_mul(SPANS) >= total;
        let step = STEPS
            .iter()
            .find(enough)
            .copied()
            .unwrap_or_else(|| total.div_ceil(SPANS));
        Self {
            step,
            end: step.saturating_mul(SPANS).max(1),
        }
    }

    /// The ticks: where (percent) and the words.
    #[must_use]
    pub fn ticks(self) -> Vec<(f64, String)> {
        (0..=SPANS)
            .map(|index| {
                (
                    self.percent(index * self.step),
                    tick_label(index * self.step, self.step),
                )
            })
            .collect()
    }

    /// Percent between two ticks.
    #[must_use]
    pub fn step_percent(self) -> f64 {
        self.percent(self.step)
    }

    /// The left edge and the length, in percent, of what lasted from `from` to `to` (milliseconds since the start).
    #[must_use]
    pub fn span(self, from: u64, to: u64) -> (f64, f64) {
        let left = self.percent(from);
        (left, (self.percent(to.max(from)) - left).max(0.0))
    }

    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a run are far below 2^53")]
    fn percent(self, milliseconds: u64) -> f64 {
        let share = milliseconds.min(self.end) as f64 / self.end as f64;
        (share * 10_000.0).round() / 100.0
    }
}

/// Whole seconds without places: "3 s", not "3.00 s".
fn tick_label(milliseconds: u64, step: u64) -> String {
    match (milliseconds, step) {
        (0, 1_000..) => "0 s".to_owned(),
        (1_000..60_000, 1_000..) => format!("{} s", milliseconds / 1_000),
        (_, _) => duration(milliseconds),
    }
}

#[cfg(test)]
mod tests {
    use super::TimeAxis;

    #[test]
    fn four_round_steps_hold_the_whole_run() {
        let labels = |total| {
            TimeAxis::for_total(total)
                .ticks()
                .into_iter()
                .map(|(_, label)| label)
                .collect::<Vec<_>>()
        };
        assert_eq!(labels(10_110), ["0 s", "3 s", "6 s", "9 s", "12 s"]);
        assert_eq!(labels(6_200), ["0 s", "2 s", "4 s", "6 s", "8 s"]);
        assert_eq!(labels(7), ["0 ms", "2 ms", "4 ms", "6 ms", "8 ms"]);
        assert_eq!(labels(400_000), ["0 s", "2 min", "4 min", "6 min", "8 min"]);
    }

    #[test]
    fn bars_stay_on_the_axis() {
        let axis = TimeAxis::for_total(10_110);
        assert_eq!(axis.span(10, 9_830), (0.08, 81.84));
        assert_eq!(axis.span(5_000, 4_000).1, 0.0);
        assert_eq!(axis.span(0, u64::MAX), (0.0, 100.0));
        assert_eq!(TimeAxis::for_total(0).span(0, 0), (0.0, 0.0));
    }
}
