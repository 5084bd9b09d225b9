//! Whether an answer is what the question asks for.
//!
//! The schema is the workflow's author's: it is read without touching files or the network, and one that can't be read
//! holds nobody up.

use std::error::Error;

use boon::{Compiler, SchemaIndex, Schemas, UrlLoader, ValidationError};
use domain::limits::MAX_PROBLEMS;
use domain::problem::Problem;
use serde_json::Value;

const SCHEMA: &str = "https://apex.invalid/answer";

/// Nothing but the schema itself is read.
struct Nowhere;

impl UrlLoader for Nowhere {
    fn load(&self, _: &str) -> Result<Value, Box<dyn Error>> {
        Err("a schema of an answer stands by itself".into())
    }
}

/// The faults of the answer, each with its path below `/answer`.
pub(super) fn faults(fields: &Value, answer: &Value) -> Vec<Problem> {
    // `true` and `{}` ask for nothing
    let asks = fields.as_object().is_some_and(|fields| !fields.is_empty());
    if !asks {
        return Vec::new();
    }
    let mut schemas = Schemas::new();
    let schema = match compile(fields, &mut schemas) {
        Ok(schema) => schema,
        Err(error) => {
            tracing::warn!(%error, "the schema of an answer can't be read; the answer is taken as it is");
            return Vec::new();
        }
    };
    let mut problems = Vec::new();
    if let Err(error) = schemas.validate(answer, schema) {
        collect(&error, &mut problems);
    }
    problems.truncate(MAX_PROBLEMS);
    problems
}

fn compile(fields: &Value, schemas: &mut Schemas) -> Result<SchemaIndex, Box<boon::CompileError>> {
    let mut compiler = Compiler::new();
    compiler.use_loader(Box::new(Nowhere));
    compiler.add_resource(SCHEMA, fields.clone())?;
    Ok(compiler.compile(SCHEMA, schemas)?)
}

/// The innermost faults say what is wrong.
fn collect(error: &ValidationError<'_, '_>, problems: &mut Vec<Problem>) {
    if error.causes.is_empty() {
        let path = format!("/answer{}", error.instance_location);
        problems.push(Problem::error(path, "invalid_answer", error.kind.to_string()));
    }
    for cause in &error.causes {
        collect(cause, problems);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paths(fields: &Value, answer: &Value) -> Vec<String> {
        faults(fields, answer).into_iter().map(|fault| fault.path).collect()
    }

    #[test]
    fn each_fault_has_its_path() {
        let fields = json!({
            "type": "object",
            "required": ["reason"],
            "properties": {"sum": {"type": "number", "maximum": 10}, "tags": {"items": {"type": "string"}}},
        });
        assert!(faults(&fields, &json!({"reason": "ok", "sum": 3})).is_empty());
        assert_eq!(
            paths(&fields, &json!({"sum": 11, "tags": ["a", 1]})),
            ["/answer", "/answer/sum", "/answer/tags/1"]
        );
        assert_eq!(paths(&fields, &Value::Null), ["/answer"]);
    }

    #[test]
    fn a_question_without_fields_takes_anything() {
        for fields in [json!(null), json!({}), json!(true), json!("text")] {
            assert!(faults(&fields, &Value::Null).is_empty(), "{fields}");
        }
    }

    #[test]
    fn a_schema_reads_no_file_and_runs_in_no_circle() {
        for fields in [
            json!({"$ref": "file:///etc/hostname"}),
            json!({"$ref": "https://example.com/schema"}),
            json!({"type": 7}),
        ] {
            assert!(faults(&fields, &json!({"a": 1})).is_empty(), "{fields}");
        }
        assert_eq!(faults(&json!({"$ref": "#"}), &json!(1)).len(), 1);
    }
}
