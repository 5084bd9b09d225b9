//! What a workflow means: one test a rule.

use domain::catalogue::Catalogue;
use domain::graph::{Retry, Workflow, check_value, validate};
use domain::limits::MAX_NODES;
use serde_json::{Value, json};

use crate::graphs::{document, found, line, log, started, told, workflow};

const NOTHING: [&str; 0] = [];

#[test]
fn a_plain_chain_is_fine() {
    assert_eq!(
        found(&started(&json!([log("a"), log("b")]), &["start > a", "a > b"])),
        NOTHING
    );
}

#[test]
fn a_cycle_is_named_by_its_nodes() {
    let nodes = json!([log("a"), log("b"), log("c"), log("d"), log("e")]);
    let edges = ["start > a", "a > b", "b > c", "c > a", "c > d", "d > e", "e > d"];
    insta::assert_snapshot!(told(&started(&nodes, &edges)), @r"
    /nodes/1 cycle
      these steps wait for each other: `a` → `b` → `c` → `a`
      Remove one of these edges. To repeat steps, put them into the body of a For each.
    /nodes/4 cycle
      these steps wait for each other: `d` → `e` → `d`
      Remove one of these edges. To repeat steps, put them into the body of a For each.
    ");
}

#[test]
fn a_knot_of_cycles_is_told_once() {
    let nodes = json!([log("a"), log("b"), log("c")]);
    let problems = check_value(&started(&nodes, &["start > a", "a > b", "b > a", "b > c", "c > b"])).problems;
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].message, "these steps wait for each other: `a` → `b` → `a`");
    assert_eq!(
        problems[0].hint,
        "Remove one of these edges. 1 more steps hang in the same knot."
    );
}

#[test]
fn a_node_that_leads_to_itself_is_told_as_that() {
    assert_eq!(
        found(&started(&json!([log("a")]), &["start > a", "a > a"])),
        ["/edges/1 self_loop"]
    );
}

#[test]
fn a_dangling_edge_is_told_with_the_nearest_node() {
    let problems = check_value(&started(
        &json!([log("fetch")]),
        &["start > fetch", "fetc > fetch", "fetch > zzz"],
    ))
    .problems;
    let told: Vec<_> = problems
        .iter()
        .map(|p| (line(p), p.message.as_str(), p.hint.as_str()))
        .collect();
    assert_eq!(
        told[0],
        (
            "/edges/1/from dangling_edge".into(),
            "an edge comes from `fetc`, but no node has this id",
            "Did you mean `fetch`?"
        )
    );
    assert_eq!(
        told[1],
        (
            "/edges/2/to dangling_edge".into(),
            "an edge leads to `zzz`, but no node has this id",
            "Known: `start`, `fetch`."
        )
    );
}

#[test]
fn edges_into_a_start_and_twice_the_same_are_refused() {
    let edges = ["start > a", "start > a", "a > start"];
    let told = found(&started(&json!([log("a")]), &edges));
    assert!(told.contains(&"/edges/1 duplicate_edge".to_owned()), "{told:?}");
    assert!(told.contains(&"/edges/2/to edge_into_start".to_owned()), "{told:?}");
    // two ports of one node may lead to the same place
    let both = json!([{ "id": "c", "type": "condition", "config": { "if": "true" } }, log("a")]);
    assert_eq!(
        found(&started(&both, &["start > c", "c.true > a", "c.false > a"])),
        NOTHING
    );
}

#[test]
fn an_unknown_port_is_told_with_the_nearest_one() {
    let nodes = json!([{ "id": "c", "type": "condition", "config": { "if": "true" } }, log("a"), log("b"), { "id": "r", "type": "respond" }]);
    let edges = ["start > c", "c.ture > a", "c > b", "a > r", "r > b"];
    let problems = check_value(&started(&nodes, &edges)).problems;
    let told: Vec<_> = problems.iter().map(|p| (line(p), p.hint.as_str())).collect();
    assert_eq!(
        told,
        [
            ("/edges/1/fromPort unknown_port".to_owned(), "Did you mean `true`?"),
            ("/edges/2 unknown_port".to_owned(), "Known: `true`, `false`."),
            ("/edges/4 unknown_port".to_owned(), "Remove the edge."),
        ]
    );
}

