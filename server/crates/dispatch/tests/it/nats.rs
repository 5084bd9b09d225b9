//! Nodes with a NATS server between them: a real one, which is killed and comes back.

use std::sync::atomic::Ordering;
use std::time::Duration;

use dispatch::NatsState;
use domain::run::{EventKind, RunStatus};
use futures::StreamExt;
use ports::{Dispatch, Fanout, RunNews};
use serde_json::{Value, json};
use testkit::NatsServer;

use crate::world::{Member, World, batch, next, run, until};

async fn connected(members: &[&Member]) {
    for member in members {
        until("NATS is connected", || member.post.nats() == NatsState::Connected).await;
    }
}

/// Hints go over NATS once the stream is there; before that, a ready run makes everybody look.
async fn over_nats(world: &World, from: &Member, to: &[&Member], number: u128) {
    let mut number = number;
    let taken = || to.iter().map(|member| member.worker.taken().len()).sum::<usize>();
    let before = taken();
    let trying = async {
        while taken() == before {
            world.queue.put(run(number), 1, "default");
            from.post.ready(run(number));
            number += 1;
            let soon = tokio::time::timeout(Duration::from_millis(300), until("taken", || taken() > before));
            let _ = soon.await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), trying).await.unwrap();
}

#[tokio::test]
async fn a_hint_is_for_one_worker_and_every_run_is_taken_once() {
    let nats = NatsServer::start().await;
    let world = World::new(Some(nats.url()));
    let (one, two) = world.two().await;
    connected(&[&one, &two]).await;
    over_nats(&world, &one, &[&one, &two], 1_000_000).await;
    for number in 0..200 {
        world
            .queue
            .put(run(number), i16::try_from(number % 3).unwrap(), "default");
        one.post.ready(run(number));
    }
    let taken = || {
        let mut all = one.worker.taken();
        all.extend(two.worker.taken());
        all.retain(|taken| (0..200).any(|number| run(number) == *taken));
        all
    };
    until("all are taken", || taken().len() >= 200).await;
    assert_eq!(taken().len(), 200, "none twice");
}

