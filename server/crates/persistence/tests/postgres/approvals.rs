//! Signals from outside, and the questions that runs ask people.

use domain::id::{RunId, SignalId};
use domain::run::{ApprovalRequest, EventKind, RunError, RunStatus};
use persistence::approvals::{self, ApprovalFilter, ApprovalRecord, ApprovalState, Decision};
use persistence::runs::{self, Awaited, Cancelled, NewSignal, Signalled};
use ports::{Lease, RunRef, RunStore};
use serde_json::{Value, json};
use testkit::new_uuid;

use crate::world::{FIRST_PAGE, Org, at, event, succeeded, worker, world};

fn said(name: &str, payload: Value) -> NewSignal {
    NewSignal {
        id: SignalId::from_uuid(new_uuid()),
        name: name.into(),
        step: None,
        payload,
        at: at(5),
        most: Some(3),
    }
}

async fn say(org: &Org, run: RunId, signal: &NewSignal) -> Signalled {
    let tx = org.begin().await;
    let said = runs::signal(&tx, run, signal).await.unwrap();
    tx.commit().await.unwrap();
    said
}

async fn held(org: &Org) -> (RunRef, Lease) {
    let store = org.database.run_store();
    let run = org.run(at(0)).await;
    let worker = worker(&store, at(1)).await;
    let claimed = store.claim_run(worker, run, at(1)).await.unwrap().unwrap();
    (run, claimed.lease)
}

fn asks(seq: i64, step: &str) -> domain::run::RunEvent {
    let approval = ApprovalRequest {
        title: "Refund 12 \0?".into(),
        message: "Nul \0".into(),
        assignees: vec!["ada@acme.test".into()],
        fields: json!({"type": "object"}),
        until: Some(at(100)),
        escalate_at: None,
        escalate_to: vec![],
    };
    event(
        seq,
        EventKind::ApprovalRequested {
            step: step.parse().unwrap(),
            approval: Box::new(approval),
        },
    )
}

async fn questions(org: &Org, run: RunId) -> Vec<ApprovalRecord> {
    let tx = org.begin().await;
    approvals::of_run(&tx, run, 10).await.unwrap()
}

fn yes(second: i64) -> Decision {
    Decision {
        approved: true,
        answer: json!({"sum": 12}),
        comment: Some("fine".into()),
        user: None,
        key: None,
        by: "ada@acme.test".into(),
        at: at(second),
    }
}

#[tokio::test]
async fn a_signal_is_kept_once_and_wakes_a_parked_run() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = held(&org).await;
    let parked = event(2, EventKind::RunParked { until: at(1_000) });
    store.park(&lease, &[parked], at(1_000)).await.unwrap();
    let paid = said("paid", json!({"nul": "\0"}));
    assert_eq!(say(&org, run.run, &paid).await, Signalled::Stored);
    assert_eq!(say(&org, run.run, &paid).await, Signalled::Repeated);
    let other = NewSignal {
        payload: json!(2),
        ..paid.clone()
    };
    assert_eq!(say(&org, run.run, &other).await, Signalled::Differs);
    let claimed = store.claim(lease.worker, 5, at(6)).await.unwrap();
    let [claimed] = claimed.as_slice() else {
        panic!("one run")
    };
    assert_eq!(claimed.signals.len(), 1);
    assert_eq!(claimed.signals[0].payload, paid.payload);
}

#[tokio::test]
async fn a_run_holds_so_many_signals_and_not_one_more_however_many_come_at_once() {
    let (_db, org) = world().await;
    let run = org.run(at(0)).await.run;
    let all = futures::future::join_all((0..8).map(|n| {
        let org = &org;
        async move { say(org, run, &said("paid", json!(n))).await }
    }))
    .await;
    assert_eq!(
        all.iter().filter(|answer| **answer == Signalled::Stored).count(),
        3,
        "{all:?}"
    );
    assert_eq!(all.iter().filter(|answer| **answer == Signalled::Full).count(), 5);
    let own = NewSignal {
        most: None,
        ..said("approval", json!(1))
    };
    assert_eq!(say(&org, run, &own).await, Signalled::Stored);
}

#[tokio::test]
async fn nothing_is_said_to_a_run_that_ended_or_is_another_organisation_s() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = held(&org).await;
    let other = Org::new(&org.database, "other").await;
    assert_eq!(say(&other, run.run, &said("paid", json!(1))).await, Signalled::NotFound);
    store.finish(&lease, &[succeeded(2)]).await.unwrap();
    assert_eq!(
        say(&org, run.run, &said("paid", json!(1))).await,
        Signalled::Ended(RunStatus::Succeeded)
    );
}

#[tokio::test]
async fn what_a_step_waits_for_is_read_from_the_journal() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = held(&org).await;
    let step = "pay".parse().unwrap();
    let awaits = EventKind::SignalAwaited {
        step: "pay".parse().unwrap(),
        name: "paid".into(),
        until: None,
    };
    store.append(&lease, &[event(2, awaits)]).await.unwrap();
    let tx = org.begin().await;
    let expected = Awaited::Signal {
        name: "paid".into(),
        until: None,
    };
    assert_eq!(runs::awaited(&tx, run.run, &step).await.unwrap(), expected);
    let over = EventKind::StepCancelled { step: step.clone() };
    store.append(&lease, &[event(3, over)]).await.unwrap();
    assert_eq!(runs::awaited(&tx, run.run, &step).await.unwrap(), Awaited::Nothing);
}

