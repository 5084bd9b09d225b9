//! The JSON Schema of the exchange format, made from the catalogue, so that the two can't drift apart.

use serde_json::{Map, Value, json};

use super::{RetryOn, SCHEMA};
use crate::catalogue::{Catalogue, Field, FieldKind, NodeKind};
use crate::inputs::InputType;
use crate::limits::{
    MAX_ATTEMPTS, MAX_BACKOFF_MS, MAX_DESCRIPTION_CHARS, MAX_EDGES, MAX_NAME_CHARS, MAX_NODES, MAX_TIMEOUT_MS,
};
use crate::run::ErrorClass;

const NODE_ID: &str = "^[a-z_][a-z0-9_]{0,63}$";

/// The schema (draft 2020-12) with the kinds that Apex ships.
#[must_use]
pub fn json_schema() -> Value {
    json_schema_with(Catalogue::builtin())
}

/// The schema with these kinds.
#[must_use]
pub fn json_schema_with(catalogue: &Catalogue) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:apex:workflow:v1",
        "title": "Apex workflow",
        "description": "A workflow as Apex exports and imports it.",
        "type": "object",
        "additionalProperties": false,
        "required": ["nodes", "edges"],
        "properties": {
            "schema": { "const": SCHEMA },
            "name": { "type": "string", "minLength": 1, "maxLength": MAX_NAME_CHARS },
            "description": { "type": "string", "minLength": 1, "maxLength": MAX_DESCRIPTION_CHARS },
            "nodes": { "$ref": "#/$defs/nodes" },
            "edges": { "$ref": "#/$defs/edges" }
        },
        "$defs": defs(catalogue)
    })
}

fn defs(catalogue: &Catalogue) -> Value {
    json!({
        "nodeId": { "type": "string", "pattern": NODE_ID },
        "template": { "type": "string", "pattern": "\\{\\{|\\{%|\\{#", "description": "Text with an expression in braces." },
        "nodes": { "type": "array", "maxItems": MAX_NODES, "items": { "$ref": "#/$defs/node" } },
        "edges": { "type": "array", "maxItems": MAX_EDGES, "items": { "$ref": "#/$defs/edge" } },
        "edge": edge(),
        "retry": retry(),
        "graph": {
            "type": "object",
            "additionalProperties": false,
            "required": ["nodes", "edges"],
            "properties": { "nodes": { "$ref": "#/$defs/nodes" }, "edges": { "$ref": "#/$defs/edges" } }
        },
        "node": node(catalogue),
        "config": Value::Object(catalogue.iter().map(|kind| (kind.key.to_owned(), config(kind))).collect())
    })
}

fn edge() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["from", "to"],
        "properties": {
            "from": { "$ref": "#/$defs/nodeId" },
            "fromPort": { "type": "string", "default": super::DEFAULT_PORT },
            "to": { "$ref": "#/$defs/nodeId" }
        }
    })
}

fn retry() -> Value {
    let usual = super::Retry::default();
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "maxAttempts": { "type": "integer", "minimum": 1, "maximum": MAX_ATTEMPTS, "default": usual.max_attempts },
            "backoff": { "enum": ["none", "fixed", "linear", "exponential"], "default": "exponential" },
            "initialMs": { "type": "integer", "minimum": 0, "maximum": MAX_BACKOFF_MS, "default": usual.initial_ms },
            "maxMs": { "type": "integer", "minimum": 0, "maximum": MAX_BACKOFF_MS, "default": usual.max_ms },
            "jitter": { "type": "boolean", "default": usual.jitter },
            "on": {
                "type": "array",
                "minItems": 1,
                "items": { "enum": RetryOn::CLASSES.map(ErrorClass::as_str) },
                "description": "Failures that another attempt may mend; without it all but `expression`."
            }
        }
    })
}

