//! `switch`: leaves by the port of the first case that equals a value.

use serde_json::{Map, Value, json};

use super::{Field, FieldKind, Group, Implied, NodeKind, Port, Ports, brief};
use crate::graph::ERROR_PORT;
use crate::problem::{Problem, join};
use crate::suggest::did_you_mean;

/// The port of a switch that names none for "else".
const ELSE_PORT: &str = "default";
const MAX_CASES: usize = 50;
const MAX_PORT_CHARS: usize = 40;

pub(super) static KIND: NodeKind = NodeKind {
    key: "switch",
    title: "Switch",
    description: "Go one of several ways",
    help: "Compares a value with each case, from the top, and leaves by the port of the first that is equal. When none \
           is, it leaves by the port named under Otherwise.\n\nSeveral cases may share a port.",
    icon: "route",
    group: Group::Flow,
    ports: Ports::FromConfig(ports),
    fields: &[
        Field::new("value", "Value", FieldKind::Expression)
            .required()
            .placeholder("steps.classify.json.topic"),
        Field::new("cases", "Cases", FieldKind::Cases).required(),
        Field::new("default", "Otherwise", FieldKind::Text)
            .implied(Implied::Text(ELSE_PORT))
            .help("The port when no case is equal."),
    ],
    defaults,
    check,
    summary,
    sample: |config| json!({ "value": null, "port": otherwise(config) }),
    ..NodeKind::BLANK
};

fn defaults() -> Map<String, Value> {
    let mut config = Map::new();
    config.insert("value".into(), json!("inputs.kind"));
    config.insert(
        "cases".into(),
        json!([{ "equals": "a", "port": "a" }, { "equals": "b", "port": "b" }]),
    );
    config.insert("default".into(), json!("other"));
    config
}

fn otherwise(config: &Map<String, Value>) -> &str {
    config.get("default").and_then(Value::as_str).unwrap_or(ELSE_PORT)
}

fn ports(config: &Map<String, Value>) -> Vec<Port> {
    let cases = config
        .get("cases")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let named = cases
        .iter()
        .take(MAX_CASES)
        .filter_map(|case| case.get("port").and_then(Value::as_str));
    let mut ports: Vec<Port> = Vec::new();
    for id in named.chain([otherwise(config)]) {
        if !ports.iter().any(|known| known.id == id) {
            ports.push(Port::named(id));
        }
    }
    ports
}

fn summary(config: &Map<String, Value>) -> String {
    brief::text(config, "value")
}

fn check(config: &Map<String, Value>, pointer: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let cases = join(pointer, "cases");
    if let Some(list) = config.get("cases").and_then(Value::as_array) {
        check_count(list, &cases, &mut problems);
        for (index, case) in list.iter().enumerate().take(MAX_CASES) {
            check_case(case, &join(&cases, index), &mut problems);
        }
        check_repeats(list, &cases, &mut problems);
    }
    if let Some(port) = config.get("default").and_then(Value::as_str) {
        check_port(port, &join(pointer, "default"), &mut problems);
    }
    problems
}

fn check_count(list: &[Value], pointer: &str, problems: &mut Vec<Problem>) {
    if list.is_empty() || list.len() > MAX_CASES {
        problems.push(
            Problem::error(
                pointer,
                "out_of_range",
                format!("a switch has 1 to {MAX_CASES} cases, not {}", list.len()),
            )
            .hint("A question with two answers is a Condition."),
        );
    }
}

fn check_case(case: &Value, pointer: &str, problems: &mut Vec<Problem>) {
    let Some(case) = case.as_object() else {
        problems.push(Problem::error(
            pointer,
            "wrong_type",
            "a case is an object `{equals, port}`",
        ));
        return;
    };
    for key in case.keys().filter(|key| !["equals", "port"].contains(&key.as_str())) {
        problems.push(
            Problem::error(join(pointer, key), "unknown_key", format!("a case has no `{key}`"))
                .hint(did_you_mean(key, ["equals", "port"])),
        );
    }
    if !case.contains_key("equals") {
        problems.push(Problem::error(
            join(pointer, "equals"),
            "missing_key",
            "a case needs `equals`: the value it is for",
        ));
    }
    match case.get("port") {
        None => problems.push(Problem::error(
            join(pointer, "port"),
            "missing_key",
            "a case needs `port`: where it leads",
        )),
        Some(Value::String(port)) => check_port(port, &join(pointer, "port"), problems),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            problems.push(Problem::error(
                join(pointer, "port"),
                "wrong_type",
                "a port's name is text",
            ));
        }
    }
}

fn check_port(port: &str, pointer: &str, problems: &mut Vec<Problem>) {
    let fits = !port.is_empty()
        && port.chars().count() <= MAX_PORT_CHARS
        && port.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    if !fits {
        problems.push(
            Problem::error(pointer, "bad_port_name", "this is no name for a port")
                .hint(format!("Use 1 to {MAX_PORT_CHARS} letters, digits, `_` and `-`.")),
        );
    } else if port == ERROR_PORT {
        problems.push(
            Problem::error(
                pointer,
                "bad_port_name",
                "the port `error` is taken: failed steps leave by it",
            )
            .hint("Choose another name, `failed` for instance."),
        );
    }
}

fn check_repeats(list: &[Value], pointer: &str, problems: &mut Vec<Problem>) {
    for (index, case) in list.iter().enumerate().take(MAX_CASES) {
        let Some(value) = case.get("equals") else { continue };
        if let Some(first) = list[..index]
            .iter()
            .position(|earlier| earlier.get("equals") == Some(value))
        {
            problems.push(
                Problem::error(
                    join(&join(pointer, index), "equals"),
                    "duplicate_case",
                    format!(
                        "case {} is for the same value as case {}, so it is never taken",
                        index + 1,
                        first + 1
                    ),
                )
                .hint("Remove one of the two."),
            );
        }
    }
}
