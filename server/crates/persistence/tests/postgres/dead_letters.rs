//! Dead letters: written with the end, listed, decided once.

use domain::id::RunId;
use domain::run::{EventKind, RunError, RunStatus};
use persistence::dead_letters::{self, LetterFilter, LetterState};
use persistence::{PageRequest, PgRunStore};
use ports::{RunRef, RunStore};
use serde_json::Value;
use testkit::new_uuid;

use crate::world::{FIRST_PAGE, Org, at, event, worker, world};

/// A run that Apex gives up on at that second.
pub(crate) async fn dead_run(org: &Org, store: &PgRunStore, second: i64, code: &str) -> RunRef {
    let run = org.run(at(second)).await;
    end_dead(store, run, second, code).await;
    run
}

async fn end_dead(store: &PgRunStore, run: RunRef, second: i64, code: &str) {
    let worker = worker(store, at(second)).await;
    let claimed = store.claim_run(worker, run, at(second)).await.unwrap().unwrap();
    let error = RunError {
        code: code.into(),
        message: format!("Step `fetch` failed after 3 attempts: {code}"),
        step_id: Some("each.2.fetch".parse().unwrap()),
        attempts: 3,
    };
    let end = EventKind::RunFinished {
        status: RunStatus::Dead,
        output: Value::Null,
        error: Some(error),
    };
    let mut events = vec![event(2, EventKind::RunStarted), event(3, end)];
    for event in &mut events {
        event.at = at(second);
    }
    store.finish(&claimed.lease, &events).await.unwrap();
}

async fn letters(org: &Org, filter: &LetterFilter) -> Vec<RunId> {
    let tx = org.begin().await;
    let page = dead_letters::list(&tx, filter, FIRST_PAGE).await.unwrap();
    page.items.into_iter().map(|letter| letter.run).collect()
}

fn only(state: LetterState) -> LetterFilter {
    LetterFilter {
        state: Some(state),
        ..LetterFilter::default()
    }
}

#[tokio::test]
async fn a_run_that_is_given_up_has_a_letter_with_its_cause() {
    let (_db, org) = world().await;
    let run = dead_run(&org, &org.database.run_store(), 5, "http_status").await;
    let tx = org.begin().await;
    let letter = dead_letters::get(&tx, run.run).await.unwrap().unwrap();
    assert_eq!((letter.run, letter.workflow), (run.run, org.workflow));
    assert_eq!(letter.workflow_name, "Fetch and summarise");
    assert_eq!((letter.code.as_str(), letter.attempts), ("http_status", 3));
    assert_eq!(letter.step.unwrap().as_str(), "each.2.fetch");
    assert_eq!((letter.at, letter.state), (at(5), LetterState::Open));
    assert_eq!((letter.replayed_by, letter.decided_at), (None, None));
    assert_eq!(dead_letters::count_open(&tx).await.unwrap(), 1);
}

#[tokio::test]
async fn letters_are_found_by_state_cause_workflow_words_and_time() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let first = dead_run(&org, &store, 1, "timeout").await.run;
    let second = dead_run(&org, &store, 2, "http_status").await.run;
    assert_eq!(letters(&org, &LetterFilter::default()).await, [second, first]);
    assert_eq!(letters(&org, &only(LetterState::Open)).await, [second, first]);
    assert!(letters(&org, &only(LetterState::Discarded)).await.is_empty());
    let code = LetterFilter {
        code: Some("timeout".into()),
        ..LetterFilter::default()
    };
    assert_eq!(letters(&org, &code).await, [first]);
    for (q, found) in [
        ("SUMMARISE", vec![second, first]),
        ("http_stat", vec![second]),
        ("http%stat", vec![]),
        (first.to_string().as_str(), vec![first]),
    ] {
        let filter = LetterFilter {
            q: Some(q.into()),
            ..LetterFilter::default()
        };
        assert_eq!(letters(&org, &filter).await, found, "{q}");
    }
    let tx = org.begin().await;
    let before = LetterFilter {
        before: Some(at(2)),
        ..LetterFilter::default()
    };
    assert_eq!(dead_letters::open(&tx, &before, 10).await.unwrap(), [first]);
    assert_eq!(
        dead_letters::open(&tx, &LetterFilter::default(), 1).await.unwrap(),
        [first],
        "the oldest first"
    );
    let page = PageRequest { page: 2, page_size: 1 };
    let page = dead_letters::list(&tx, &LetterFilter::default(), page).await.unwrap();
    assert_eq!((page.items[0].run, page.total), (first, 2));
}

#[tokio::test]
async fn a_letter_is_discarded_and_opened_again() {
    let (_db, org) = world().await;
    let run = dead_run(&org, &org.database.run_store(), 1, "timeout").await.run;
    let tx = org.begin().await;
    assert_eq!(
        dead_letters::lock(&tx, run).await.unwrap().unwrap().state,
        LetterState::Open
    );
    dead_letters::discard(&tx, run, Some(org.user), at(9)).await.unwrap();
    let letter = dead_letters::get(&tx, run).await.unwrap().unwrap();
    assert_eq!((letter.state, letter.decided_at), (LetterState::Discarded, Some(at(9))));
    assert_eq!(dead_letters::count_open(&tx).await.unwrap(), 0);
    dead_letters::reopen(&tx, run).await.unwrap();
    let letter = dead_letters::get(&tx, run).await.unwrap().unwrap();
    assert_eq!((letter.state, letter.decided_at), (LetterState::Open, None));
}

#[tokio::test]
async fn of_two_who_decide_at_once_the_second_sees_the_first() {
    let (_db, org) = world().await;
    let run = dead_run(&org, &org.database.run_store(), 1, "timeout").await.run;
    let decide = || async {
        let tx = org.begin().await;
        let letter = dead_letters::lock(&tx, run).await.unwrap().unwrap();
        if letter.state == LetterState::Open {
            let by = RunId::from_uuid(new_uuid());
            dead_letters::mark_replayed(&tx, run, by, None, at(2)).await.unwrap();
            tx.commit().await.unwrap();
            return (true, by);
        }
        (false, letter.replayed_by.unwrap())
    };
    let answers = futures::future::join_all((0..8).map(|_| decide())).await;
    let winners: Vec<_> = answers.iter().filter(|(won, _)| *won).collect();
    assert_eq!(winners.len(), 1);
    assert!(answers.iter().all(|(_, by)| *by == winners[0].1));
}

#[tokio::test]
async fn letters_of_another_organisation_are_not_there() {
    let (_db, org) = world().await;
    let other = Org::new(&org.database, "evil").await;
    let run = dead_run(&org, &org.database.run_store(), 1, "timeout").await.run;
    let tx = other.begin().await;
    assert_eq!(dead_letters::get(&tx, run).await.unwrap(), None);
    assert_eq!(dead_letters::lock(&tx, run).await.unwrap(), None);
    assert_eq!(dead_letters::count_open(&tx).await.unwrap(), 0);
    dead_letters::discard(&tx, run, None, at(2)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(letters(&org, &only(LetterState::Open)).await, [run]);
}
