//! No expression over any input takes more than 64 MiB in process: every trap known, measured.
//!
//! One test runs them all, so that nothing else allocates meanwhile. Times are printed only: they are the machine's, and
//! what bounds them is the meter, which counts.

use std::time::{Duration, Instant};

use domain::expr::{ExprError, Scope, eval_expression};
use peak_alloc::PeakAlloc;
use serde_json::{Value, json};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const MOST_BYTES: usize = 64 * 1024 * 1024;

fn scope() -> Scope {
    let numbers: Vec<u32> = vec![1; 500_000];
    let objects: Vec<Value> = (0..50_000)
        .map(|i| json!({"k": i % 7, "t": format!("title {i}")}))
        .collect();
    let mut deep = json!("bottom");
    for _ in 0..90 {
        deep = json!([deep, {"k": 1}]);
    }
    let inputs = json!({
        "text": "x".repeat(1_000_000),
        "quotes": "\"".repeat(1_000_000),
        "controls": "\u{1}".repeat(1_000_000),
        "wide": "ß".repeat(500_000),
        "euros": "€".repeat(400_000),
        "words": "ab ".repeat(300_000),
        "lines": "\n".repeat(1_000_000),
        "lists": format!("[{}[]]", "[],".repeat(300_000)),
        "maps": format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100)),
        "many_maps": format!("[{}0]", "{\"a\":{}},".repeat(100_000)),
        "brackets": "[".repeat(1_000_000),
        "numbers": numbers,
        "objects": objects,
        "deep": deep,
        "texts": vec!["y".repeat(1000); 1000],
    });
    Scope::new().with("inputs", inputs)
}

