//! The inputs of a run: what `start` declares, and whether given values fit.
//!
//! The Run form, `POST /runs` and the command line all ask here, so that they refuse the same things.

mod check;
mod coerce;
mod declaration;
pub mod typed;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::catalogue::{Catalogue, FieldKind, NodeKind};
use crate::graph::{Node, Workflow};

pub use check::check_inputs;
pub use coerce::coerce_cli;
pub(crate) use declaration::check_declaration;

/// One declared input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct InputSpec {
    /// `inputs.<name>` in expressions.
    pub name: String,
    /// What its value is.
    #[serde(rename = "type", default)]
    pub kind: InputType,
    /// Whether a run without it is refused; an input with a default is never missing.
    #[serde(default)]
    pub required: bool,
    /// Taken when a run doesn't give it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub default: Option<Value>,
    /// A sentence for whoever fills in the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What the value of an input is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InputType {
    /// Text on one line.
    String,
    /// Text on several lines.
    Text,
    /// A number.
    Number,
    /// A number without a fraction.
    Integer,
    /// True or false.
    Boolean,
    /// A JSON object.
    Object,
    /// A JSON list.
    Array,
    /// Any JSON.
    #[default]
    Any,
}

impl InputType {
    /// Every type, in the order of the form.
    pub const ALL: [Self; 8] = [
        Self::String,
        Self::Text,
        Self::Number,
        Self::Integer,
        Self::Boolean,
        Self::Object,
        Self::Array,
        Self::Any,
    ];

    /// The word in the exchange format.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Text => "text",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::Array => "array",
            Self::Any => "any",
        }
    }

    /// The type with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What people call it, with its article.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::String | Self::Text => "text",
            Self::Number => "a number",
            Self::Integer => "a whole number",
            Self::Boolean => "true or false",
            Self::Object => "an object",
            Self::Array => "a list",
            Self::Any => "any value",
        }
    }

    /// Whether a value is of this type.
    #[must_use]
    pub fn accepts(self, value: &Value) -> bool {
        match self {
            Self::String | Self::Text => value.is_string(),
            Self::Number => value.is_number(),
            Self::Integer => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|n| n.fract() == 0.0),
            Self::Boolean => value.is_boolean(),
            Self::Object => value.is_object(),
            Self::Array => value.is_array(),
            Self::Any => true,
        }
    }
}

/// The inputs that a workflow declares, in its author's order; faulty declarations are left out (validation names them).
#[must_use]
pub fn input_specs(workflow: &Workflow) -> Vec<InputSpec> {
    input_specs_with(workflow, Catalogue::builtin())
}

/// The same with these kinds.
#[must_use]
pub fn input_specs_with(workflow: &Workflow, catalogue: &Catalogue) -> Vec<InputSpec> {
    let nodes = workflow
        .nodes
        .iter()
        .filter_map(|node| Some((catalogue.get(&node.kind)?, node)));
    let mut specs: Vec<InputSpec> = Vec::new();
    for value in declared(nodes) {
        if let Ok(spec) = InputSpec::deserialize(value)
            && !specs.iter().any(|known| known.name == spec.name)
        {
            specs.push(spec);
        }
    }
    specs
}

/// The names of all declared inputs.
pub(crate) fn declared_names<'a>(
    nodes: impl Iterator<Item = (&'static NodeKind, &'a Node)>,
) -> impl Iterator<Item = &'a str> {
    declared(nodes).filter_map(|input| input.get("name")?.as_str())
}

fn declared<'a>(nodes: impl Iterator<Item = (&'static NodeKind, &'a Node)>) -> impl Iterator<Item = &'a Value> {
    nodes
        .flat_map(|(kind, node)| kind.fields.iter().map(move |field| (field, node)))
        .filter(|(field, _)| matches!(field.kind, FieldKind::Inputs))
        .filter_map(|(field, node)| node.config.get(field.name)?.as_array())
        .flatten()
        .take(declaration::MAX_INPUTS)
}
