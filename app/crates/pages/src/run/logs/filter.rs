//! Which log lines are in sight.

use domain::run::{LogLevel, LogLine, StepPath};

/// Level and words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LogFilter {
    /// The least level.
    pub least: LogLevel,
    /// Words that the line or its step's name must hold.
    pub words: String,
}

impl Default for LogFilter {
    fn default() -> Self {
        Self {
            least: LogLevel::Debug,
            words: String::new(),
        }
    }
}

impl LogFilter {
    /// The levels and what choosing them means.
    pub(super) fn levels() -> impl Iterator<Item = (LogLevel, &'static str)> {
        [
            (LogLevel::Debug, "All levels"),
            (LogLevel::Info, "Info and louder"),
            (LogLevel::Warn, "Warnings and errors"),
            (LogLevel::Error, "Errors"),
        ]
        .into_iter()
    }

    /// Reads a level's word; anything else is all of them.
    pub(super) fn level(word: &str) -> LogLevel {
        let found = Self::levels().find(|(level, _)| level.as_str() == word);
        found.map_or(LogLevel::Debug, |(level, _)| level)
    }

    /// Whether a line is in sight.
    pub(super) fn lets_through(&self, line: &LogLine, named: impl Fn(&StepPath) -> String) -> bool {
        if line.level < self.least {
            return false;
        }
        let words = self.words.trim().to_lowercase();
        let holds = |text: &str| text.to_lowercase().contains(&words);
        words.is_empty() || holds(&line.message) || line.step.as_ref().is_some_and(|step| holds(&named(step)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(level: LogLevel, message: &str) -> LogLine {
        LogLine {
            seq: 1,
            at: chrono::DateTime::default(),
            level,
            message: message.to_owned(),
            step: Some("fetch".parse().unwrap()),
        }
    }

    fn passes(filter: &LogFilter, line: &LogLine) -> bool {
        filter.lets_through(line, |_| "Fetch orders".to_owned())
    }

    #[test]
    fn louder_lines_pass_and_quieter_ones_do_not() {
        let filter = LogFilter {
            least: LogLevel::Warn,
            ..LogFilter::default()
        };
        assert!(passes(&filter, &line(LogLevel::Error, "x")));
        assert!(!passes(&filter, &line(LogLevel::Info, "x")));
    }

    #[test]
    fn words_are_found_in_the_line_and_in_the_name_of_its_step() {
        let filter = LogFilter {
            words: " ORDERS ".to_owned(),
            ..LogFilter::default()
        };
        assert!(passes(&filter, &line(LogLevel::Info, "nothing")));
        let other = LogFilter {
            words: "503".to_owned(),
            ..LogFilter::default()
        };
        assert!(passes(&other, &line(LogLevel::Info, "answered 503")));
        assert!(!passes(&other, &line(LogLevel::Info, "answered 200")));
    }

    #[test]
    fn an_unknown_level_shows_all() {
        assert_eq!(LogFilter::level("loud"), LogLevel::Debug);
        assert_eq!(LogFilter::level("error"), LogLevel::Error);
    }
}
