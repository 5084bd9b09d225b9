//! Rules that hold for any document and any graph.

use domain::catalogue::Catalogue;
use domain::graph::{Workflow, check_text, check_value, parse_text, parse_value, validate};
use domain::plan::compile;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::graphs::{document, line};

/// Any JSON, with keys and words that the format knows among them, so that every corner is reached.
fn any_json() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "nodes",
        "edges",
        "id",
        "type",
        "config",
        "start",
        "for_each",
        "switch",
        "merge",
        "out",
        "error",
        "branch",
        "count",
        "{{ inputs.x }}",
        "{{ steps.a.b",
        "{% for x in y %}",
        "apex.workflow/v1",
        "",
        "a",
        "é",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        words.prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        let keys = prop::sample::select(vec![
            "nodes", "edges", "id", "type", "config", "from", "to", "fromPort", "retry", "position", "mock", "body",
            "items", "inputs", "cases", "value", "default", "name", "equals", "port", "x", "a/b~c",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec((keys, inner), 0..6).prop_map(|pairs| Value::Object(
                pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
            )),
        ]
    })
}

/// Something that looks like a document, with one of the kinds' settings thrown about.
fn almost_document() -> impl Strategy<Value = Value> {
    let keys: Vec<&'static str> = Catalogue::builtin().iter().map(|kind| kind.key).collect();
    let id = prop::sample::select(vec!["start", "a", "b", "c", "B", ""]);
    let fields: Vec<&'static str> = Catalogue::builtin()
        .iter()
        .flat_map(|kind| kind.fields)
        .map(|field| field.name)
        .collect();
    let config = prop::collection::vec((prop::sample::select(fields), any_json()), 0..4).prop_map(|pairs| {
        Value::Object(
            pairs
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect::<Map<_, _>>(),
        )
    });
    let node = (id.clone(), prop::sample::select(keys), config)
        .prop_map(|(id, kind, config)| json!({ "id": id, "type": kind, "config": config }));
    let edge = (
        id.clone(),
        id,
        prop::option::of(prop::sample::select(vec!["out", "true", "error", "x"])),
    )
        .prop_map(|(from, to, port)| match port {
            Some(port) => json!({ "from": from, "to": to, "fromPort": port }),
            None => json!({ "from": from, "to": to }),
        });
    let node = prop_oneof![9 => node, 1 => any_json()];
    let edge = prop_oneof![9 => edge, 1 => any_json()];
    (prop::collection::vec(node, 0..6), prop::collection::vec(edge, 0..8))
        .prop_map(|(nodes, edges)| document(&Value::Array(nodes), &Value::Array(edges)))
}

/// A workflow without a fault: a start, and steps that each have at least one source before them.
fn valid() -> impl Strategy<Value = Value> {
    let step = (
        0_u8..6,
        prop::collection::vec(any::<prop::sample::Index>(), 1..4),
        any::<Option<u16>>(),
    );
    prop::collection::vec(step, 0..30).prop_map(|steps| {
        let mut nodes = vec![json!({ "id": "start", "type": "start", "position": { "x": 0, "y": -12.5 } })];
        let mut edges = Vec::new();
        let mut kinds = vec![0_u8];
        for (index, (kind, sources, timeout)) in steps.iter().enumerate() {
            let id = format!("n{index}");
            let mut sources: Vec<usize> = sources.iter().map(|source| source.index(index + 1)).collect();
            sources.sort_unstable();
            sources.dedup();
            for source in sources {
                let from = if source == 0 {
                    "start".to_owned()
                } else {
                    format!("n{}", source - 1)
                };
                edges.push(match kinds[source] {
                    2 => json!({ "from": from, "fromPort": if index % 2 == 0 { "true" } else { "false" }, "to": id }),
                    _ => json!({ "from": from, "to": id }),
                });
            }
            nodes.push(node(&id, *kind, *timeout));
            kinds.push(*kind);
        }
        json!({ "schema": "apex.workflow/v1", "name": "Generated", "nodes": nodes, "edges": edges })
    })
}

fn node(id: &str, kind: u8, timeout: Option<u16>) -> Value {
    let mut node = match kind {
        0 | 1 => json!({ "id": id, "type": "log", "config": { "message": "{{ run.id }}" } }),
        2 => json!({ "id": id, "type": "condition", "title": "Which way?", "config": { "if": "inputs.x > 3" } }),
        3 => json!({ "id": id, "type": "merge" }),
        4 => json!({ "id": id, "type": "http", "config": { "url": "https://x.example" }, "onError": "continue",
                     "retry": { "maxAttempts": 2, "backoff": "linear", "initialMs": 1, "maxMs": 2, "jitter": false } }),
        _ => {
            json!({ "id": id, "type": "transform", "config": { "output": [1, 2.5, null, { "a": "{{ inputs.x }}" }] }, "mock": { "output": null } })
        }
    };
    if let Some(timeout) = timeout {
        node["timeoutMs"] = json!(u32::from(timeout) + 1);
    }
    node
}

