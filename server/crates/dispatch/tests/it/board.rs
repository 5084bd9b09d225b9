//! Nodes that have only the database between them.

use domain::run::EventKind;
use ports::{Dispatch, Fanout, RunNews};

use crate::world::{World, batch, next, run, until};

#[tokio::test]
async fn a_node_hears_what_another_one_says() {
    let world = World::new(None);
    let (one, two) = world.two().await;
    let looks = two.worker.looks();
    one.post.ready(run(1));
    until("it looks at the queue", || two.worker.looks() > looks).await;
    one.post.cancel(run(2));
    until("it hears of the cancel", || two.worker.was_cancelled(run(2))).await;
    one.post.signal(run(3));
    until("it hears of the signal", || two.worker.was_signalled(run(3))).await;
}

#[tokio::test]
async fn its_own_process_hears_at_once_and_only_once() {
    let world = World::new(None);
    let (one, _two) = world.two().await;
    one.post.cancel(run(2));
    assert!(one.worker.was_cancelled(run(2)));
    let mut news = one.post.watch(run(1).run);
    one.post.publish(batch(run(1), [(1, EventKind::RunQueued)]));
    one.post.publish(batch(run(1), [(2, EventKind::RunStarted)]));
    for expected in [1, 2] {
        let RunNews::Events(events) = next(&mut news).await else {
            panic!("the events themselves are told");
        };
        assert_eq!(events.events[0].seq, expected);
    }
}

#[tokio::test]
async fn a_watcher_elsewhere_is_sent_to_the_journal_with_the_newest_number() {
    let world = World::new(None);
    let (one, two) = world.two().await;
    let mut news = two.post.watch(run(1).run);
    one.post
        .publish(batch(run(1), [(1, EventKind::RunQueued), (2, EventKind::RunStarted)]));
    let RunNews::Look { last_seq } = next(&mut news).await else {
        panic!("the board carries no events");
    };
    assert_eq!(last_seq, Some(2));
}

#[tokio::test]
async fn a_node_that_is_alone_tells_no_events() {
    let world = World::new(None);
    let (one, two) = world.two().await;
    two.stop().await;
    until("it knows that it is alone", || one.post.peers() == 0).await;
    one.post.publish(batch(run(1), [(1, EventKind::RunQueued)]));
    let third = world.node("three").await;
    until("somebody is there again", || {
        one.post.peers() == 1 && third.post.peers() == 1
    })
    .await;
    assert_eq!(world.board.told(), Vec::<String>::new());
}

#[tokio::test]
async fn after_a_break_everybody_looks_and_hears_again() {
    let world = World::new(None);
    let (one, two) = world.two().await;
    let mut news = two.post.watch(run(1).run);
    world.board.cut();
    one.post.cancel(run(1));
    let looks = two.worker.looks();
    world.board.mend();
    until("it looks for what it missed", || two.worker.looks() > looks).await;
    assert!(matches!(next(&mut news).await, RunNews::Look { last_seq: None }));
    assert!(!two.worker.was_cancelled(run(1)), "what was said meanwhile is lost");
    // both listen again by now, or soon
    let looks = one.worker.looks();
    until("the other one hears again", || {
        two.post.ready(run(2));
        one.worker.looks() > looks
    })
    .await;
}

#[tokio::test]
async fn ten_thousand_at_once_are_a_few_texts() {
    let world = World::new(None);
    let (one, two) = world.two().await;
    let (looks, posted) = (two.worker.looks(), world.board.told().len());
    for number in 0..10_000 {
        one.post.ready(run(number));
        one.post.cancel(run(number));
        one.post.publish(batch(run(number), [(1, EventKind::RunQueued)]));
    }
    until("it looks at the queue", || two.worker.looks() > looks).await;
    assert!(world.board.told().len() - posted < 100, "{}", world.board.told().len());
}
