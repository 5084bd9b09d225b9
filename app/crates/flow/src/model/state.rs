//! How a node is doing: set by the host while something runs, never part of undo.

use std::sync::Arc;

use crate::model::Tone;

/// The status ring of a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NodeStatus {
    #[default]
    Idle,
    Queued,
    Running,
    Waiting,
    Succeeded,
    Failed,
    Skipped,
    Cancelled,
}

impl NodeStatus {
    /// The value of `data-status`; none while idle.
    #[must_use]
    pub fn attr(self) -> Option<&'static str> {
        match self {
            NodeStatus::Idle => None,
            NodeStatus::Queued => Some("queued"),
            NodeStatus::Running => Some("running"),
            NodeStatus::Waiting => Some("waiting"),
            NodeStatus::Succeeded => Some("succeeded"),
            NodeStatus::Failed => Some("failed"),
            NodeStatus::Skipped => Some("skipped"),
            NodeStatus::Cancelled => Some("cancelled"),
        }
    }

    /// The word shown where no duration is known.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        match self {
            NodeStatus::Idle => None,
            NodeStatus::Queued => Some("Queued"),
            NodeStatus::Running => Some("Running"),
            NodeStatus::Waiting => Some("Waiting"),
            NodeStatus::Succeeded => Some("Succeeded"),
            NodeStatus::Failed => Some("Failed"),
            NodeStatus::Skipped => Some("Skipped"),
            NodeStatus::Cancelled => Some("Cancelled"),
        }
    }

    /// The symbol in the sprite.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            NodeStatus::Idle | NodeStatus::Queued => "circle-dashed",
            NodeStatus::Running => "loader-circle",
            NodeStatus::Waiting => "circle-pause",
            NodeStatus::Succeeded => "circle-check",
            NodeStatus::Failed => "circle-x",
            NodeStatus::Skipped => "circle-slash",
            NodeStatus::Cancelled => "ban",
        }
    }
}

/// `7 of 12`, with a bar under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub done: u32,
    pub total: u32,
}

impl Progress {
    /// Whole per cent, 0 when nothing is to be done.
    #[must_use]
    pub fn percent(self) -> u32 {
        if self.total == 0 {
            return 0;
        }
        u32::try_from(u64::from(self.done.min(self.total)) * 100 / u64::from(self.total)).unwrap_or(100)
    }
}

/// Something that the user can do about an error; comes back as `Effect::Action`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeAction {
    pub id: Arc<str>,
    pub label: Arc<str>,
}

/// What went wrong on a node: the head says what happened, the text what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeError {
    pub head: Arc<str>,
    pub text: Arc<str>,
    pub actions: Vec<NodeAction>,
}

/// Someone else who is editing the node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    pub name: Arc<str>,
    pub tone: Tone,
}

/// All that may change about a card while the document stands still.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeState {
    pub status: NodeStatus,
    /// The duration, with its unit: `2.41 s`.
    pub meta: Option<Arc<str>>,
    /// What it cost: `$0.0013`.
    pub cost: Option<Arc<str>>,
    pub progress: Option<Progress>,
    pub error: Option<NodeError>,
    /// Why it cannot run yet, the first being shown.
    pub problems: Vec<Arc<str>>,
    pub who: Option<Who>,
}

impl NodeState {
    /// A state that is only a status.
    #[must_use]
    pub fn of(status: NodeStatus) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// The status in words, or else how many problems there are.
    #[must_use]
    pub fn word(&self) -> Option<String> {
        match (self.status.word(), self.problems.len()) {
            (Some(word), _) => Some(word.to_lowercase()),
            (None, 0) => None,
            (None, 1) => Some("1 problem".to_owned()),
            (None, n) => Some(format!("{n} problems")),
        }
    }
}