fn node(catalogue: &Catalogue) -> Value {
    let keys: Vec<&str> = catalogue.iter().map(|kind| kind.key).collect();
    let by_kind: Vec<Value> = catalogue
        .iter()
        .map(|kind| {
            json!({
                "if": { "properties": { "type": { "const": kind.key } } },
                "then": { "properties": { "config": { "$ref": format!("#/$defs/config/{}", kind.key) } } }
            })
        })
        .collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "type"],
        "properties": {
            "id": { "$ref": "#/$defs/nodeId" },
            "type": { "enum": keys },
            "title": { "type": "string", "minLength": 1, "maxLength": MAX_NAME_CHARS },
            "position": {
                "type": "object",
                "additionalProperties": false,
                "required": ["x", "y"],
                "properties": { "x": { "type": "number" }, "y": { "type": "number" } }
            },
            "config": { "type": "object" },
            "retry": { "$ref": "#/$defs/retry" },
            "timeoutMs": { "type": "integer", "minimum": 1, "maximum": MAX_TIMEOUT_MS },
            "onError": { "enum": ["fail", "continue", "branch"], "default": "fail" },
            "mock": {
                "type": "object",
                "additionalProperties": false,
                "required": ["output"],
                "properties": { "output": true }
            }
        },
        "allOf": by_kind
    })
}

fn config(kind: &NodeKind) -> Value {
    let properties: Map<String, Value> = kind
        .fields
        .iter()
        .map(|field| (field.name.to_owned(), property(field)))
        .collect();
    let always = kind
        .fields
        .iter()
        .filter(|field| field.required && field.when.is_none());
    let required: Vec<&str> = always.map(|field| field.name).collect();
    json!({
        "title": kind.title,
        "description": kind.description,
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties
    })
}

fn property(field: &Field) -> Value {
    let mut schema = field_schema(field.kind);
    schema.insert("title".into(), json!(field.label));
    if !field.help.is_empty() {
        schema.insert("description".into(), json!(field.help));
    }
    if let Some(implied) = field.implied {
        schema.insert("default".into(), implied.value());
    }
    Value::Object(schema)
}

fn field_schema(kind: FieldKind) -> Map<String, Value> {
    let schema = match kind {
        FieldKind::Text | FieldKind::Template | FieldKind::LongTemplate => json!({ "type": "string" }),
        FieldKind::Expression | FieldKind::Json => json!({}),
        FieldKind::Number { min, max, integer, .. } => number(min, max, integer),
        FieldKind::Slider { min, max, .. } => number(min, max, false),
        FieldKind::Switch => json!({ "anyOf": [{ "type": "boolean" }, { "$ref": "#/$defs/template" }] }),
        FieldKind::Select(choices) => {
            json!({ "enum": choices.iter().map(|choice| choice.value).collect::<Vec<_>>() })
        }
        FieldKind::KeyValue => {
            json!({ "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] } })
        }
        FieldKind::JsonSchema => json!({ "type": ["object", "boolean"] }),
        FieldKind::Inputs => json!({ "type": "array", "items": input() }),
        FieldKind::Cases => json!({ "type": "array", "minItems": 1, "items": case() }),
        FieldKind::Body => json!({ "$ref": "#/$defs/graph" }),
    };
    match schema {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}

fn number(min: f64, max: f64, integer: bool) -> Value {
    let literal = if integer {
        // the limits of whole numbers are whole
        json!({ "type": "integer", "minimum": min as i64, "maximum": max as i64 })
    } else {
        json!({ "type": "number", "minimum": min, "maximum": max })
    };
    json!({ "anyOf": [literal, { "$ref": "#/$defs/template" }] })
}

fn input() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["name"],
        "properties": {
            "name": { "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,63}$" },
            "type": { "enum": InputType::ALL.map(InputType::as_str), "default": "any" },
            "required": { "type": "boolean", "default": false },
            "default": true,
            "description": { "type": "string" }
        }
    })
}

fn case() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["equals", "port"],
        "properties": { "equals": true, "port": { "type": "string", "minLength": 1 } }
    })
}
