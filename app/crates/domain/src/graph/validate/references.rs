//! What expressions ask for: steps that aren't there or come later, inputs that nobody declared, secrets where they
//! would leak.

use std::collections::BTreeSet;

use super::expressions::Source;
use super::view::View;
use crate::expr::Reference;
use crate::graph::Node;
use crate::problem::Problem;
use crate::report::Report;

const ROOTS: [&str; 4] = ["inputs", "steps", "secrets", "run"];
const LOOP_ROOTS: [&str; 2] = ["item", "index"];

pub(super) fn check(view: &View<'_>, has_circles: bool, report: &mut Report) {
    let inputs = declared_inputs(view);
    for (index, spot) in view.nodes.iter().enumerate() {
        for source in &spot.sources {
            let asks = Asks {
                view,
                index,
                node: spot.node,
                source,
                has_circles,
                inputs: inputs.as_ref(),
            };
            for reference in source.references() {
                let problem = asks.problem(&reference, report);
                report.extend(problem);
            }
        }
    }
}

/// One text that asks for values.
struct Asks<'a> {
    view: &'a View<'a>,
    index: usize,
    node: &'a Node,
    source: &'a Source<'a>,
    has_circles: bool,
    inputs: Option<&'a BTreeSet<String>>,
}

impl Asks<'_> {
    fn problem(&self, reference: &Reference, report: &Report) -> Option<Problem> {
        let first = reference.path.first().map(String::as_str);
        match (reference.root.as_str(), first) {
            ("steps", Some(id)) => self.step(id, report),
            ("inputs", Some(name)) => self.input(name, report),
            ("secrets", _) => self.secret(),
            ("steps" | "inputs" | "run", _) => None,
            (root, _) => self.root(root, report),
        }
    }

    fn path(&self) -> String {
        format!("{}/config{}", self.view.node_pointer(self.index), self.source.pointer)
    }

    fn step(&self, id: &str, report: &Report) -> Option<Problem> {
        let (mut view, mut later) = (self.view, self.index);
        loop {
            if let Some(earlier) = view.find(id) {
                // in a circle everything is upstream of everything, and the circle is named already
                let fine = self.has_circles || view.is_upstream(earlier, later);
                return (!fine).then(|| self.too_late(id, earlier == self.index && std::ptr::eq(view, self.view)));
            }
            if view.is_incomplete() {
                return None;
            }
            match view.outer {
                Some(outer) => (view, later) = (outer.view, outer.node),
                None => return Some(self.unknown_step(id, report)),
            }
        }
    }

    fn too_late(&self, id: &str, itself: bool) -> Problem {
        let message = if itself {
            format!("`{id}` reads its own output, which isn't there yet")
        } else {
            format!(
                "`{}` reads `steps.{id}`, but no way leads from `{id}` to it",
                self.node.id
            )
        };
        Problem::warning(self.path(), "step_not_upstream", message)
            .hint(format!("Lead an edge from `{id}`, so that it has its output by then."))
    }

    fn unknown_step(&self, id: &str, report: &Report) -> Problem {
        let shown: String = id.chars().take(80).collect();
        let message = format!("`{}` reads `steps.{shown}`, but no step has this id", self.node.id);
        let around = std::iter::successors(Some(self.view), |view| view.outer.map(|outer| outer.view));
        let ids = around.flat_map(View::ids);
        Problem::error(self.path(), "unknown_step", message).hint(report.did_you_mean(id, ids))
    }

    fn input(&self, name: &str, report: &Report) -> Option<Problem> {
        let inputs = self.inputs.filter(|inputs| !inputs.contains(name))?;
        let shown: String = name.chars().take(80).collect();
        let message = format!(
            "`{}` reads `inputs.{shown}`, which the start doesn't declare",
            self.node.id
        );
        let problem = Problem::warning(self.path(), "undeclared_input", message);
        Some(problem.hint(report.did_you_mean(name, inputs.iter().map(String::as_str))))
    }

    fn secret(&self) -> Option<Problem> {
        self.source.field.exposed.then(|| {
            let message = format!("`{}`: a secret would end in the output or the log here", self.node.id);
            Problem::error(self.path(), "secret_exposed", message)
                .hint("Use it only where it is needed: in the settings of the step that calls the other system.")
        })
    }

    fn root(&self, root: &str, report: &Report) -> Option<Problem> {
        if LOOP_ROOTS.contains(&root) {
            if self.view.is_body() || self.source.field.each_turn {
                return None;
            }
            let message = format!(
                "`{}` reads `{root}`, which exists only in the body of a loop",
                self.node.id
            );
            return Some(Problem::warning(self.path(), "outside_loop", message));
        }
        let shown: String = root.chars().take(80).collect();
        let message = format!(
            "`{}` reads `{shown}`, which is nothing that expressions know",
            self.node.id
        );
        let known = ROOTS
            .into_iter()
            .chain(LOOP_ROOTS.into_iter().filter(|_| self.view.is_body()));
        let known: Vec<&str> = known.collect();
        Some(
            Problem::warning(self.path(), "unknown_name", message)
                .hint(report.did_you_mean(root, known.iter().copied())),
        )
    }
}

/// The names that the workflow's start declares; none when it takes any.
fn declared_inputs(view: &View<'_>) -> Option<BTreeSet<String>> {
    let mut top = view;
    while let Some(outer) = top.outer {
        top = outer.view;
    }
    if top.is_incomplete() {
        return None;
    }
    let nodes = top.nodes.iter().filter_map(|spot| Some((spot.kind?, spot.node)));
    let names: BTreeSet<String> = crate::inputs::declared_names(nodes).map(ToOwned::to_owned).collect();
    (!names.is_empty()).then_some(names)
}
