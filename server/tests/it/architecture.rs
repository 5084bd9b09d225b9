//! The house: who may use whom (ARCHITECTURE.md, "Directions"), and what may not reach a browser.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use cargo_metadata::{DependencyKind, MetadataCommand};

/// What is not listed is forbidden. `testkit` alone is everybody's dev-dependency.
const DIRECTIONS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("slim", &[]),
    ("rpc", &["domain", "slim"]),
    ("ui", &["slim"]),
    ("flow", &["slim"]),
    ("studio", &["rpc", "domain", "ui", "flow", "slim"]),
    ("pages", &["rpc", "domain", "ui", "flow", "slim"]),
    ("app", &["studio", "pages", "rpc", "ui", "slim"]),
    ("frontend", &["app", "slim"]),
    ("ports", &["domain"]),
    ("entity", &["domain"]),
    ("migration", &[]),
    ("egress", &[]),
    ("localdb", &[]),
    ("objects", &["ports"]),
    ("sandbox", &["ports", "domain"]),
    ("persistence", &["ports", "entity", "domain"]),
    ("engine", &["ports", "domain"]),
    ("dispatch", &["ports", "domain"]),
    ("providers", &["ports", "egress", "domain"]),
    ("gateway", &["ports", "providers", "domain"]),
    ("auth", &["ports", "domain"]),
    (
        "services",
        &[
            "ports",
            "persistence",
            "engine",
            "providers",
            "gateway",
            "auth",
            "egress",
            "sandbox",
            "rpc",
            "domain",
        ],
    ),
    ("rest", &["services", "auth", "rpc", "domain"]),
    (
        "server",
        &[
            "app",
            "auth",
            "dispatch",
            "domain",
            "egress",
            "engine",
            "entity",
            "gateway",
            "localdb",
            "migration",
            "objects",
            "persistence",
            "ports",
            "providers",
            "rest",
            "rpc",
            "sandbox",
            "services",
            "slim",
        ],
    ),
    (
        "testkit",
        &[
            "auth",
            "dispatch",
            "domain",
            "egress",
            "engine",
            "entity",
            "gateway",
            "localdb",
            "migration",
            "objects",
            "persistence",
            "ports",
            "providers",
            "rest",
            "rpc",
            "sandbox",
            "services",
        ],
    ),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

#[test]
fn nobody_uses_a_room_that_is_not_listed() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    let ours: BTreeSet<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    let allowed: BTreeMap<&str, &[&str]> = DIRECTIONS.iter().copied().collect();
    let mut broken = Vec::new();
    for package in &metadata.packages {
        let Some(may) = allowed.get(package.name.as_str()) else {
            broken.push(format!("{} is in no row of the table", package.name));
            continue;
        };
        let uses = package
            .dependencies
            .iter()
            .filter(|dep| dep.kind != DependencyKind::Development);
        for name in uses.map(|dep| dep.name.as_str()).filter(|name| ours.contains(name)) {
            if !may.contains(&name) {
                broken.push(format!("{} -> {name}", package.name));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    for (name, _) in DIRECTIONS {
        assert!(ours.contains(name), "{name} is listed but not there");
    }
}

#[test]
fn the_browser_gets_no_runtime_and_no_database() {
    let out = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "-p",
            "frontend",
            "--target",
            "wasm32-unknown-unknown",
            "-e",
            "normal",
            "--prefix",
            "none",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let tree = String::from_utf8(out.stdout).unwrap();
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains("leptos"), "the tree was read");
    for unwanted in [
        "tokio",
        "sqlx",
        "sqlx-core",
        "sea-orm",
        "hyper",
        "reqwest",
        "axum",
        "utoipa",
    ] {
        assert!(!names.contains(unwanted), "{unwanted} reaches the browser");
    }
}

#[test]
fn the_server_and_cargo_leptos_read_the_same_settings() {
    let read = |name: &str| -> toml::Table { std::fs::read_to_string(root().join(name)).unwrap().parse().unwrap() };
    let block = |table: &toml::Table| table["workspace"]["metadata"]["leptos"].clone();
    let twin: toml::Table = read("Leptos.toml");
    assert_eq!(block(&read("Cargo.toml")), twin["workspace"]["metadata"]["leptos"]);
}

#[test]
fn the_top_level_holds_only_the_rooms_of_the_plan() {
    let tracked = Command::new("git")
        .args(["ls-tree", "--name-only", "HEAD"])
        .current_dir(root())
        .output();
    let Ok(tracked) = tracked else { return };
    let text = String::from_utf8_lossy(&tracked.stdout);
    let folders = [
        "app",
        "docs",
        "end2end",
        "frontend",
        "migration",
        "public",
        "scripts",
        "server",
        "style",
    ];
    for name in text
        .lines()
        .filter(|name| !name.starts_with('.') && root().join(name).is_dir())
    {
        assert!(folders.contains(&name), "{name} is no room of the house");
    }
}
