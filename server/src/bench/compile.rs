//! Parsing, validating and compiling by graph size.

use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::graph::parse_text;
use domain::plan::compile;
use serde_json::{Value, json};

use super::gates::{Figure, Measure};
use super::table::{Table, percentile, percentiles};

const SIZES: [usize; 4] = [5, 50, 500, 1000];
const TURNS: usize = 200;

pub(super) fn table() -> Table {
    let head = ["graph of", "parse p50", "p95", "p99", "compile p50", "p95", "p99"];
    let mut table = Table::new("Compile (validation included)", &head);
    for size in SIZES {
        let text = document(size).to_string();
        let Ok(workflow) = parse_text(&text) else { continue };
        let parse = percentiles(time(|| drop(black_box(parse_text(black_box(&text))))));
        let compiled = percentiles(time(|| drop(black_box(compile(black_box(&workflow))))));
        table.row([format!("{size} nodes")].into_iter().chain(parse).chain(compiled));
    }
    table
}

/// The figure that the engine is held to.
pub(super) fn fifty_nodes() -> Figure {
    let mut samples = parse_text(&document(50).to_string())
        .map(|workflow| time(|| drop(black_box(compile(black_box(&workflow))))))
        .unwrap_or_default();
    samples.sort_unstable();
    Figure {
        what: "compile of a 50-node graph, p95",
        reached: Measure::Time(percentile(&samples, 0.95)),
        gate: Measure::Time(Duration::from_millis(1)),
        stretch: Some(Measure::Time(Duration::from_micros(200))),
    }
}

fn time(mut work: impl FnMut()) -> Vec<Duration> {
    let turn = |work: &mut dyn FnMut()| {
        let started = Instant::now();
        work();
        started.elapsed()
    };
    (0..TURNS).map(|_| turn(&mut work)).collect()
}

/// A ladder: a chain of transforms, every other one with a second way around it.
pub(super) fn document(size: usize) -> Value {
    let node = |index: usize| {
        let output = if index == 1 {
            json!({"n": 1})
        } else {
            json!({"n": format!("{{{{ steps.n{}.n + 1 }}}}", index - 1)})
        };
        json!({"id": format!("n{index}"), "type": "transform", "config": {"output": output}})
    };
    let start = json!({"id": "start", "type": "start"});
    let nodes: Vec<Value> = std::iter::once(start).chain((1..size).map(node)).collect();
    let name = |index: usize| {
        if index == 0 {
            "start".to_owned()
        } else {
            format!("n{index}")
        }
    };
    let chain = (1..size).map(|index| json!({"from": name(index - 1), "to": name(index)}));
    let around = (2..size)
        .step_by(2)
        .map(|index| json!({"from": name(index - 2), "to": name(index)}));
    let edges: Vec<Value> = chain.chain(around).collect();
    json!({"schema": "apex.workflow/v1", "name": format!("Ladder of {size}"), "nodes": nodes, "edges": edges})
}

/// Five steps without effects.
pub(super) fn five_steps() -> Value {
    document(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_measured_is_valid() {
        for size in SIZES {
            let workflow = parse_text(&document(size).to_string()).unwrap();
            assert_eq!(compile(&workflow).unwrap().steps.len(), size);
        }
    }
}
