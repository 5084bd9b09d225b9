//! Reads documents of the exchange format and reports all faults of their shape at once, each with its JSON Pointer.
//!
//! Shape only: what a half-drawn workflow may be (an unconnected node, an empty setting, a kind nobody knows) passes
//! here, so that a draft can be stored. [`super::validate`] judges the meaning; [`check_text`] does both.

mod document;
mod edge;
mod node;
mod object;
mod strict;
mod text;

use serde_json::Value;

pub(crate) use object::type_name;

use super::validate;
use super::{Graph, Workflow};
use crate::catalogue::Catalogue;
use crate::problem::Problem;
use crate::report::Report;

/// What both examinations of a document found.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The workflow, when its shape is right; it may still have errors of meaning.
    pub workflow: Option<Workflow>,
    /// Everything found, in document order, warnings included.
    pub problems: Vec<Problem>,
}

impl Checked {
    /// Whether it can be published and run: warnings don't count.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.workflow.is_some() && !self.problems.iter().any(Problem::is_error)
    }
}

/// Reads a document.
///
/// # Errors
/// All faults of its shape; syntax errors name line and column.
pub fn parse_text(text: &str) -> Result<Workflow, Vec<Problem>> {
    let value = text::to_value(text).map_err(|problem| vec![problem])?;
    parse_value(&value)
}

/// Reads a document that is JSON already. `{nodes, edges}` alone is a document too.
///
/// # Errors
/// All faults of its shape.
pub fn parse_value(value: &Value) -> Result<Workflow, Vec<Problem>> {
    let mut report = Report::default();
    let read = read_document(value, &mut report);
    match read {
        Some(read) if !report.has_errors() => Ok(read.content),
        Some(_) | None => Err(report.finish()),
    }
}

/// Reads and validates a document with the kinds that Apex ships, and lists everything at once.
#[must_use]
pub fn check_text(text: &str) -> Checked {
    check_text_with(text, Catalogue::builtin())
}

/// Reads and validates a document with these kinds.
#[must_use]
pub fn check_text_with(text: &str, catalogue: &Catalogue) -> Checked {
    match text::to_value(text) {
        Ok(value) => check_value_with(&value, catalogue),
        Err(problem) => Checked {
            workflow: None,
            problems: vec![problem],
        },
    }
}

/// Reads and validates a document that is JSON already.
#[must_use]
pub fn check_value(value: &Value) -> Checked {
    check_value_with(value, Catalogue::builtin())
}

/// Reads and validates a document that is JSON already, with these kinds.
#[must_use]
pub fn check_value_with(value: &Value, catalogue: &Catalogue) -> Checked {
    let mut report = Report::default();
    let Some(read) = read_document(value, &mut report) else {
        return Checked {
            workflow: None,
            problems: report.finish(),
        };
    };
    let shapely = !report.has_errors();
    validate::judge(&read, catalogue, &mut report);
    Checked {
        workflow: shapely.then_some(read.content),
        problems: report.finish(),
    }
}

/// What could be made out of a document, right or wrong, so that the meaning of the rest can be judged too.
#[derive(Debug)]
pub(super) struct Read<T> {
    /// The parts that could be read.
    pub(super) content: T,
    /// Where each node stands in the document.
    pub(super) node_places: Vec<usize>,
    /// Where each edge stands in the document.
    pub(super) edge_places: Vec<usize>,
    /// Whether parts are missing: then nothing can be said about what isn't there.
    pub(super) incomplete: bool,
}

fn read_document(value: &Value, report: &mut Report) -> Option<Read<Workflow>> {
    if let Some(problem) = text::depth_problem(value) {
        report.push(problem);
        return None;
    }
    document::read(value, report)
}

/// Reads the body of a loop.
pub(super) fn read_graph(value: &Value, pointer: &str, report: &mut Report) -> Option<Read<Graph>> {
    document::read_body(value, pointer, report)
}

/// The body of a loop, when its shape is right.
pub(crate) fn graph_of(value: &Value) -> Option<Graph> {
    let mut report = Report::default();
    let read = read_graph(value, "", &mut report)?;
    (!report.has_errors()).then_some(read.content)
}