#[tokio::test]
async fn a_duplicate_hint_is_dropped() {
    let nats = NatsServer::start().await;
    let world = World::new(Some(nats.url()));
    let (one, two) = world.two().await;
    connected(&[&one, &two]).await;
    over_nats(&world, &one, &[&one, &two], 1_000_000).await;
    let client = async_nats::connect(nats.url()).await.unwrap();
    world.queue.put(run(1), 0, "default");
    let hint = json!({"runId": run(1).run, "tenantId": run(1).tenant, "lane": 0, "pool": "default"});
    for _ in 0..10 {
        client
            .publish("apex.here.hints.default.0", hint.to_string().into())
            .await
            .unwrap();
    }
    client
        .publish("apex.here.hints.default.0", "no hint".into())
        .await
        .unwrap();
    client.flush().await.unwrap();
    let refused = || one.worker.refused() + two.worker.refused();
    until("nine are refused", || refused() >= 9).await;
    let stream = async_nats::jetstream::new(client);
    let left = async {
        loop {
            let mut stream = stream.get_stream("APEX_HINTS_here").await.unwrap();
            if stream.info().await.unwrap().state.messages == 0 {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), left)
        .await
        .expect("nothing is left in the stream");
    let taken: Vec<_> = [one.worker.taken(), two.worker.taken()].concat();
    assert_eq!(taken.iter().filter(|taken| **taken == run(1)).count(), 1);
}

#[tokio::test]
async fn a_run_whose_hint_was_lost_gets_another() {
    let nats = NatsServer::start().await;
    let world = World::new(Some(nats.url()));
    let (one, two) = world.two().await;
    connected(&[&one, &two]).await;
    world.queue.silent.store(true, Ordering::SeqCst);
    world.queue.put(run(1), 2, "default");
    one.post.ready(run(1));
    until("the sweeper sends another", || {
        [one.worker.taken(), two.worker.taken()].concat() == [run(1)]
    })
    .await;
}

#[tokio::test]
async fn a_full_worker_leaves_the_hint_to_another() {
    let nats = NatsServer::start().await;
    let world = World::new(Some(nats.url()));
    let (one, two) = world.two().await;
    connected(&[&one, &two]).await;
    one.worker.is_full(true);
    for number in 0..20 {
        world.queue.put(run(number), 1, "default");
        two.post.ready(run(number));
    }
    until("the other one takes all", || two.worker.taken().len() == 20).await;
    assert!(one.worker.taken().is_empty());
}

#[tokio::test]
async fn a_pool_has_its_own_hints() {
    let nats = NatsServer::start().await;
    let world = World::new(Some(nats.url()));
    let usual = world.node("usual").await;
    let gpu = world.node_of_pools("gpu", &["gpu"]).await;
    connected(&[&usual, &gpu]).await;
    for number in 0..20 {
        world
            .queue
            .put(run(number), 1, if number % 2 == 0 { "gpu" } else { "default" });
        usual.post.ready(run(number));
    }
    until("both have theirs", || {
        usual.worker.taken().len() == 10 && gpu.worker.taken().len() == 10
    })
    .await;
    assert!(
        gpu.worker
            .taken()
            .iter()
            .all(|taken| (0..20).step_by(2).any(|number| run(number) == *taken))
    );
}

#[tokio::test]
async fn while_nats_is_away_the_board_serves_and_afterwards_nats_again() {
    let mut nats = NatsServer::start().await;
    let world = World::new(Some(nats.url()));
    let (one, two) = world.two().await;
    connected(&[&one, &two]).await;
    over_nats(&world, &one, &[&one, &two], 1_000_000).await;

    nats.kill();
    until("both notice", || {
        one.post.nats() == NatsState::Disconnected && two.post.nats() == NatsState::Disconnected
    })
    .await;
    let looks = two.worker.looks();
    one.post.ready(run(1));
    one.post.cancel(run(2));
    until("the board tells", || {
        two.worker.looks() > looks && two.worker.was_cancelled(run(2))
    })
    .await;
    let mut news = two.post.watch(run(3).run);
    one.post.publish(batch(run(3), [(4, EventKind::RunStarted)]));
    let last_seq = loop {
        if let RunNews::Look {
            last_seq: Some(last_seq),
        } = next(&mut news).await
        {
            break last_seq;
        }
    };
    assert_eq!(last_seq, 4);

    // with an empty memory: streams and consumers are made anew
    nats.run().await;
    connected(&[&one, &two]).await;
    over_nats(&world, &one, &[&one, &two], 2_000_000).await;
    two.post.cancel(run(9));
    until("cancels travel again", || one.worker.was_cancelled(run(9))).await;
}

#[tokio::test]
async fn nats_may_come_later() {
    let mut nats = NatsServer::start().await;
    nats.kill();
    let world = World::new(Some(nats.url()));
    let (one, two) = world.two().await;
    assert_eq!(one.post.nats(), NatsState::Disconnected);
    one.post.cancel(run(2));
    until("the board tells", || two.worker.was_cancelled(run(2))).await;
    nats.run().await;
    connected(&[&one, &two]).await;
    over_nats(&world, &one, &[&one, &two], 1_000_000).await;
}

#[tokio::test]
async fn a_watcher_elsewhere_gets_the_events_themselves() {
    let nats = NatsServer::start().await;
    let world = World::new(Some(nats.url()));
    let (one, two) = world.two().await;
    connected(&[&one, &two]).await;
    let mut news = two.post.watch(run(1).run);
    // it listens from here on
    assert!(matches!(next(&mut news).await, RunNews::Look { last_seq: None }));
    one.post
        .publish(batch(run(1), [(1, EventKind::RunQueued), (2, EventKind::RunStarted)]));
    let events = loop {
        if let RunNews::Events(events) = next(&mut news).await {
            break events;
        }
    };
    assert_eq!(events.tenant, run(1).tenant);
    assert_eq!(events.events.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(world.board.told(), Vec::<String>::new(), "the board is not used");
}

#[tokio::test]
async fn programs_hear_of_requests_steps_and_ends() {
    let nats = NatsServer::start().await;
    let world = World::new(Some(nats.url()));
    let one = world.node("one").await;
    connected(&[&one]).await;
    let client = async_nats::connect(nats.url()).await.unwrap();
    let mut heard = client.subscribe("apex.here.events.>").await.unwrap();
    // an echo says that the server knows the subscription
    client.publish("apex.here.events.echo", "".into()).await.unwrap();
    heard.next().await.unwrap();
    let end = EventKind::RunFinished {
        status: RunStatus::Succeeded,
        output: json!({"secret": 1}),
        error: None,
    };
    one.post.publish(batch(
        run(1),
        [(1, EventKind::RunQueued), (2, EventKind::RunStarted), (3, end)],
    ));
    for (name, seq) in [("workflow.run.requested", 1), ("workflow.run.completed", 3)] {
        let message = tokio::time::timeout(Duration::from_secs(30), heard.next())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            message.subject.as_str(),
            format!("apex.here.events.{name}.{}", run(1).tenant)
        );
        let body: Value = serde_json::from_slice(&message.payload).unwrap();
        assert_eq!((&body["event"], &body["seq"]), (&json!(name), &json!(seq)));
        assert!(!body.to_string().contains("secret"));
    }
}
