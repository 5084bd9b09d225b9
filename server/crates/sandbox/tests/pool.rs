//! The pool with real children: what it renders, what it refuses, what it survives.
//!
//! Bombs run twice: with the meter, which refuses most of them, and without, so that the walls behind it are tried.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use domain::expr::{Bound, ExprError};
use ports::{ExpressionSandbox as _, SandboxJob, SandboxMode};
use sandbox::{Limits, SandboxPool};
use serde_json::{Value, json};

/// Deadlines as in production make tests flaky on a machine that compiles meanwhile.
const PATIENT: Duration = Duration::from_secs(5);

fn pool(limits: Limits) -> SandboxPool {
    SandboxPool::new(
        PathBuf::from(env!("CARGO_BIN_EXE_apex-sandbox-child")),
        Vec::new(),
        limits,
    )
}

fn patient() -> Limits {
    Limits {
        deadline: PATIENT,
        ..Limits::default()
    }
}

/// Without the meter: only the child's walls and the parent's deadline are left.
fn unmetered() -> Limits {
    Limits {
        steps: u64::MAX,
        bytes: u64::MAX,
        ..patient()
    }
}

fn template(value: Value, scope: Value) -> SandboxJob {
    SandboxJob {
        mode: SandboxMode::Template,
        value,
        scope,
    }
}

async fn text(pool: &SandboxPool, source: &str) -> Result<Value, ExprError> {
    pool.render(template(json!(source), json!({"n": 3})))
        .await
        .map_err(|error| error.error)
}

#[tokio::test]
async fn blocks_are_rendered_in_the_child() {
    let scope = json!({"steps": {"fetch": {"items": [{"t": "a", "on": true}, {"t": "b", "on": false}]}}});
    let value = json!({
        "text": "{% for item in steps.fetch.items if item.on %}{{ loop.index }}: {{ item.t }}{% else %}none{% endfor %}",
        "choice": "{% if steps.fetch.items | length > 1 %}many{% elif true %}one{% endif %}",
        "set": "{% set name = steps.fetch.items[1].t %}{{ name | upper }}",
        "block": "{% filter upper %}a{{ 1 }}b{% endfilter %}",
        "with": "{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}",
        "captured": "{% set text %}x{{ 1 }}{% endset %}{{ text }}",
        "native": "{{ steps.fetch.items | length }}",
        "plain": 5,
    });
    let rendered = pool(patient()).render(template(value, scope)).await.unwrap();
    assert_eq!(
        rendered,
        json!({
            "text": "1: a",
            "choice": "many",
            "set": "B",
            "block": "A1B",
            "with": "3",
            "captured": "x1",
            "native": 2,
            "plain": 5,
        })
    );
}

#[tokio::test]
async fn a_bare_expression_gives_its_native_value() {
    let job = SandboxJob {
        mode: SandboxMode::Expression,
        value: json!("n * 2"),
        scope: json!({"n": 21}),
    };
    assert_eq!(pool(patient()).render(job).await.unwrap(), json!(42));
}

#[tokio::test]
async fn an_error_says_where_in_the_value_it_is() {
    let job = template(
        json!({"a": ["{% if true %}{{ steps.nowhere }}{% endif %}"]}),
        json!({"steps": {"fetch": 1}}),
    );
    let error = pool(patient()).render(job).await.unwrap_err();
    assert_eq!(error.path, "/a/0");
    let ExprError::Undefined { path, known, .. } = error.error else {
        panic!("{error:?}")
    };
    assert_eq!((path.as_str(), known), ("steps.nowhere", vec!["fetch".to_owned()]));
}

/// Sources that would take gigabytes or minutes.
const BOMBS: &[&str] = &[
    "{% set a = 'x' * 1000000 %}{% set a = a ~ a %}{% set a = a ~ a %}{% set a = a ~ a %}{% set a = a ~ a %}\
     {% set a = a ~ a %}{% set a = a ~ a %}{% set a = a ~ a %}{% set a = a ~ a %}{% set a = a ~ a %}{{ a | length }}",
    "{% set a = 'x' * 100000000 %}{{ a | length }}",
    "{% for i in range(10000) %}{{ 'x' * 100000 }}{% endfor %}",
    "{% set a = 'x' * 1000 %}{{ a | replace('x', a) | replace('x', a) }}",
    "{% for i in range(10000) %}{% for j in range(10000) %}{{ i * j }}{% endfor %}{% endfor %}",
    "{% set a = range(10000) %}{% set a = a + a %}{% set a = a + a %}{% set a = a + a %}{% set a = a + a %}\
     {% set a = a + a %}{% set a = a + a %}{% set a = a + a %}{% set a = a + a %}{% set a = a + a %}{{ a | length }}",
    "{% set a = range(10000) | list %}{% set b = [a] * 10000 %}{{ b | tojson | length }}",
    "{% set a = range(10000) | join(',' * 10000) %}{{ a | length }}",
    "{% filter indent(16) %}{% for i in range(10000) %}{{ '\\n' * 1000 }}{% endfor %}{% endfilter %}",
    "{% for i in range(10000) %}{% set a = range(10000) | map('string') | join %}{% endfor %}",
    "{% for a in range(10000) if range(10000) | map('string') | join == '' %}{% endfor %}",
];

