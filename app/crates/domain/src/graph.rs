//! The workflow graph and its exchange format `apex.workflow/v1` (ARCHITECTURE.md, "The exchange format").
//!
//! [`parse`] reads a document and reports all faults at once; serialising a [`Workflow`] gives the document back.

mod node_id;
pub mod parse;
mod retry;
pub mod schema;
pub mod validate;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

pub use node_id::{NodeId, NodeIdError};
pub use parse::{Checked, check_text, check_text_with, check_value, check_value_with, parse_text, parse_value};
pub use retry::{Backoff, Retry, RetryOn};
pub use validate::validate;

/// The value of `schema` in every document of this format.
pub const SCHEMA: &str = "apex.workflow/v1";
/// The port that an edge leaves by when it names none.
pub const DEFAULT_PORT: &str = "out";
/// The port that `onError: branch` leaves by.
pub const ERROR_PORT: &str = "error";
/// The port that leads to the steps which undo a step when its run ends early.
pub const COMPENSATE_PORT: &str = "compensate";
/// The port of steps that have waited in vain.
pub const TIMEOUT_PORT: &str = "timeout";

/// A workflow document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Workflow {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// What the workflow is called, 1 to 120 characters.
    pub name: String,
    /// What it is for; shown in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The nodes, in the author's order.
    pub nodes: Vec<Node>,
    /// The edges, in the author's order.
    pub edges: Vec<Edge>,
}

impl Workflow {
    /// An empty workflow.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            schema: SCHEMA.into(),
            name: name.into(),
            description: None,
            nodes: Vec::new(),
            edges: Vec::new(),
        }
    }

    /// Nodes and edges without the name.
    #[must_use]
    pub fn graph(&self) -> Graph {
        Graph {
            nodes: self.nodes.clone(),
            edges: self.edges.clone(),
        }
    }

    /// The node with this id.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id.as_str() == id)
    }
}

/// Nodes and edges: the inside of a workflow, and the body of a loop.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Graph {
    /// The nodes, in the author's order.
    pub nodes: Vec<Node>,
    /// The edges, in the author's order.
    pub edges: Vec<Edge>,
}

/// One step of a workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Node {
    /// Unique in its graph; expressions name it: `steps.<id>`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: NodeId,
    /// Key of a kind in the catalogue (`http`, `llm` …).
    #[serde(rename = "type")]
    pub kind: String,
    /// What the card says; without it, the kind's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where the card lies, in canvas pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Settings of the kind; strings may hold expressions.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub config: Map<String, Value>,
    /// How often and how patiently to try again; without it, the kind's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// Milliseconds that one attempt may take; without it, the kind's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// What a failure of this step means for the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_error: Option<OnError>,
    /// What the step answers in a mock run; without it, the kind's sample.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mock: Option<Mock>,
}

/// Canvas coordinates of a node's top left corner, in pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Position {
    /// To the right.
    #[serde(serialize_with = "whole_when_whole")]
    pub x: f64,
    /// Down.
    #[serde(serialize_with = "whole_when_whole")]
    pub y: f64,
}

/// Writes 260 as `260`, not as `260.0`: an export reads as its author wrote it.
fn whole_when_whole<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    // below 2^53 the cast is exact
    if value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0 {
        serializer.serialize_i64(*value as i64)
    } else {
        serializer.serialize_f64(*value)
    }
}

/// A connection: the target runs after the source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Edge {
    /// Source node.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub from: NodeId,
    /// The source's port; `out` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_port: Option<String>,
    /// Target node.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub to: NodeId,
}

impl Edge {
    /// The port that the edge leaves by.
    #[must_use]
    pub fn port(&self) -> &str {
        self.from_port.as_deref().unwrap_or(DEFAULT_PORT)
    }
}

/// What a failed step means for the run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// The run fails.
    #[default]
    Fail,
    /// The run goes on; the step's output is `{error}`.
    Continue,
    /// The run goes on by the port `error`.
    Branch,
}

/// The answer of a step in a mock run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mock {
    /// Taken as the step's output as it stands.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub output: Value,
}
