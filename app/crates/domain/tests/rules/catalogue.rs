//! The catalogue: complete entries, and a new one that everything knows at once.

use std::collections::BTreeSet;

use domain::catalogue::{Catalogue, Choice, Effect, Field, FieldKind, Group, NodeKind, Ports};
use domain::graph::schema::json_schema_with;
use domain::graph::{check_value_with, validate};
use domain::plan::compile_with;
use serde_json::{Map, Value, json};

use crate::graphs::{line, log, started, workflow};

/// The fresh node of a kind between a start and what may follow.
fn fresh(kind: &NodeKind) -> Value {
    if !kind.has_input {
        return crate::graphs::document(
            &json!([{ "id": "x", "type": kind.key, "config": (kind.defaults)() }]),
            &json!([]),
        );
    }
    started(
        &json!([{ "id": "x", "type": kind.key, "config": (kind.defaults)() }]),
        &["start > x"],
    )
}

#[test]
fn a_node_fresh_from_the_palette_is_valid() {
    for kind in Catalogue::builtin().iter() {
        let problems = validate(&workflow(&fresh(kind)), Catalogue::builtin());
        // only the author knows which workflow is to be started
        let chosen = |code: &str| code == "mock_only" || (kind.key == "sub_workflow" && code == "missing_setting");
        let told: Vec<_> = problems.iter().filter(|problem| !chosen(&problem.code)).collect();
        assert!(told.is_empty(), "{}: {told:#?}", kind.key);
    }
}

#[test]
fn every_kind_is_complete() {
    let mut keys = BTreeSet::new();
    for kind in Catalogue::builtin().iter() {
        assert!(keys.insert(kind.key), "{} is there twice", kind.key);
        assert!(
            kind.key.parse::<domain::graph::NodeId>().is_ok(),
            "{}: a key is a fine node id",
            kind.key
        );
        for text in [kind.title, kind.description, kind.help, kind.icon] {
            assert!(!text.is_empty(), "{}", kind.key);
        }
        assert!(
            !(kind.summary)(&(kind.defaults)()).is_empty(),
            "{}: the card's second line",
            kind.key
        );
        assert!((kind.summary)(&Map::new()).len() < 200);
        let fields: BTreeSet<&str> = kind.fields.iter().map(|field| field.name).collect();
        assert_eq!(fields.len(), kind.fields.len(), "{}", kind.key);
        for name in (kind.defaults)().keys() {
            assert!(fields.contains(name.as_str()), "{}: {name}", kind.key);
        }
        for field in kind.fields {
            assert!(!field.label.is_empty());
            assert!(
                field.when.is_none_or(|(other, _)| fields.contains(other)),
                "{}: {}",
                kind.key,
                field.name
            );
        }
        (kind.sample)(&(kind.defaults)());
    }
}

#[test]
fn every_icon_is_in_the_sprite() {
    let sprite = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../public/sprite.svg");
    let sprite = std::fs::read_to_string(sprite).unwrap();
    for kind in Catalogue::builtin().iter() {
        assert!(
            sprite.contains(&format!("id=\"{}\"", kind.icon)),
            "{}: {}",
            kind.key,
            kind.icon
        );
    }
}

#[test]
fn every_group_has_a_kind_and_the_palette_follows_the_groups() {
    let groups: BTreeSet<&str> = Catalogue::builtin().iter().map(|kind| kind.group.title()).collect();
    assert_eq!(groups, Group::ALL.iter().map(|group| group.title()).collect());
}

#[test]
fn odd_settings_never_trip_a_kind() {
    let odd = [
        json!(null),
        json!(3),
        json!("x"),
        json!([1]),
        json!({ "a": 1 }),
        json!(""),
        json!(["", {}, null]),
    ];
    for kind in Catalogue::builtin().iter() {
        for value in &odd {
            let config: Map<String, Value> = kind
                .fields
                .iter()
                .map(|field| (field.name.to_owned(), value.clone()))
                .collect();
            (kind.check)(&config, "");
            (kind.summary)(&config);
            (kind.sample)(&config);
            (kind.effect)(&config);
            (kind.min_sources)(&config);
            assert!(kind.ports(&config).len() < 10);
        }
    }
}

#[test]
fn a_request_that_only_reads_is_safe_and_any_other_happens_at_most_once() {
    let http = Catalogue::builtin().get("http").unwrap();
    let effect = |method: &str| (http.effect)(&Map::from_iter([("method".to_owned(), json!(method))]));
    assert_eq!(
        (effect("GET"), effect("HEAD"), (http.effect)(&Map::new())),
        (Effect::Safe, Effect::Safe, Effect::Safe)
    );
    assert_eq!(
        (effect("POST"), effect("DELETE")),
        (Effect::AtMostOnce, Effect::AtMostOnce)
    );
}

static DICE: NodeKind = NodeKind {
    key: "dice",
    title: "Dice",
    description: "Roll a die",
    help: "Rolls a die.",
    icon: "box",
    group: Group::Data,
    ports: Ports::Named(&["high", "low"]),
    effect: |_| Effect::Idempotent,
    fields: &[
        Field::new(
            "sides",
            "Sides",
            FieldKind::Number {
                min: 2.0,
                max: 100.0,
                step: 1.0,
                integer: true,
            },
        )
        .required(),
        Field::new(
            "colour",
            "Colour",
            FieldKind::Select(&[
                Choice {
                    value: "red",
                    label: "Red",
                },
                Choice {
                    value: "blue",
                    label: "Blue",
                },
            ]),
        ),
    ],
    defaults: || Map::from_iter([("sides".to_owned(), json!(6))]),
    summary: |config| format!("{} sides", config["sides"]),
    sample: |_| json!({ "rolled": 4 }),
    ..NodeKind::BLANK
};

/// One entry is all that palette, form, parser, validator, compiler and schema need; the engine adds the executor.
#[test]
fn a_new_kind_is_one_entry() {
    let catalogue = Catalogue::builtin().with(&DICE);
    let palette: Vec<&str> = catalogue
        .iter()
        .filter(|kind| kind.group == Group::Data)
        .map(|kind| kind.key)
        .collect();
    assert_eq!(palette, ["transform", "google_sheets", "dice"]);

    let document = |config: Value| {
        started(
            &json!([{ "id": "d", "type": "dice", "config": config }, log("a")]),
            &["start > d", "d.high > a"],
        )
    };
    let fine = check_value_with(&document(json!({ "sides": 6, "colour": "red" })), &catalogue);
    assert!(fine.is_valid() && fine.problems.is_empty());
    let wrong = check_value_with(&document(json!({ "sides": 1, "colour": "rde", "sids": 3 })), &catalogue);
    assert_eq!(
        wrong.problems.iter().map(line).collect::<Vec<_>>(),
        [
            "/nodes/1/config/colour unknown_choice",
            "/nodes/1/config/sides out_of_range",
            "/nodes/1/config/sids unknown_key",
        ]
    );
    assert_eq!(wrong.problems[0].hint, "Did you mean `red`?");

    let plan = compile_with(&fine.workflow.unwrap(), &catalogue).unwrap();
    assert_eq!(plan.steps[1].kind.key, "dice");
    assert_eq!(
        (plan.steps[1].kind.sample)(&plan.steps[1].config),
        json!({ "rolled": 4 })
    );
    assert_eq!(
        json_schema_with(&catalogue)["$defs"]["config"]["dice"]["required"],
        json!(["sides"])
    );

    // and nobody else knows it
    assert!(Catalogue::builtin().get("dice").is_none());
}
