//! How often, how patiently and after which failures an attempt is repeated.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::run::ErrorClass;

/// How a failed attempt is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Retry {
    /// All attempts together, the first included; 1 means no retry.
    pub max_attempts: u32,
    /// How the pause grows.
    pub backoff: Backoff,
    /// The first pause, in milliseconds.
    pub initial_ms: u64,
    /// The longest pause, in milliseconds.
    pub max_ms: u64,
    /// Full jitter: the pause is drawn between 0 and its value.
    pub jitter: bool,
    /// Failures that another attempt may mend.
    #[serde(skip_serializing_if = "RetryOn::is_usual")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<ErrorClass>))]
    pub on: RetryOn,
}

impl Retry {
    /// One attempt only.
    pub const NONE: Self = Self {
        max_attempts: 1,
        backoff: Backoff::Fixed,
        initial_ms: 0,
        max_ms: 0,
        jitter: false,
        on: RetryOn::USUAL,
    };

    /// Whether a step that failed like this has had all the attempts that it was given, and was given several.
    #[must_use]
    pub fn is_used_up(&self, class: ErrorClass, tries: u32) -> bool {
        self.max_attempts > 1 && self.on.has(class) && tries >= self.max_attempts
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            backoff: Backoff::Exponential,
            initial_ms: 500,
            max_ms: 30_000,
            jitter: true,
            on: RetryOn::USUAL,
        }
    }
}

/// How the pause between attempts grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Backoff {
    /// No pause.
    None,
    /// Always `initialMs`.
    Fixed,
    /// `initialMs` × attempt.
    Linear,
    /// `initialMs` × 2^(attempt - 1).
    Exponential,
}

/// A set of failures that may pass. In documents a list of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryOn(u8);

impl RetryOn {
    /// The classes that an author may name, in this order.
    pub const CLASSES: [ErrorClass; 5] = [
        ErrorClass::Timeout,
        ErrorClass::Connect,
        ErrorClass::RateLimited,
        ErrorClass::Upstream,
        ErrorClass::Expression,
    ];

    /// All that may pass by itself: everything but faulty expressions.
    pub const USUAL: Self = Self(0b0_1111);

    /// These classes; those that can't be retried are left out.
    pub fn of(classes: impl IntoIterator<Item = ErrorClass>) -> Self {
        Self(classes.into_iter().filter_map(bit).fold(0, |set, bit| set | bit))
    }

    /// Whether a failure of this class is retried.
    #[must_use]
    pub fn has(self, class: ErrorClass) -> bool {
        bit(class).is_some_and(|bit| self.0 & bit != 0)
    }

    /// The classes of the set.
    pub fn iter(self) -> impl Iterator<Item = ErrorClass> {
        Self::CLASSES.into_iter().filter(move |class| self.has(*class))
    }

    /// The same set with the class, or without it.
    #[must_use]
    pub fn with(self, class: ErrorClass, wanted: bool) -> Self {
        let bit = bit(class).unwrap_or(0);
        Self(if wanted { self.0 | bit } else { self.0 & !bit })
    }

    fn is_usual(&self) -> bool {
        *self == Self::USUAL
    }
}

fn bit(class: ErrorClass) -> Option<u8> {
    let place = RetryOn::CLASSES.iter().position(|known| *known == class)?;
    Some(1 << place)
}

impl Default for RetryOn {
    fn default() -> Self {
        Self::USUAL
    }
}

impl Serialize for RetryOn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for RetryOn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let classes = Vec::<ErrorClass>::deserialize(deserializer)?;
        match classes.iter().find(|class| bit(**class).is_none()) {
            Some(class) => Err(D::Error::custom(format!("`{}` can't be retried", class.as_str()))),
            None => Ok(Self::of(classes)),
        }
    }
}