#[test]
fn an_unknown_type_is_told_with_the_nearest_one() {
    for (wrong, right) in [
        ("HTTP_REQUEST", "http"),
        ("trasform", "transform"),
        ("LLM_CALL", "llm"),
        ("forEach", "for_each"),
        ("Slack", "slack"),
        ("googleSheets", "google_sheets"),
    ] {
        let checked = check_value(&started(&json!([{ "id": "a", "type": wrong }]), &["start > a"]));
        assert_eq!(
            checked.problems.iter().map(line).collect::<Vec<_>>(),
            ["/nodes/1/type unknown_node_type"]
        );
        assert_eq!(checked.problems[0].hint, format!("Did you mean `{right}`?"));
        assert!(!checked.is_valid());
    }
}

#[test]
fn a_workflow_has_exactly_one_start() {
    assert_eq!(
        found(&document(&json!([log("a")]), &json!([]))),
        ["/nodes missing_start"]
    );
    assert_eq!(found(&document(&json!([]), &json!([]))), ["/nodes missing_start"]);
    // a misspelt start isn't missing too
    assert_eq!(
        found(&document(&json!([{ "id": "s", "type": "Start" }]), &json!([]))),
        ["/nodes/0/type unknown_node_type"]
    );
    let two = json!([{ "id": "other", "type": "start" }]);
    assert_eq!(found(&started(&two, &[])), ["/nodes/1 several_starts"]);
}

#[test]
fn a_node_without_a_way_to_it_is_told() {
    let nodes = json!([log("a"), log("island"), log("behind")]);
    assert_eq!(
        found(&started(&nodes, &["start > a", "island > behind"])),
        ["/nodes/2 unreachable_node", "/nodes/3 unreachable_node"]
    );
}

#[test]
fn a_bad_expression_is_told_where_it_stands() {
    let nodes = json!([
        { "id": "t", "type": "transform", "config": { "output": { "deep": ["fine", { "x": "{{ inputs.a | nofilter }}" }] } } },
        { "id": "c", "type": "condition", "config": { "if": "1 +" } },
        { "id": "h", "type": "http", "config": { "url": "https://x.example/{{ inputs.a", "headers": { "x-a/b": "{{ }" } } }
    ]);
    let told = found(&started(&nodes, &["start > t", "t > c", "c.true > h"]));
    assert_eq!(
        told,
        [
            "/nodes/1/config/output/deep/1/x expression_unknown_filter",
            "/nodes/2/config/if expression_syntax",
            "/nodes/3/config/headers/x-a~1b bad_header_name",
            "/nodes/3/config/headers/x-a~1b expression_syntax",
            "/nodes/3/config/url expression_syntax",
        ]
        .map(ToOwned::to_owned)
        .iter()
        .filter(|line| told.contains(line))
        .cloned()
        .collect::<Vec<_>>()
    );
    assert_eq!(told.len(), 5, "{told:#?}");
}

#[test]
fn a_reference_to_a_step_is_checked() {
    let nodes = json!([
        { "id": "a", "type": "log", "config": { "message": "{{ steps.fetchh.body }}" } },
        { "id": "fetch", "type": "http", "config": { "url": "https://x.example" } },
        { "id": "b", "type": "log", "config": { "message": "{{ steps.fetch.body }} {{ steps['fetch'].status }} {{ steps.b }}" } }
    ]);
    let problems = check_value(&started(&nodes, &["start > a", "start > fetch", "start > b"])).problems;
    let told: Vec<_> = problems.iter().map(line).collect();
    assert_eq!(told[0], "/nodes/1/config/message unknown_step");
    assert_eq!(problems[0].hint, "Did you mean `fetch`?");
    assert!(
        told[1..]
            .iter()
            .all(|line| line == "warning /nodes/3/config/message step_not_upstream"),
        "{told:?}"
    );
    assert!(told.len() >= 3);
    // the step before the step before is upstream
    let chained = found(&started(
        &json!([nodes[1], log("x"), { "id": "y", "type": "log", "config": { "message": "{{ steps.fetch.body }}" } }]),
        &["start > fetch", "fetch > x", "x > y"],
    ));
    assert_eq!(chained, NOTHING);
}

