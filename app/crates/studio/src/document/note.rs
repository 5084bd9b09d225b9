//! What a graph has beside cards and lines on the canvas: it is undone and redone with them.

use domain::graph::Edge;
use serde::{Deserialize, Serialize};

use super::CardDoc;

/// Kept in the document as text, which the canvas carries without reading it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Note {
    /// What the workflow is called; empty in the body of a loop.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Edges that lack a node at an end: they can't be drawn, but they are not the canvas' to throw away.
    pub loose: Vec<Edge>,
}

impl Note {
    /// The note of a document.
    pub(crate) fn of(doc: &CardDoc) -> Self {
        serde_json::from_str(doc.note()).unwrap_or_default()
    }

    /// As a document keeps it; nothing to keep is no text.
    pub(crate) fn to_text(&self) -> String {
        if *self == Self::default() {
            return String::new();
        }
        serde_json::to_string(self).unwrap_or_default()
    }
}
