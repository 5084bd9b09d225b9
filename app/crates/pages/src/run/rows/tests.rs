use domain::graph::{Workflow, parse_text};
use domain::run::RunStatus;
use serde_json::json;

use super::*;
use crate::run::journal::Journal;

fn workflow() -> Workflow {
    parse_text(
        r#"{"schema": "apex.workflow/v1", "name": "Test", "nodes": [
            {"id": "start", "type": "start"},
            {"id": "each", "type": "for_each", "title": "Read all", "config": {"items": "[]", "body": {
                "nodes": [{"id": "get", "type": "http", "config": {"url": "x"}}], "edges": []}}},
            {"id": "shape", "type": "transform", "config": {"output": {}}}
        ], "edges": [{"from": "start", "to": "each"}, {"from": "each", "to": "shape"}]}"#,
    )
    .unwrap()
}

fn shown(journal: &Journal, turned: &[&str]) -> Vec<(String, usize, String)> {
    let turned = turned.iter().map(|id| (*id).to_owned()).collect();
    rows(&journal.state(), &Names::of(&workflow()), &turned, &journal.axis())
        .into_iter()
        .map(|row| (row.name, row.depth, row.count))
        .collect()
}

fn looped(items: usize) -> Journal {
    let all = (0..items).map(|index| json!(format!("item {index}"))).collect();
    (0..items).fold(
        Journal::started().succeeds(1, "start", 1).loops(2, "each", all),
        |journal, index| {
            let step = format!("each.{index}.get");
            journal.begins(3, &step, 1).succeeds(4, &step, 1)
        },
    )
}

#[test]
fn steps_to_come_are_shown_while_the_run_goes_on() {
    let running = Journal::started().succeeds(1, "start", 1);
    let names: Vec<_> = shown(&running, &[]).into_iter().map(|row| row.0).collect();
    assert_eq!(names, ["Start", "Read all", "Transform"]);
    let ended = running.ends(5, RunStatus::Failed);
    assert_eq!(shown(&ended, &[]).len(), 1);
}

#[test]
fn items_stand_under_their_loop_and_fold_away() {
    let journal = looped(2);
    let open: Vec<_> = shown(&journal, &[]).into_iter().map(|row| (row.0, row.1)).collect();
    assert_eq!(
        open[1..4],
        [
            ("Read all".to_owned(), 0),
            ("#1 item 0".to_owned(), 1),
            ("#2 item 1".to_owned(), 1)
        ]
    );
    assert_eq!(
        shown(&journal, &["each"]).len(),
        3,
        "start, the loop, and what is to come"
    );
}

#[test]
fn a_running_loop_says_how_far_it_is() {
    let journal = looped(2).begins(9, "each.1.get", 2);
    let counts: Vec<_> = shown(&journal, &[]).into_iter().map(|row| row.2).collect();
    assert_eq!(counts[1], "1/2");
    assert_eq!(counts[3], "2×");
}

#[test]
fn many_items_are_one_row_until_it_is_opened() {
    let journal = looped(40).ends(9, RunStatus::Succeeded);
    let folded = shown(&journal, &[]);
    assert_eq!(folded.last().unwrap().0, "28 more items");
    assert_eq!(folded.len(), 2 + MOST_ITEMS + 1);
    let opened = shown(&journal, &["each.rest"]);
    assert_eq!(opened.len(), 2 + 40 + 1);
    assert_eq!(opened.last().unwrap().0, "Show fewer items");
}

#[test]
fn the_first_press_selects_and_the_next_one_folds() {
    let state = looped(2).state();
    let each: StepPath = "each".parse().unwrap();
    assert_eq!(press("each", &state, None), Press::Select(each.clone()));
    assert_eq!(press("each", &state, Some(&each)), Press::Turn);
    assert_eq!(press("each.rest", &state, None), Press::Turn);
    assert_eq!(
        press("shape", &state, None),
        Press::Select("shape".parse().unwrap()),
        "even before it begins"
    );
}

#[test]
fn a_skipped_step_says_so() {
    let journal = Journal::started().skips(3, "shape").ends(4, RunStatus::Succeeded);
    let rows = rows(
        &journal.state(),
        &Names::of(&workflow()),
        &Turned::new(),
        &journal.axis(),
    );
    assert_eq!(rows[0].end, "Skipped");
    assert_eq!(rows[0].status, Status::Skipped);
    assert!(rows[0].bars.is_empty());
}