const TRAPS: &[&str] = &[
    // repetition and concatenation
    "'x' * 100000000",
    "'x' * 10 ** 30",
    "'' * 10 ** 30",
    "inputs.text * 60",
    "[inputs.text] * 100000000",
    "[] * 10 ** 30",
    "(inputs.text ~ inputs.text) ~ (inputs.text ~ inputs.text) ~ (inputs.text ~ inputs.text)",
    "inputs.text ~ inputs.numbers ~ inputs.objects",
    "inputs.text + inputs.text + inputs.text + inputs.text",
    "inputs.numbers + inputs.numbers + inputs.numbers + inputs.numbers",
    "(('x' * 1000) * 1000) * 1000",
    // numbers
    "9 ** 9 ** 9",
    "2 ** 1000000",
    "10 ** 38 * 10 ** 38",
    "1e308 * 1e308",
    "170141183460469231731687303715884105727 + 1",
    "-170141183460469231731687303715884105727 // -1",
    "1 % 0",
    "range(1000000000)",
    "range(0, 1000000000, 0)",
    "range(0, -1000000000, -1)",
    "1.5 | round(1000000000)",
    // filters on text
    "inputs.text | replace('x', inputs.text)",
    "inputs.text | replace('x', 'yy') | replace('y', 'zz') | replace('z', 'aa') | replace('a', 'bb')",
    "inputs.text | replace('', 'y')",
    "inputs.lines | indent(1000000000)",
    "inputs.lines | indent(16, true)",
    "inputs.wide | upper | lower | title | capitalize",
    "inputs.euros | urlencode | urlencode | urlencode | urlencode",
    "inputs.quotes | escape | escape | escape",
    "inputs.quotes | tojson | tojson | tojson | tojson",
    "inputs.controls | tojson | tojson",
    "inputs.text | list",
    "inputs.text | reverse | list | join(',')",
    "inputs.text | split('x')",
    "inputs.words | split | map('upper') | join",
    "inputs.lines | lines | length",
    "inputs.text | truncate(999999)",
    "inputs.text | trim(inputs.text)",
    "inputs.text[::-1] ~ inputs.text[::2]",
    "inputs.text | b64encode | b64encode | b64encode | b64encode",
    "inputs.text | format",
    // filters on lists
    "inputs.numbers",
    "inputs.objects",
    "inputs",
    "inputs | tojson",
    "inputs | tojson(16)",
    "inputs | tojson(1000000000)",
    "inputs.deep | tojson(16)",
    "inputs.numbers | tojson(16)",
    "inputs.numbers | join(inputs.text)",
    "inputs.numbers | join(',')",
    "range(10000) | join(inputs.text)",
    "inputs.numbers | batch(1)",
    "inputs.numbers | batch(1000000000, 'x')",
    "inputs.numbers | batch(2, inputs.text)",
    "inputs.numbers | slice(1000000000)",
    "inputs.numbers | slice(100000, 'x')",
    "inputs.numbers | sort | unique",
    "inputs.objects | sort(attribute='t') | map(attribute='t') | list",
    "inputs.objects | groupby('k')",
    "inputs.objects | groupby('t')",
    "inputs.objects | unique(attribute='t')",
    "inputs.objects | map(attribute='nowhere')",
    "inputs.objects | map('tojson') | map('fromjson') | map('items') | map('length')",
    "inputs.objects | selectattr('t', 'in', inputs.text) | list",
    "inputs.objects | map('map', 'string')",
    "inputs.texts | map('replace', 'y', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')",
    "inputs.texts | map('list') | map('join', '-') | join",
    "inputs.texts | map('indent', 16) | map('upper') | sum",
    "inputs.texts | sort(reverse=true, case_sensitive=true) | unique | length",
    "[inputs.numbers] * 1000 | map('length') | sum",
    "([inputs.numbers] * 1000) | map('list') | map('sort') | map('sum') | sum",
    "([inputs.numbers] * 1000) | map('reverse')",
    "inputs.numbers | sum",
    "inputs.numbers | max",
    "inputs.objects | map('dictsort')",
    "inputs.numbers | map('string') | length",
    "inputs.numbers | map('default', 1) | list",
    "inputs.numbers | select('eq', 1) | list",
    "inputs.numbers | map('nope') | list",
    "inputs.numbers | map(inputs.text) | list",
    "inputs.objects | map(attribute=inputs.text) | list",
    "inputs.objects | selectattr(inputs.words, 'defined') | list",
    "inputs.objects | map(attribute='t.t.t.t.t.t.t.t.t.t') | list",
    // look-ups
    "inputs[inputs.text] is defined or inputs[inputs.wide] is defined or inputs[inputs.quotes] is defined",
    "inputs.text in inputs or inputs.wide in inputs or inputs.quotes in inputs or inputs.controls in inputs",
    // comparison and containment
    "inputs.numbers == inputs.numbers and inputs.objects == inputs.objects",
    "inputs.numbers < inputs.numbers",
    "[inputs.text] * 1000 == [inputs.text] * 1000",
    "([inputs.numbers] * 1000) == ([inputs.numbers] * 1000)",
    "(inputs.text ~ 'z') in (inputs.text ~ inputs.text)",
    "2 in inputs.numbers or 3 in inputs.numbers or 4 in inputs.numbers or 5 in inputs.numbers",
    // JSON
    "inputs.lists | fromjson",
    "inputs.maps | fromjson",
    "inputs.many_maps | fromjson",
    "inputs.brackets | fromjson",
    "inputs.deep",
    "inputs.deep ~ inputs.deep",
    "inputs.deep == inputs.deep",
    "[inputs.numbers, inputs.objects, inputs.deep]",
];

#[test]
fn no_trap_takes_more_than_64_mib() {
    let scope = scope();
    let mut rows = Vec::new();
    for trap in TRAPS {
        let (bytes, time, outcome) = measure(trap, &scope);
        rows.push(format!(
            "{:>7.1} ms {:>6.1} MiB  {outcome:<18} {trap}",
            time.as_secs_f64() * 1e3,
            mib(bytes)
        ));
        assert!(bytes <= MOST_BYTES, "{trap}: {} MiB, {outcome}", mib(bytes));
    }
    eprintln!("{}", rows.join("\n"));
}

/// The peak of memory, the time, and how it ended.
fn measure(source: &str, scope: &Scope) -> (usize, Duration, &'static str) {
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    let begin = Instant::now();
    let result = eval_expression(source, scope);
    let time = begin.elapsed();
    let peak = HEAP.peak_usage().saturating_sub(before);
    (peak, time, result.as_ref().map_or_else(ExprError::code, |_| "value"))
}

fn mib(bytes: usize) -> f64 {
    bytes as f64 / (1024.0 * 1024.0)
}