#[tokio::test]
async fn no_bomb_gives_a_value_under_the_meter() {
    let pool = pool(Limits {
        children: NonZeroUsize::MIN,
        ..patient()
    });
    for bomb in BOMBS {
        let begin = Instant::now();
        let error = text(&pool, bomb).await.unwrap_err();
        let peak = children().into_iter().map(peak_mib).max().unwrap_or_default();
        report(bomb, begin, &error, Some(peak));
        assert!(matches!(error, ExprError::Limit { .. }), "{bomb}: {error:?}");
        assert!(begin.elapsed() < PATIENT, "{bomb}");
        assert!(peak <= MOST_MIB, "{bomb}: {peak} MiB");
    }
}

#[tokio::test]
async fn no_bomb_gives_a_value_when_only_the_walls_are_left() {
    let pool = pool(Limits {
        deadline: Duration::from_secs(1),
        ..unmetered()
    });
    for bomb in BOMBS {
        let begin = Instant::now();
        let error = text(&pool, bomb).await.unwrap_err();
        report(bomb, begin, &error, None);
        let walled = matches!(
            error,
            ExprError::Memory { .. } | ExprError::Timeout { .. } | ExprError::Limit { .. }
        );
        assert!(walled, "{bomb}: {error:?}");
        assert_eq!(
            text(&pool, "{% if true %}ok{% endif %}").await.unwrap(),
            json!("ok"),
            "after {bomb}"
        );
    }
}

/// The whole of a child: what one evaluation may add, and the program itself.
const MOST_MIB: u64 = 64 + 16;

/// The most memory that a process has had resident.
fn peak_mib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap_or_default();
    peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1024
}

fn report(bomb: &str, begin: Instant, error: &ExprError, peak: Option<u64>) {
    let peak = peak.map_or_else(|| "-".to_owned(), |peak| peak.to_string());
    let bomb: String = bomb.chars().take(90).collect();
    eprintln!(
        "{:>7.1} ms {peak:>4} MiB  {:<18} {bomb}",
        begin.elapsed().as_secs_f64() * 1e3,
        error.code()
    );
}

#[tokio::test]
async fn memory_beyond_the_wall_ends_the_child_and_not_the_pool() {
    let pool = pool(unmetered());
    let error = text(&pool, "{% set a = 'x' * 80000000 %}{{ a | length }}")
        .await
        .unwrap_err();
    assert_eq!(error, ExprError::Memory { limit_mib: 64 });
    assert_eq!(
        text(&pool, "{% set a = 'x' * 30000000 %}{{ a | length }}")
            .await
            .unwrap(),
        json!("30000000")
    );
}

#[tokio::test]
async fn the_deadline_ends_a_loop() {
    let pool = pool(Limits {
        deadline: Duration::from_millis(100),
        ..unmetered()
    });
    let begin = Instant::now();
    let error = text(&pool, BOMBS[4]).await.unwrap_err();
    assert_eq!(error, ExprError::Timeout { limit_ms: 100 });
    assert!(begin.elapsed() < Duration::from_secs(3));
    // a child that starts anew may be late on a busy machine, the pool is not broken by it
    let mut next = text(&pool, "{% if true %}ok{% endif %}").await;
    for _ in 0..20 {
        if next.is_err() {
            next = text(&pool, "{% if true %}ok{% endif %}").await;
        }
    }
    assert_eq!(next.unwrap(), json!("ok"));
}

#[tokio::test]
async fn a_result_too_long_is_refused() {
    let pool = pool(Limits {
        output_bytes: 1000,
        ..patient()
    });
    let error = text(&pool, "{% if true %}{{ 'x' * 2000 }}{% endif %}")
        .await
        .unwrap_err();
    assert_eq!(
        error,
        ExprError::Limit {
            what: Bound::Output,
            limit: 1000
        }
    );
}

