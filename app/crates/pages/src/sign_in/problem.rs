//! What went wrong with the last link, as `?problem=` tells it.

use ui::Status;

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    /// The link was used, has expired, or never was one.
    Link,
    /// The database could not be asked.
    Unavailable,
}

impl Problem {
    /// Reads the query's word.
    pub(super) fn read(word: Option<&str>) -> Option<Self> {
        match word? {
            "link" => Some(Self::Link),
            "unavailable" => Some(Self::Unavailable),
            _unknown => None,
        }
    }

    /// How loud it is.
    pub(super) const fn status(self) -> Status {
        match self {
            Self::Link => Status::Waiting,
            Self::Unavailable => Status::Failed,
        }
    }

    /// What happened.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Link => "This link does not work any more",
            Self::Unavailable => "Apex can’t reach its database right now",
        }
    }

    /// What to try.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Link => "A link works once, for 15 minutes. Make a new one as below.",
            Self::Unavailable => "Your link is not used up. Open it again in a moment.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_problems_are_told() {
        assert_eq!(Problem::read(Some("link")), Some(Problem::Link));
        assert_eq!(Problem::read(Some("<b>")), None);
        assert_eq!(Problem::read(None), None);
    }
}
