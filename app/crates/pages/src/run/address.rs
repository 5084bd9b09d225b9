//! What of a run is in sight, as the address says it: `?tab=` the view, `?step=` the step, `?part=` its part.

use domain::run::StepPath;

use crate::address::address;

macro_rules! views {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub(crate) enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// All of them, in order.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the address.
            pub(crate) const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The words on the tab.
            pub(crate) const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            /// Reads the word; anything else is the first one.
            pub(crate) fn read(word: Option<&str>) -> Self {
                Self::ALL.iter().copied().find(|known| Some(known.word()) == word).unwrap_or_default()
            }
        }
    };
}

views!(
    /// What the run shows.
    View {
        /// Steps on a time axis.
        #[default] Timeline = "timeline", "Timeline";
        /// The workflow, each node with its status.
        Graph = "graph", "Graph";
        /// All log lines.
        Logs = "logs", "Logs";
        /// What it gave.
        Output = "output", "Output";
        /// What it was started with.
        Inputs = "inputs", "Inputs";
    }
);

views!(
    /// What a step shows.
    Part {
        /// What it gave.
        #[default] Output = "output", "Output";
        /// Its settings with all expressions put in.
        Input = "input", "Input";
        /// Why it failed.
        Error = "error", "Error";
        /// Its log lines.
        Logs = "logs", "Logs";
    }
);

/// The state of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RunAddress {
    /// What the run shows.
    pub view: View,
    /// The selected step.
    pub step: Option<StepPath>,
    /// What the step shows; none lets its status decide.
    pub part: Option<Part>,
}

impl RunAddress {
    /// Reads the query. What can't be understood is as if it were not there.
    pub(crate) fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            view: View::read(value("tab")),
            step: value("step").and_then(|path| path.parse().ok()),
            part: value("part").map(|word| Part::read(Some(word))),
        }
    }

    /// The address that restores it, for the run at `path`.
    pub(crate) fn href(&self, path: &str) -> String {
        // the first view goes without saying
        let view = if self.view == View::default() {
            ""
        } else {
            self.view.word()
        };
        let step = self.step.as_ref().map_or("", StepPath::as_str);
        let part = self.part.map_or("", Part::word);
        address(path, &[("tab", view), ("step", step), ("part", part)])
    }

    /// The same page with another step in sight.
    pub(crate) fn with_step(&self, step: StepPath) -> Self {
        Self {
            step: Some(step),
            part: None,
            ..self.clone()
        }
    }

    /// The same page with another view.
    pub(crate) fn with_view(&self, view: View) -> Self {
        Self { view, ..self.clone() }
    }

    /// The same page with another part of the step.
    pub(crate) fn with_part(&self, part: Part) -> Self {
        Self {
            part: Some(part),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &'static str)]) -> RunAddress {
        RunAddress::read(|key| pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| *value))
    }

    #[test]
    fn the_address_restores_view_step_and_part() {
        let place = read(&[("tab", "logs"), ("step", "each.2.fetch"), ("part", "error")]);
        assert_eq!(
            place.href("/runs/run_1"),
            "/runs/run_1?tab=logs&step=each.2.fetch&part=error"
        );
        assert_eq!(RunAddress::default().href("/runs/run_1"), "/runs/run_1");
    }

    #[test]
    fn another_step_decides_its_part_anew() {
        let place = read(&[("step", "a"), ("part", "logs")]).with_step("b".parse().unwrap());
        assert_eq!(place.href("/r"), "/r?step=b");
    }

    #[test]
    fn nonsense_is_as_if_it_were_not_there() {
        assert_eq!(read(&[("tab", "map"), ("step", "1..")]), RunAddress::default());
    }
}