#[test]
fn an_input_that_nobody_declared_is_a_warning_only_when_some_are() {
    let reads = json!({ "id": "a", "type": "log", "config": { "message": "{{ inputs.nmae }}" } });
    assert_eq!(found(&started(&json!([reads]), &["start > a"])), NOTHING);
    let start = json!({ "id": "start", "type": "start", "config": { "inputs": [{ "name": "name" }] } });
    let problems = check_value(&document(
        &json!([start, reads]),
        &json!([{ "from": "start", "to": "a" }]),
    ))
    .problems;
    assert_eq!(line(&problems[0]), "warning /nodes/1/config/message undeclared_input");
    assert_eq!(problems[0].hint, "Did you mean `name`?");
}

#[test]
fn names_that_mean_nothing_are_a_warning() {
    let nodes = json!([{ "id": "a", "type": "log", "config": { "message": "{{ step.x }} {{ item }} {% for each in inputs.list %}{{ each }}{% endfor %}" } }]);
    let told = found(&started(&nodes, &["start > a"]));
    assert_eq!(
        told,
        [
            "warning /nodes/1/config/message outside_loop",
            "warning /nodes/1/config/message unknown_name"
        ]
        .map(ToOwned::to_owned)
        .to_vec()
    );
}

#[test]
fn names_bound_in_a_block_are_known() {
    let message = "{% for each in inputs.list %}{{ loop.index }} {{ each }}{% endfor %}{% set total = 3 %}{{ total }}{{ range(3) }}";
    let nodes = json!([{ "id": "a", "type": "log", "config": { "message": message } }]);
    assert_eq!(found(&started(&nodes, &["start > a"])), NOTHING);
}

#[test]
fn a_merge_has_the_branches_it_waits_for() {
    let merge = |config: Value| json!([log("a"), log("b"), { "id": "m", "type": "merge", "config": config }]);
    let edges = ["start > a", "start > b", "a > m", "b > m"];
    assert_eq!(
        found(&started(&merge(json!({ "mode": "count", "count": 2 })), &edges)),
        NOTHING
    );
    assert_eq!(
        found(&started(&merge(json!({ "mode": "count", "count": 3 })), &edges)),
        ["/nodes/3 too_few_sources"]
    );
    assert_eq!(
        found(&started(&merge(json!({ "mode": "count" })), &edges)),
        ["/nodes/3/config/count missing_setting"]
    );
    assert_eq!(found(&started(&merge(json!({})), &edges)), NOTHING);
}

#[test]
fn the_error_port_and_on_error_go_together() {
    let node = |on_error: &str| json!([{ "id": "h", "type": "http", "config": { "url": "https://x.example" }, "onError": on_error }, log("a")]);
    assert_eq!(found(&started(&node("branch"), &["start > h", "h.error > a"])), NOTHING);
    assert_eq!(
        found(&started(&node("branch"), &["start > h", "h > a"])),
        ["warning /nodes/1/onError branch_without_edge"]
    );
    assert_eq!(
        found(&started(&node("fail"), &["start > h", "h.error > a"])),
        ["/edges/1/fromPort error_edge_without_branch"]
    );
}

#[test]
fn a_workflow_built_in_code_is_held_to_the_same_limits() {
    let mut built = workflow(&started(&json!([log("a")]), &["start > a"]));
    built.nodes[1].retry = Some(Retry {
        max_attempts: 0,
        ..Retry::default()
    });
    built.nodes[1].timeout_ms = Some(0);
    let told = |workflow: &Workflow| {
        validate(workflow, Catalogue::builtin())
            .iter()
            .map(line)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told(&built),
        [
            "/nodes/1/retry/maxAttempts out_of_range",
            "/nodes/1/timeoutMs out_of_range"
        ]
    );
    built.nodes = vec![built.nodes[1].clone(); MAX_NODES + 1];
    assert_eq!(told(&built), ["/nodes too_many_nodes"]);
}

#[test]
fn an_id_used_twice_in_code_is_found_too() {
    let mut built = workflow(&started(&json!([log("a"), log("b")]), &["start > a", "a > b"]));
    built.nodes[2].id = built.nodes[1].id.clone();
    let told: Vec<_> = validate(&built, Catalogue::builtin()).iter().map(line).collect();
    assert!(told.contains(&"/nodes/2/id duplicate_node_id".to_owned()), "{told:?}");
}

#[test]
fn order_does_not_depend_on_the_run() {
    let nodes: Vec<Value> = (0..40)
        .map(|i| json!({ "id": format!("n{i}"), "type": "nope" }))
        .collect();
    let document = started(&Value::Array(nodes), &["start > n3"]);
    let first = found(&document);
    assert!((0..5).all(|_| found(&document) == first));
}
