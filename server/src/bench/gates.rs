//! The figures that the engine is held to, each with its gate and what was reached.

use std::time::Duration;

use super::table::{Table, shown};

/// One figure and the gate that it has to pass.
pub(super) struct Figure {
    pub(super) what: &'static str,
    pub(super) reached: Measure,
    pub(super) gate: Measure,
    pub(super) stretch: Option<Measure>,
}

/// A measured value; whether more or less of it is better lies in its kind.
#[derive(Clone, Copy)]
pub(super) enum Measure {
    /// A second; more is better.
    Rate(f64),
    /// Less is better.
    Time(Duration),
    /// Per cent of one core; less is better.
    Processor(f64),
    /// Megabytes; less is better.
    Memory(f64),
}

impl Measure {
    fn passes(self, gate: Self) -> bool {
        match (self, gate) {
            (Self::Rate(reached), Self::Rate(gate)) => reached >= gate,
            (Self::Time(reached), Self::Time(gate)) => reached <= gate,
            (Self::Processor(reached), Self::Processor(gate)) | (Self::Memory(reached), Self::Memory(gate)) => {
                reached <= gate
            }
            (Self::Rate(_) | Self::Time(_) | Self::Processor(_) | Self::Memory(_), _) => false,
        }
    }

    fn text(self) -> String {
        match self {
            Self::Rate(rate) => format!("{rate:.0} a second"),
            Self::Time(time) => shown(time),
            Self::Processor(share) => format!("{share:.2} %"),
            Self::Memory(megabytes) => format!("{megabytes:.0} MB"),
        }
    }
}

pub(super) fn table(figures: &[Figure]) -> Table {
    let mut table = Table::new("Gates", &["what", "reached", "gate", "stretch", "verdict"]);
    for figure in figures {
        let verdict = match figure.stretch {
            Some(stretch) if figure.reached.passes(stretch) => "stretch reached",
            Some(_) | None if figure.reached.passes(figure.gate) => "reached",
            Some(_) | None => "missed",
        };
        table.row([
            figure.what.to_owned(),
            figure.reached.text(),
            figure.gate.text(),
            figure.stretch.map(Measure::text).unwrap_or_default(),
            verdict.to_owned(),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_runs_and_less_time_pass() {
        assert!(Measure::Rate(3_000.0).passes(Measure::Rate(3_000.0)));
        assert!(!Measure::Rate(2_999.0).passes(Measure::Rate(3_000.0)));
        assert!(Measure::Time(Duration::from_millis(9)).passes(Measure::Time(Duration::from_millis(25))));
        assert!(!Measure::Memory(61.0).passes(Measure::Memory(60.0)));
    }
}
