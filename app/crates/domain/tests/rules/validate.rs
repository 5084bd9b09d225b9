//! What a workflow means: one test a rule.

use domain::catalogue::Catalogue;
use domain::graph::{Retry, Workflow, check_value, validate};
use domain::limits::{MAX_BODY_DEPTH, MAX_NODES};
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
fn a_secret_may_not_end_in_an_output_or_the_log() {
    let nodes = json!([
        { "id": "fine", "type": "http", "config": { "url": "https://x.example", "headers": { "authorization": "Bearer {{ secrets.token }}" } } },
        { "id": "leak", "type": "transform", "config": { "output": { "t": "{{ secrets.token }}" } } },
        { "id": "say", "type": "log", "config": { "message": "{{ secrets['token'] }}" } }
    ]);
    assert_eq!(
        found(&started(&nodes, &["start > fine", "fine > leak", "leak > say"])),
        [
            "/nodes/2/config/output/t secret_exposed",
            "/nodes/3/config/message secret_exposed"
        ]
    );
}

#[test]
fn a_secret_is_named_never_written_out() {
    let slack = |url: &str| json!({ "id": "s", "type": "slack", "config": { "channel": "#a", "text": "b", "webhookUrl": url } });
    let literal = found(&started(&json!([slack("https://hooks.example/T0/B0")]), &["start > s"]));
    assert_eq!(
        literal,
        [
            "/nodes/1/config/webhookUrl literal_secret",
            "warning /nodes/1/type mock_only"
        ]
    );
    let named = found(&started(&json!([slack("{{ secrets.hook }}")]), &["start > s"]));
    assert_eq!(named, ["warning /nodes/1/type mock_only"]);
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
fn settings_are_held_to_their_fields() {
    let nodes = json!([
        { "id": "http", "type": "http", "config": { "method": "FETCH", "headers": { "a": [1] }, "query": [], "urll": "x" } },
        { "id": "llm", "type": "llm", "config": { "model": 3, "prompt": "  ", "temperature": 3, "maxTokens": 1.5, "jsonSchema": "x" } },
        { "id": "wait", "type": "wait", "config": { "ms": -1, "until": "tomorrow" } },
        { "id": "nap", "type": "wait", "config": { "until": "tomorrow" } },
        { "id": "never", "type": "wait" },
        { "id": "log", "type": "log", "config": { "level": "loud", "message": null } },
        { "id": "cond", "type": "condition" },
        { "id": "address", "type": "http", "config": { "url": "ftp://x.example" } }
    ]);
    let edges = [
        "start > http",
        "http > llm",
        "llm > wait",
        "wait > nap",
        "nap > never",
        "never > log",
        "log > cond",
        "cond.true > address",
    ];
    insta::assert_snapshot!(told(&started(&nodes, &edges)));
}

#[test]
fn numbers_may_be_known_at_run_time_only() {
    let nodes = json!([{ "id": "w", "type": "wait", "config": { "ms": "{{ inputs.ms }}" } }, { "id": "x", "type": "wait", "config": { "ms": "12" } }]);
    assert_eq!(
        found(&started(&nodes, &["start > w", "w > x"])),
        ["/nodes/2/config/ms wrong_type"]
    );
}

#[test]
fn declared_inputs_are_checked() {
    let start = json!({ "id": "start", "type": "start", "config": { "inputs": [
        { "name": "a", "type": "strin" }, { "name": "a", "typ": "string" }, { "name": "1a" }, "x", {},
        { "name": "n", "type": "number", "default": "3", "required": "yes" }, { "name": "n2", "type": 3, "description": 4 }
    ] } });
    assert_eq!(
        found(&document(&json!([start]), &json!([]))),
        [
            "/nodes/0/config/inputs/0/type unknown_choice",
            "/nodes/0/config/inputs/1/name duplicate_input",
            "/nodes/0/config/inputs/1/typ unknown_key",
            "/nodes/0/config/inputs/2/name bad_input_name",
            "/nodes/0/config/inputs/3 wrong_type",
            "/nodes/0/config/inputs/4/name missing_key",
            "/nodes/0/config/inputs/5/default wrong_type",
            "/nodes/0/config/inputs/5/required wrong_type",
            "/nodes/0/config/inputs/6/description wrong_type",
            "/nodes/0/config/inputs/6/type wrong_type",
        ]
    );
}

#[test]
fn cases_of_a_switch_are_checked() {
    let switch = |cases: Value, default: &str| json!([{ "id": "s", "type": "switch", "config": { "value": "inputs.x", "cases": cases, "default": default } }]);
    let told = |cases: Value, default: &str| found(&started(&switch(cases, default), &["start > s"]));
    // two cases may share a port, also with the default
    assert_eq!(
        told(json!([{ "equals": 1, "port": "a" }, { "equals": 2, "port": "a" }]), "a"),
        NOTHING
    );
    assert_eq!(
        told(
            json!([{ "equals": 1, "port": "error" }, { "equals": 1, "port": "" }, { "prt": "x", "port": "b c" }, 5]),
            "x/y"
        ),
        [
            "/nodes/1/config/cases/0/port bad_port_name",
            "/nodes/1/config/cases/1/equals duplicate_case",
            "/nodes/1/config/cases/1/port bad_port_name",
            "/nodes/1/config/cases/2/equals missing_key",
            "/nodes/1/config/cases/2/port bad_port_name",
            "/nodes/1/config/cases/2/prt unknown_key",
            "/nodes/1/config/cases/3 wrong_type",
            "/nodes/1/config/default bad_port_name",
        ]
    );
    assert_eq!(told(json!([]), "x"), ["/nodes/1/config/cases out_of_range"]);
}

#[test]
fn the_ports_of_a_switch_follow_its_settings() {
    let nodes = json!([
        { "id": "s", "type": "switch", "config": { "value": "inputs.x", "cases": [{ "equals": 1, "port": "one" }] } },
        log("a"), log("b"), log("c")
    ]);
    let told = found(&started(
        &nodes,
        &["start > s", "s.one > a", "s.default > b", "s.two > c"],
    ));
    assert_eq!(told, ["/edges/3/fromPort unknown_port"]);
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
fn kinds_that_only_pretend_say_so() {
    let nodes = json!([{ "id": "s", "type": "slack", "config": { "channel": "#a", "text": "b" } }]);
    let checked = check_value(&started(&nodes, &["start > s"]));
    assert!(checked.is_valid());
    assert_eq!(
        checked.problems.iter().map(line).collect::<Vec<_>>(),
        ["warning /nodes/1/type mock_only"]
    );
}

fn looped(body: &Value) -> Value {
    let nodes = json!([log("before"), { "id": "each", "type": "for_each", "config": { "items": "inputs.list", "body": body } }]);
    started(&nodes, &["start > before", "before > each"])
}

#[test]
fn a_body_is_judged_like_a_workflow() {
    let body = json!({
        "nodes": [
            { "id": "start", "type": "start" },
            { "id": "a", "type": "log", "config": { "message": "{{ item }} {{ index }} {{ steps.before }} {{ steps.nowhere }}", "x": 1 } },
            { "id": "answer", "type": "respond" },
            { "id": "b", "type": "nope" },
            { "id": "c", "type": "log", "config": { "message": "x" }, "extra": 1 }
        ],
        "edges": [{ "from": "a", "to": "zz" }, { "from": "b", "to": "c" }, { "from": "c", "to": "b" }]
    });
    assert_eq!(
        found(&looped(&body)),
        [
            "/nodes/2/config/body/nodes/0/type not_in_loop",
            "/nodes/2/config/body/nodes/1/config/message unknown_step",
            "/nodes/2/config/body/nodes/1/config/x unknown_key",
            "/nodes/2/config/body/nodes/2/type not_in_loop",
            "/nodes/2/config/body/nodes/3 cycle",
            "/nodes/2/config/body/nodes/3/type unknown_node_type",
            "/nodes/2/config/body/nodes/4/extra unknown_key",
            "/nodes/2/config/body/edges/0/to dangling_edge",
        ]
    );
}

#[test]
fn a_body_begins_wherever_no_edge_leads_to() {
    let body = json!({ "nodes": [log("a"), log("b"), log("c")], "edges": [{ "from": "a", "to": "c" }] });
    assert_eq!(found(&looped(&body)), NOTHING);
    assert_eq!(
        found(&looped(&json!({ "nodes": [], "edges": [] }))),
        ["/nodes/2/config/body/nodes empty_body"]
    );
    assert_eq!(found(&looped(&json!([]))), ["/nodes/2/config/body wrong_type"]);
    assert_eq!(
        found(&looped(&json!({ "nodes": 3 }))),
        [
            "/nodes/2/config/body/nodes wrong_type",
            "/nodes/2/config/body/edges missing_key"
        ]
    );
}

#[test]
fn a_body_can_read_only_what_is_there_before_its_loop() {
    let body = json!({ "nodes": [{ "id": "a", "type": "log", "config": { "message": "{{ steps.each }} {{ steps.after }}" } }], "edges": [] });
    let mut document = looped(&body);
    document["nodes"].as_array_mut().unwrap().push(log("after"));
    document["edges"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "from": "each", "to": "after" }));
    let told = found(&document);
    assert_eq!(
        told,
        ["warning /nodes/2/config/body/nodes/0/config/message step_not_upstream"; 2]
    );
}

#[test]
fn loops_nest_only_so_deep() {
    let mut body = json!({ "nodes": [log("a")], "edges": [] });
    for _ in 0..MAX_BODY_DEPTH {
        body = json!({ "nodes": [{ "id": "each", "type": "for_each", "config": { "items": "[1]", "body": body } }], "edges": [] });
    }
    let told = found(&looped(&body));
    assert_eq!(told.len(), 1);
    assert!(told[0].ends_with("/config/body body_too_deep"), "{told:?}");
}

#[test]
fn nodes_in_bodies_count() {
    let nodes: Vec<Value> = (0..600).map(|i| log(&format!("n{i}"))).collect();
    let body = json!({ "nodes": nodes, "edges": [] });
    let loops = json!([
        { "id": "x", "type": "for_each", "config": { "items": "[1]", "body": body } },
        { "id": "y", "type": "for_each", "config": { "items": "[1]", "body": body } }
    ]);
    assert_eq!(
        found(&started(&loops, &["start > x", "start > y"])),
        ["/nodes too_many_nodes"]
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
