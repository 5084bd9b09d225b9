//! Where a problem sits: its JSON Pointer in terms of what can be clicked.

use domain::graph::{Edge, Workflow};
use domain::problem::Problem;
use serde_json::Value;

/// A problem and its place on the canvas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located {
    /// The problem.
    pub problem: Problem,
    /// The loops around its node, from the outermost.
    pub level: Vec<String>,
    /// The node; for an edge the one that it leaves. None for the workflow as a whole.
    pub node: Option<String>,
    /// The edge that it is about.
    pub edge: Option<Edge>,
    /// Keys inside the node: `["config", "url"]`.
    pub keys: Vec<String>,
}

impl Located {
    /// Whether it is about that node.
    pub(crate) fn is_at(&self, level: &[String], node: &str) -> bool {
        self.level == level && self.node.as_deref() == Some(node)
    }

    /// The setting it is about.
    pub(crate) fn field(&self) -> Option<&str> {
        match self.keys.as_slice() {
            [config, field, ..] if config == "config" => Some(field),
            _elsewhere => None,
        }
    }

    /// What is wrong and what to do, in one line.
    pub(crate) fn words(&self) -> String {
        words(&self.problem)
    }
}

/// What is wrong and what to do, in one line.
pub(crate) fn words(problem: &Problem) -> String {
    let mut line = sentence(&problem.message);
    if !problem.hint.is_empty() {
        line.push(' ');
        line.push_str(&problem.hint);
    }
    line
}

/// The same words where code can't be set as code: on a card.
pub(crate) fn plain(text: &str) -> String {
    text.replace('`', "")
}

/// With a capital at its start and a full stop at its end.
pub(crate) fn sentence(text: &str) -> String {
    let mut line = text.to_owned();
    if let Some(first) = line.get(..1) {
        let capital = first.to_uppercase();
        line.replace_range(..1, &capital);
    }
    if !line.is_empty() && !line.ends_with(['.', '?', '!']) {
        line.push('.');
    }
    line
}

/// All problems with their places.
pub(crate) fn locate_all(workflow: &Workflow, problems: Vec<Problem>) -> Vec<Located> {
    // a value, because the bodies of loops are values
    let root = serde_json::to_value(workflow).unwrap_or_default();
    problems.into_iter().map(|problem| locate(&root, problem)).collect()
}

fn locate(root: &Value, problem: Problem) -> Located {
    let tokens: Vec<String> = problem
        .path
        .split('/')
        .skip(1)
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
        .collect();
    let mut located = Located {
        problem,
        level: Vec::new(),
        node: None,
        edge: None,
        keys: Vec::new(),
    };
    walk(root, &tokens, &mut located);
    located
}

/// Follows `nodes/3`, and `config/body` down into a loop.
fn walk(graph: &Value, tokens: &[String], located: &mut Located) {
    let [list, index, rest @ ..] = tokens else { return };
    let item = index
        .parse::<usize>()
        .ok()
        .and_then(|index| graph.get(list)?.get(index));
    let text = |key: &str| Some(item?.get(key)?.as_str()?.to_owned());
    match list.as_str() {
        "nodes" => located.node = text("id"),
        "edges" => {
            located.node = text("from");
            located.edge = item.and_then(|edge| serde_json::from_value(edge.clone()).ok());
        }
        _elsewhere => return,
    }
    located.keys = rest.to_vec();
    if let [config, field, inner @ ..] = rest
        && config == "config"
        && let [list, _index, ..] = inner
        && (list == "nodes" || list == "edges")
        && let Some(body) = item.and_then(|node| node.get("config")?.get(field))
        && body.get("nodes").is_some()
    {
        located.level.extend(located.node.take());
        walk(body, inner, located);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::graph::parse_text;

    fn place(path: &str) -> Located {
        let text = r#"{"nodes": [
            {"id": "start", "type": "start"},
            {"id": "each", "type": "for_each", "config": {"items": "[]", "body": {"nodes": [
                {"id": "inner", "type": "http", "config": {}}], "edges": []}}}
        ], "edges": [{"from": "start", "to": "each"}]}"#;
        let workflow = parse_text(text).unwrap();
        locate_all(&workflow, vec![Problem::error(path, "x", "it is wrong")]).remove(0)
    }

    #[test]
    fn a_setting_is_found() {
        let found = place("/nodes/1/config/items");
        assert!(found.is_at(&[], "each"));
        assert_eq!(found.field(), Some("items"));
    }

    #[test]
    fn a_node_in_a_loop_is_found_there() {
        let found = place("/nodes/1/config/body/nodes/0/config/url");
        assert!(found.is_at(&["each".to_owned()], "inner"), "{found:?}");
        assert_eq!(found.field(), Some("url"));
        assert_eq!(place("/nodes/1/config/body").field(), Some("body"));
    }

    #[test]
    fn an_edge_belongs_to_the_node_it_leaves_and_the_rest_to_nobody() {
        assert_eq!(place("/edges/0/to").node.as_deref(), Some("start"));
        let edge = place("/edges/0/to").edge.unwrap();
        assert_eq!((edge.from.as_str(), edge.to.as_str()), ("start", "each"));
        assert_eq!(place("").node, None);
        assert_eq!(place("/name").node, None);
        assert_eq!(place("/nodes/99/config").node, None);
    }

    #[test]
    fn words_are_a_sentence() {
        assert_eq!(place("").words(), "It is wrong.");
    }
}
