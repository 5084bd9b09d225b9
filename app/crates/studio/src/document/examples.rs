//! What an empty canvas offers: small graphs that run at once, without a key.

use domain::graph::{Workflow, parse_text};

/// One offer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Example {
    /// What it is called.
    pub title: &'static str,
    /// What it does.
    pub text: &'static str,
    source: &'static str,
}

/// The offers, in order.
pub(crate) const EXAMPLES: [Example; 3] = [
    Example {
        title: "Ask a model",
        text: "Take a question, ask the built-in demo model, answer with its text.",
        source: r#"{"name": "Ask a model", "nodes": [
            {"id": "start", "type": "start", "position": {"x": 0, "y": 0},
             "config": {"inputs": [{"name": "question", "type": "text", "required": true, "default": "What is a workflow?"}]}},
            {"id": "ask", "type": "llm", "title": "Ask", "position": {"x": 192, "y": 0},
             "config": {"model": "demo", "prompt": "{{ inputs.question }}"}},
            {"id": "answer", "type": "transform", "title": "Answer", "position": {"x": 448, "y": 0},
             "config": {"output": {"answer": "{{ steps.ask.text }}"}}}],
            "edges": [{"from": "start", "to": "ask"}, {"from": "ask", "to": "answer"}]}"#,
    },
    Example {
        title: "Post to Slack",
        text: "Write a message to a channel. It runs with a mock channel at first.",
        source: r##"{"name": "Post to Slack", "nodes": [
            {"id": "start", "type": "start", "position": {"x": 0, "y": 0},
             "config": {"inputs": [{"name": "message", "type": "text", "required": true, "default": "Hello from Apex"}]}},
            {"id": "post", "type": "slack", "title": "Post message", "position": {"x": 192, "y": 0},
             "config": {"channel": "#general", "text": "{{ inputs.message }}"}}],
            "edges": [{"from": "start", "to": "post"}]}"##,
    },
    Example {
        title: "Work through a list",
        text: "Do the same for every item, several at once, and collect the results.",
        source: r#"{"name": "Work through a list", "nodes": [
            {"id": "start", "type": "start", "position": {"x": 0, "y": 0},
             "config": {"inputs": [{"name": "names", "type": "array", "required": true, "default": ["Ada", "Grace", "Edsger"]}]}},
            {"id": "greet_all", "type": "for_each", "title": "Greet all", "position": {"x": 192, "y": 0},
             "config": {"items": "inputs.names", "concurrency": 2, "body": {"nodes": [
                {"id": "greet", "type": "transform", "title": "Greet", "position": {"x": 0, "y": 0},
                 "config": {"output": {"greeting": "Hello {{ item }}"}}}], "edges": []}}},
            {"id": "collect", "type": "transform", "title": "Collect", "position": {"x": 448, "y": 0},
             "config": {"output": {"greetings": "{{ steps.greet_all.results }}"}}}],
            "edges": [{"from": "start", "to": "greet_all"}, {"from": "greet_all", "to": "collect"}]}"#,
    },
];

impl Example {
    /// Its document.
    pub(crate) fn workflow(&self) -> Option<Workflow> {
        parse_text(self.source).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::graph::check_text;

    #[test]
    fn every_example_can_run() {
        for example in EXAMPLES {
            let checked = check_text(example.source);
            assert!(checked.is_valid(), "{}: {:?}", example.title, checked.problems);
            assert!(example.workflow().is_some());
        }
    }
}
