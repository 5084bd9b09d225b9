//! Triggers: what starts a workflow without a person. A webhook is called from outside, a schedule comes round.
//!
//! Plain data and pure rules, so that form, API and ingress agree. Reading cron patterns needs the time-zone database
//! and stays on the server.

mod inputs;
mod schedule;
mod webhook;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use inputs::{Offer, hook_inputs, offered};
pub use schedule::{Missed, Overlap, ScheduleConfig};
pub use webhook::{Dedupe, HookAnswer, HookAuth, HookMethod, WebhookConfig};

/// What a trigger is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TriggerKind {
    /// Called from outside, at an address that nobody can guess.
    Webhook,
    /// Comes round by the clock.
    Schedule,
}

impl TriggerKind {
    /// The word used in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Schedule => "schedule",
        }
    }
}

impl fmt::Display for TriggerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no kind of trigger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither webhook nor schedule")]
pub struct UnknownTriggerKind(String);

impl FromStr for TriggerKind {
    type Err = UnknownTriggerKind;

    fn from_str(text: &str) -> Result<Self, UnknownTriggerKind> {
        [Self::Webhook, Self::Schedule]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownTriggerKind(text.chars().take(40).collect()))
    }
}