/// Whether a pointer leads to something, or to where a missing key would stand.
fn resolves(document: &Value, pointer: &str) -> bool {
    let mut rest = pointer;
    loop {
        if document.pointer(rest).is_some() {
            break;
        }
        match rest.rsplit_once('/') {
            Some((parent, _)) => rest = parent,
            None => return false,
        }
    }
    let missing = &pointer[rest.len()..];
    // the settings of a node may be missing as a whole
    missing.matches('/').count() <= 1 || missing.starts_with("/config/") && missing.matches('/').count() == 2
}

fn compiled(workflow: &Workflow) -> domain::plan::Plan {
    compile(workflow).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        let _ = parse_text(&text);
        let _ = check_text(&text);
    }

    #[test]
    fn any_json_is_read_or_refused(value in any_json()) {
        let _ = parse_value(&value);
        let checked = check_value(&value);
        for problem in &checked.problems {
            prop_assert!(resolves(&value, &problem.path), "{} in {value}", line(problem));
        }
    }

    #[test]
    fn problems_lead_into_the_document(value in almost_document()) {
        let checked = check_value(&value);
        for problem in &checked.problems {
            prop_assert!(resolves(&value, &problem.path), "{} in {value}", line(problem));
            prop_assert!(!problem.message.is_empty());
        }
        // what can be published can be compiled, and nothing else
        if let Some(workflow) = &checked.workflow {
            prop_assert_eq!(compile(workflow).is_ok(), checked.is_valid());
            prop_assert_eq!(&validate(workflow, Catalogue::builtin()), &checked.problems);
        }
    }

    #[test]
    fn a_round_trip_changes_nothing(value in valid()) {
        let workflow = parse_value(&value).unwrap();
        prop_assert_eq!(&serde_json::to_value(&workflow).unwrap(), &value);
        let text = serde_json::to_string(&workflow).unwrap();
        prop_assert_eq!(parse_text(&text).unwrap(), workflow);
    }

    #[test]
    fn a_valid_workflow_compiles_with_sources_first(value in valid()) {
        let workflow = parse_value(&value).unwrap();
        let plan = compiled(&workflow);
        prop_assert_eq!(plan.steps.len(), workflow.nodes.len());
        for edge in &workflow.edges {
            let (from, to) = (plan.index_of(edge.from.as_str()).unwrap(), plan.index_of(edge.to.as_str()).unwrap());
            prop_assert!(from < to);
            prop_assert!(plan.steps[from].outgoing.contains(&(edge.port().to_owned(), to)));
            prop_assert!(plan.steps[to].incoming.iter().any(|incoming| incoming.from == from && incoming.port == edge.port()));
        }
    }

    #[test]
    fn a_planted_cycle_is_found(mut value in valid(), length in 2_usize..6) {
        let place = value["nodes"].as_array().unwrap().len();
        for index in 0..length {
            value["nodes"].as_array_mut().unwrap().push(node(&format!("planted{index}"), 0, None));
            let next = format!("planted{}", (index + 1) % length);
            value["edges"].as_array_mut().unwrap().push(json!({ "from": format!("planted{index}"), "to": next }));
        }
        let problems = check_value(&value).problems;
        prop_assert_eq!(problems.len(), 1);
        prop_assert_eq!(line(&problems[0]), format!("/nodes/{place} cycle"));
        for index in 0..length {
            let name = format!("planted{index}");
            prop_assert!(problems[0].message.contains(&name));
        }
    }

    #[test]
    fn a_planted_dangling_edge_is_found(mut value in valid()) {
        let place = value["edges"].as_array().unwrap().len();
        value["edges"].as_array_mut().unwrap().push(json!({ "from": "start", "to": "planted" }));
        let told: Vec<String> = check_value(&value).problems.iter().map(line).collect();
        prop_assert_eq!(told, [format!("/edges/{place}/to dangling_edge")]);
    }

    #[test]
    fn a_planted_duplicate_is_found(mut value in valid()) {
        let place = value["nodes"].as_array().unwrap().len();
        value["nodes"].as_array_mut().unwrap().push(node("start", 0, None));
        let told: Vec<String> = check_value(&value).problems.iter().map(line).collect();
        prop_assert_eq!(told, [format!("/nodes/{place}/id duplicate_node_id")]);
    }
}
