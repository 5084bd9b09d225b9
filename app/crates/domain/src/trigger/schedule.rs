//! When a schedule comes round, and what happens when it could not.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The settings of a schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScheduleConfig {
    /// Five fields (minute, hour, day of month, month, day of week), or six with the second in front.
    pub cron: String,
    /// The zone whose clock counts, by its IANA name.
    #[serde(default = "utc")]
    pub timezone: String,
    /// What happens to times at which no server ran.
    #[serde(default)]
    pub missed: Missed,
    /// Whether a run starts while the last one is still under way.
    #[serde(default)]
    pub overlap: Overlap,
    /// The inputs of each run.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub inputs: Map<String, Value>,
}

fn utc() -> String {
    "UTC".to_owned()
}

/// What happens to times at which no server ran.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// They are gone.
    #[default]
    Skip,
    /// One run makes up for all of them.
    Once,
    /// One run each, the newest [`Missed::MOST`] at most.
    All,
}

impl Missed {
    /// Most runs that make up for missed times.
    pub const MOST: usize = 25;

    /// The word used in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Once => "once",
            Self::All => "all",
        }
    }
}

/// Whether a run starts while the last one is still under way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// It does.
    #[default]
    Allow,
    /// It doesn't: that time is left out.
    Skip,
}

impl Overlap {
    /// The word used in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Skip => "skip",
        }
    }
}