#[tokio::test]
async fn a_job_too_large_is_refused_before_it_is_sent() {
    let job = template(
        json!("{% if true %}{% endif %}"),
        json!({"inputs": "x".repeat(9_000_000)}),
    );
    let error = pool(patient()).render(job).await.unwrap_err();
    assert!(matches!(error.error, ExprError::Limit { what: Bound::Bytes, .. }));
}

#[tokio::test]
async fn a_job_nested_too_deep_is_refused() {
    let mut deep = json!(1);
    for _ in 0..125 {
        deep = json!([deep]);
    }
    let error = pool(patient())
        .render(template(json!("{{ inputs }}"), json!({"inputs": deep})))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error.error,
            ExprError::Limit {
                what: Bound::ValueDepth,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_jobs_at_once_share_the_children() {
    let pool = pool(Limits {
        children: NonZeroUsize::new(3).unwrap(),
        ..patient()
    });
    let sources: Vec<_> = (0..20)
        .map(|i| format!("{{% if true %}}{{{{ {i} * n }}}}{{% endif %}}"))
        .collect();
    let jobs = sources.iter().map(|source| text(&pool, source));
    let results = futures::future::join_all(jobs).await;
    for (i, result) in results.into_iter().enumerate() {
        assert_eq!(result.unwrap(), json!((i * 3).to_string()));
    }
    assert!(children().len() <= 3);
}

#[tokio::test]
async fn a_child_killed_while_it_waits_is_replaced() {
    let pool = pool(Limits {
        children: NonZeroUsize::MIN,
        ..patient()
    });
    assert_eq!(text(&pool, "{% if true %}a{% endif %}").await.unwrap(), json!("a"));
    let before = children();
    assert_eq!(before.len(), 1);
    std::process::Command::new("kill")
        .args(["-9", &before[0].to_string()])
        .status()
        .unwrap();
    assert_eq!(text(&pool, "{% if true %}b{% endif %}").await.unwrap(), json!("b"));
    assert_ne!(children(), before);
}

#[tokio::test]
async fn a_child_is_replaced_after_its_share_of_jobs() {
    let pool = pool(Limits {
        children: NonZeroUsize::MIN,
        jobs_a_child: 2,
        ..patient()
    });
    text(&pool, "{{ 1 }}").await.unwrap();
    let first = children();
    text(&pool, "{{ 1 }}").await.unwrap();
    text(&pool, "{{ 1 }}").await.unwrap();
    assert_ne!(children(), first);
}

#[tokio::test]
async fn a_program_that_is_no_child_is_told_as_unavailable() {
    let pool = SandboxPool::new(PathBuf::from("/bin/true"), Vec::new(), patient());
    let error = text(&pool, "{{ 1 }}").await.unwrap_err();
    assert_eq!(error.code(), "expression_sandbox_unavailable");
    let pool = SandboxPool::new(PathBuf::from("/nowhere/at/all"), Vec::new(), patient());
    let error = text(&pool, "{{ 1 }}").await.unwrap_err();
    assert_eq!(error.code(), "expression_sandbox_unavailable");
}

#[tokio::test]
async fn the_child_sees_no_environment_and_is_capped() {
    let pool = pool(Limits {
        children: NonZeroUsize::MIN,
        ..patient()
    });
    text(&pool, "{{ 1 }}").await.unwrap();
    let child = children()[0];
    assert_eq!(std::fs::read(format!("/proc/{child}/environ")).unwrap(), b"");
    let limits = std::fs::read_to_string(format!("/proc/{child}/limits")).unwrap();
    for (name, value) in [
        ("Max core file size", "0"),
        ("Max file size", "0"),
        ("Max cpu time", "30"),
        ("Max open files", "8"),
    ] {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        assert_eq!(line[name.len()..].split_whitespace().next(), Some(value), "{line}");
    }
    let data = limits.lines().find(|line| line.starts_with("Max data size")).unwrap();
    assert!(!data.contains("unlimited"), "{data}");
}

/// The children of this test's process that still run.
fn children() -> Vec<u32> {
    let own = std::process::id().to_string();
    let mut found: Vec<u32> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|pid: &u32| {
            let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else {
                return false;
            };
            // after the name in brackets: state, parent
            let mut fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
            fields.next() != Some("Z") && fields.next() == Some(own.as_str()) && stat.contains("apex-sandbox")
        })
        .collect();
    found.sort_unstable();
    found
}
