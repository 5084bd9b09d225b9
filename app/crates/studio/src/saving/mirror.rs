//! Unsaved work kept aside in the browser, so that a crash or a closed tab loses nothing.

use domain::graph::{Workflow, parse_value};
use domain::id::WorkflowId;
use serde_json::{Value, json};

/// What was kept aside.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mirror {
    /// The revision it was made from.
    pub revision: i64,
    /// The whole draft.
    pub workflow: Workflow,
}

/// The name under which the browser keeps it.
pub(crate) fn key(id: WorkflowId) -> String {
    format!("apex.draft.{id}")
}

impl Mirror {
    /// As the browser stores it.
    pub(crate) fn to_text(&self) -> String {
        json!({ "revision": self.revision, "workflow": self.workflow }).to_string()
    }

    /// None when it can't be read: then there is nothing to restore.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let mut value: Value = serde_json::from_str(text).ok()?;
        let revision = value.get("revision")?.as_i64()?;
        let workflow = parse_value(&value.get_mut("workflow")?.take()).ok()?;
        Some(Self { revision, workflow })
    }

    /// What to do with it when the server has `revision` and `saved`.
    pub(crate) fn meets(&self, revision: i64, saved: &Workflow) -> Meeting {
        if self.workflow == *saved {
            Meeting::Same
        } else if self.revision == revision {
            Meeting::Newer
        } else {
            Meeting::Diverged
        }
    }
}

/// How what was kept aside stands to what the server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meeting {
    /// The server has it already.
    Same,
    /// It goes on from what the server has.
    Newer,
    /// Both went on from something older.
    Diverged,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_survives_the_browser() {
        let mirror = Mirror {
            revision: 3,
            workflow: Workflow::new("Draft"),
        };
        assert_eq!(Mirror::from_text(&mirror.to_text()), Some(mirror));
        assert_eq!(Mirror::from_text("{}"), None);
        assert_eq!(Mirror::from_text("not json"), None);
    }

    #[test]
    fn only_a_different_draft_of_the_same_revision_is_simply_newer() {
        let mirror = Mirror {
            revision: 3,
            workflow: Workflow::new("Mine"),
        };
        assert_eq!(mirror.meets(3, &Workflow::new("Mine")), Meeting::Same);
        assert_eq!(mirror.meets(3, &Workflow::new("Theirs")), Meeting::Newer);
        assert_eq!(mirror.meets(4, &Workflow::new("Theirs")), Meeting::Diverged);
    }
}
