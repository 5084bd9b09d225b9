//! The starter workflows: valid, complete, laid out, and the same after a round trip.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use domain::catalogue::{Catalogue, FieldKind, Shape};
use domain::graph::{Graph, Node, Workflow, check_text, parse_text};
use domain::inputs::{check_inputs, input_specs};
use domain::plan::compile;
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../server/content/starters")
}

pub(crate) fn starters() -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    files
        .map(|path| {
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect()
}

fn workflows() -> Vec<(String, Workflow)> {
    starters()
        .into_iter()
        .map(|(name, text)| (name, parse_text(&text).unwrap()))
        .collect()
}

#[test]
fn every_starter_is_valid() {
    assert!(starters().len() >= 6);
    for (name, text) in starters() {
        let checked = check_text(&text);
        let unexpected: Vec<_> = checked
            .problems
            .iter()
            .filter(|problem| problem.code != "mock_only")
            .collect();
        assert!(unexpected.is_empty(), "{name}: {unexpected:#?}");
        assert!(checked.is_valid());
    }
}

#[test]
fn every_starter_compiles_and_runs_without_being_given_inputs() {
    for (name, workflow) in workflows() {
        let plan = compile(&workflow).unwrap();
        assert_eq!(plan.steps.len(), workflow.nodes.len(), "{name}");
        check_inputs(&input_specs(&workflow), &Value::Null).unwrap();
    }
}

#[test]
fn a_round_trip_changes_nothing() {
    for (name, text) in starters() {
        let workflow = parse_text(&text).unwrap();
        let exported = serde_json::to_value(&workflow).unwrap();
        assert_eq!(exported, serde_json::from_str::<Value>(&text).unwrap(), "{name}");
        let again = parse_text(&serde_json::to_string_pretty(&workflow).unwrap()).unwrap();
        assert_eq!(again, workflow, "{name}");
    }
}

#[test]
fn the_starters_use_every_kind() {
    let mut used = BTreeSet::new();
    for (_, workflow) in workflows() {
        visit(&workflow.graph(), &mut |node| {
            used.insert(node.kind.clone());
        });
    }
    // a sub-workflow is named by its id, which an organisation's own workflows have
    let kinds = Catalogue::builtin().iter().filter(|kind| kind.key != "sub_workflow");
    let all: BTreeSet<String> = kinds.map(|kind| kind.key.to_owned()).collect();
    assert_eq!(used, all);
}

fn visit(graph: &Graph, see: &mut impl FnMut(&Node)) {
    for node in &graph.nodes {
        see(node);
        if let Some(body) = node
            .config
            .get("body")
            .filter(|body| body.is_object() && body.get("nodes").is_some())
        {
            visit(&serde_json::from_value(body.clone()).unwrap(), see);
        }
    }
}

#[test]
fn every_starter_is_described_and_titled() {
    for (name, workflow) in workflows() {
        assert!(workflow.description.is_some(), "{name}");
        visit(&workflow.graph(), &mut |node| {
            assert!(node.title.is_some(), "{name}: {}", node.id)
        });
        for input in input_specs(&workflow) {
            assert!(input.description.is_some(), "{name}: {}", input.name);
        }
    }
}

/// What the reference for the look gives: cards don't touch, and leave room for what stands below them.
#[test]
fn every_starter_is_laid_out() {
    for (name, workflow) in workflows() {
        let boxes: Vec<_> = workflow.nodes.iter().map(card).collect();
        for (i, (a, ax, ay, aw, ah)) in boxes.iter().enumerate() {
            assert_eq!(
                ax.rem_euclid(4.0) + ay.rem_euclid(4.0),
                0.0,
                "{name}: {a} is off the grid"
            );
            for (b, bx, by, bw, bh) in &boxes[i + 1..] {
                let apart =
                    ax + aw + 44.0 <= *bx || bx + bw + 44.0 <= *ax || ay + ah + 28.0 <= *by || by + bh + 28.0 <= *ay;
                assert!(apart, "{name}: {a} and {b} are too close");
            }
        }
        for edge in &workflow.edges {
            let x = |id: &str| workflow.node(id).unwrap().position.unwrap().x;
            assert!(
                x(edge.from.as_str()) < x(edge.to.as_str()),
                "{name}: {} > {} leads back",
                edge.from,
                edge.to
            );
        }
    }
}

fn card(node: &Node) -> (&str, f64, f64, f64, f64) {
    let kind = Catalogue::builtin().get(&node.kind).unwrap();
    let position = node.position.unwrap();
    let width = match kind.shape {
        Shape::Regular => 192.0,
        Shape::Compact => 128.0,
    };
    let mut ports = kind.ports(&node.config).len();
    if node.on_error == Some(domain::graph::OnError::Branch) {
        ports += 1;
    }
    let height = if ports > 1 {
        56.0 + 9.0 + 24.0 * ports as f64
    } else {
        56.0
    };
    (node.id.as_str(), position.x, position.y, width, height)
}

/// The server puts its own address in place of this default when it seeds the starters.
#[test]
fn requests_go_to_an_address_that_seeding_replaces() {
    for (name, workflow) in workflows() {
        let calls = workflow.nodes.iter().any(|node| node.kind == "http");
        let base = input_specs(&workflow).into_iter().find(|input| input.name == "base");
        assert_eq!(base.is_some(), calls, "{name}");
        if let Some(base) = base {
            assert_eq!(base.default, Some(Value::from("http://127.0.0.1:3000")), "{name}");
        }
    }
}

#[test]
fn no_starter_holds_a_secret() {
    for (name, workflow) in workflows() {
        visit(&workflow.graph(), &mut |node| {
            let kind = Catalogue::builtin().get(&node.kind).unwrap();
            let secrets = kind
                .fields
                .iter()
                .filter(|field| field.secret && !matches!(field.kind, FieldKind::Body));
            for field in secrets {
                assert!(!node.config.contains_key(field.name), "{name}: {}", node.id);
            }
        });
    }
}