#[tokio::test]
async fn a_question_stands_with_the_journal_and_ends_with_its_step() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = held(&org).await;
    store
        .append(&lease, &[asks(2, "ask"), asks(3, "each.0.ask")])
        .await
        .unwrap();
    let [first, second] = questions(&org, run.run).await.try_into().unwrap();
    assert_eq!((first.state, first.due_at), (ApprovalState::Pending, Some(at(100))));
    assert_eq!(first.request.title, "Refund 12 \0?");
    assert_eq!(first.state_at(at(100)), ApprovalState::Expired);
    let escalated = EventKind::ApprovalEscalated {
        step: "ask".parse().unwrap(),
        to: vec!["admin".into()],
    };
    let late = EventKind::StepSucceeded {
        step: "each.0.ask".parse().unwrap(),
        attempt: 1,
        duration_ms: 1,
        output: json!({"approved": false}),
        port: "timeout".into(),
    };
    store
        .append(&lease, &[event(4, escalated), event(5, late)])
        .await
        .unwrap();
    let tx = org.begin().await;
    let first = approvals::get(&tx, first.id).await.unwrap().unwrap();
    let second = approvals::get(&tx, second.id).await.unwrap().unwrap();
    assert_eq!((first.state, first.escalated_at), (ApprovalState::Pending, Some(at(4))));
    assert_eq!((second.state, second.decided_at), (ApprovalState::Expired, Some(at(5))));
    assert_eq!(approvals::count_pending(&tx, at(50)).await.unwrap(), 1);
    assert_eq!(approvals::count_pending(&tx, at(100)).await.unwrap(), 0);
    let pending = ApprovalFilter {
        states: vec![ApprovalState::Pending],
        q: Some("refund".into()),
        ..ApprovalFilter::default()
    };
    assert_eq!(
        approvals::list(&tx, &pending, at(50), FIRST_PAGE).await.unwrap().total,
        1
    );
    assert_eq!(
        approvals::list(&tx, &pending, at(100), FIRST_PAGE).await.unwrap().total,
        0
    );
    let expired = ApprovalFilter {
        states: vec![ApprovalState::Expired],
        ..ApprovalFilter::default()
    };
    assert_eq!(
        approvals::list(&tx, &expired, at(100), FIRST_PAGE)
            .await
            .unwrap()
            .items
            .len(),
        2
    );
}

#[tokio::test]
async fn a_stale_worker_asks_nobody() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = held(&org).await;
    let stale = Lease {
        fence: lease.fence - 1,
        ..lease
    };
    assert!(store.append(&stale, &[asks(2, "ask")]).await.is_err());
    assert!(questions(&org, run.run).await.is_empty());
}

#[tokio::test]
async fn of_many_decisions_at_once_the_first_one_stands() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = held(&org).await;
    store.append(&lease, &[asks(2, "ask")]).await.unwrap();
    let id = questions(&org, run.run).await[0].id;
    let decided = futures::future::join_all((0..6).map(|n| {
        let org = &org;
        async move {
            let tx = org.begin().await;
            let decision = Decision {
                approved: n % 2 == 0,
                ..yes(n)
            };
            let stands = approvals::decide(&tx, id, &decision).await.unwrap();
            tx.commit().await.unwrap();
            stands.then_some(decision)
        }
    }))
    .await;
    let stands: Vec<&Decision> = decided.iter().flatten().collect();
    assert_eq!(stands.len(), 1);
    let [question] = questions(&org, run.run).await.try_into().unwrap();
    assert_eq!(question.state == ApprovalState::Approved, stands[0].approved);
    assert_eq!(
        (question.answer, question.decided_at),
        (json!({"sum": 12}), Some(stands[0].at))
    );
    let other = Org::new(&org.database, "other").await;
    let tx = other.begin().await;
    assert!(approvals::get(&tx, id).await.unwrap().is_none());
    assert!(!approvals::decide(&tx, id, &yes(9)).await.unwrap());
}

#[tokio::test]
async fn a_question_of_a_run_that_is_cancelled_in_place_is_cancelled_with_it() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = held(&org).await;
    let parked = event(3, EventKind::RunParked { until: at(100) });
    store.park(&lease, &[asks(2, "ask"), parked], at(100)).await.unwrap();
    assert!(matches!(org.cancel(run.run, at(5)).await, Cancelled::Ended { .. }));
    let [question] = questions(&org, run.run).await.try_into().unwrap();
    assert_eq!(
        (question.state, question.decided_at),
        (ApprovalState::Cancelled, Some(at(5)))
    );
}

#[tokio::test]
async fn a_run_that_fails_takes_its_questions_along() {
    let (_db, org) = world().await;
    let store = org.database.run_store();
    let (run, lease) = held(&org).await;
    store.append(&lease, &[asks(2, "ask")]).await.unwrap();
    let error = RunError {
        code: "http_status".into(),
        message: "500".into(),
        step_id: None,
        attempts: 1,
    };
    let end = EventKind::RunFinished {
        status: RunStatus::Failed,
        output: Value::Null,
        error: Some(error),
    };
    let gone = EventKind::StepCancelled {
        step: "ask".parse().unwrap(),
    };
    store.finish(&lease, &[event(3, gone), event(4, end)]).await.unwrap();
    assert_eq!(questions(&org, run.run).await[0].state, ApprovalState::Cancelled);
}
