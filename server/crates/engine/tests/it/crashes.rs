//! A whole engine that is killed at every commit of a run, before and after it becomes durable; each life has a runtime
//! of its own, so that a killed one leaves nothing running.

use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use domain::id::RunId;
use domain::run::{EventKind, RunMode, RunState, RunStatus, StepPath};
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::memory::{Deadly, MemoryStore};
use crate::world::{Net, Reply, World, http, transform, workflow};

/// Pure steps, calls, a loop of calls, a long wait, a branch that is not taken, and a write at the end.
fn document() -> Value {
    let body = json!({ "nodes": [http("call", "GET", "https://x.example/each.{{ index }}.call"), transform("t", json!("{{ steps.call.body.n }}"))],
                       "edges": [{ "from": "call", "to": "t" }] });
    let each = json!({ "id": "each", "type": "for_each", "config": { "items": "{{ [1, 2, 3] }}", "concurrency": 2, "body": body } });
    let nodes = [
        http("first", "GET", "https://x.example/first"),
        each,
        json!({ "id": "wait", "type": "wait", "config": { "ms": 5_000 } }),
        json!({ "id": "big", "type": "condition", "config": { "if": "steps.first.body.n > 100" } }),
        transform("never", json!("never")),
        json!({ "id": "write", "type": "http", "onError": "continue",
                "config": { "method": "POST", "url": "https://x.example/write" } }),
        json!({ "id": "m", "type": "merge", "config": { "mode": "all" } }),
    ];
    let edges = [
        "start>first",
        "first>each",
        "first>big",
        "big:true>never",
        "big:false>wait",
        "each>m",
        "wait>m",
        "never>m",
        "m>write",
    ];
    workflow(&nodes, &edges)
}

struct Killed {
    world: World,
    run: RunId,
    lives: u32,
}

impl Killed {
    fn new() -> Self {
        let known: Arc<OnceLock<(Arc<MemoryStore>, RunId)>> = Arc::default();
        let seen = Arc::clone(&known);
        // every call checks the promise: begun and durable, and no result recorded
        let net = Net::new(move |request, count| {
            let (store, run) = seen.get().unwrap();
            let step: StepPath = request.url.rsplit('/').next().unwrap().parse().unwrap();
            assert!(
                store.is_begun(*run, &step),
                "{step} was called without being journaled as begun, or with a result"
            );
            if count == 1 && step.node() == "call" {
                Reply::Json(503, json!({}))
            } else {
                Reply::Json(200, json!({ "n": 1 }))
            }
        });
        let world = World::new(net);
        let run = world.accept(&document(), json!({}), RunMode::Live);
        known.set((Arc::clone(&world.store), run)).ok();
        Self { world, run, lives: 0 }
    }

    /// One life of an engine; true when the run ended in it.
    fn live(&mut self, deadly: Option<Deadly>) -> bool {
        self.lives += 1;
        self.world.store.die_at(deadly);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let ended = runtime.block_on(async {
            let clock = self.world.clock();
            let (_engine, _shutdown) = self.world.engine(self.world.options());
            let ended = tokio::select! {
                biased;
                () = self.world.store.died.notified() => false,
                _state = self.world.store.until_final(self.run) => true,
            };
            let now = ports::Clock::now(&clock);
            let lived = (now - crate::world::epoch()).num_milliseconds();
            (ended, lived)
        });
        self.world.offset.store(ended.1, Ordering::SeqCst);
        ended.0
    }

    fn check(&self) -> RunState {
        let journal = self.world.store.journal(self.run);
        for (index, event) in journal.iter().enumerate() {
            assert_eq!(event.seq, index as i64 + 1);
        }
        let state = RunState::from_events(&journal);
        assert_eq!(state.status, RunStatus::Succeeded, "{:?}", state.error);
        for path in state.steps.keys() {
            let results = journal.iter().filter(|event| match &event.kind {
                EventKind::StepSucceeded { step, .. }
                | EventKind::StepFailed { step, .. }
                | EventKind::StepSkipped { step } => step == path,
                _other => false,
            });
            assert_eq!(results.count(), 1, "{path}");
        }
        let each = &state.steps[&"each".parse::<StepPath>().unwrap()];
        assert_eq!(each.output, json!({ "results": [1, 1, 1] }));
        let writes = self
            .world
            .net
            .requests
            .lock()
            .unwrap()
            .iter()
            .filter(|request| request.method == "POST")
            .count();
        assert!(writes <= 1, "the write was repeated");
        state
    }
}

/// Commits of a life that nobody disturbs.
fn commits() -> u64 {
    let mut killed = Killed::new();
    let mut commit = 1;
    while !killed.live(Some(Deadly {
        commit: 1_000,
        after: true,
    })) {
        commit += 1;
    }
    killed.check();
    // an upper bound: every event in a commit of its own
    commit + killed.world.store.journal(killed.run).len() as u64
}

#[test]
fn a_kill_at_any_commit_repeats_no_recorded_step() {
    let mut points = 0;
    for commit in 1..=commits() {
        for after in [false, true] {
            let mut killed = Killed::new();
            let ended = killed.live(Some(Deadly { commit, after }));
            if !ended {
                points += 1;
                assert!(killed.live(None), "the second life ends the run");
            }
            killed.check();
        }
    }
    assert!(points >= 20, "only {points} kills hit a commit");
}

#[test]
fn a_run_outlives_kills_in_many_lives() {
    let mut ended_well = 0;
    for seed in 0..100 {
        let mut dice = Dice::new(seed);
        let mut killed = Killed::new();
        while !killed.live((killed.lives < 12).then(|| Deadly {
            commit: 1 + dice.next() % 6,
            after: dice.chance(70),
        })) {
            assert!(killed.lives < 20);
        }
        let state = RunState::from_events(&killed.world.store.journal(killed.run));
        // given up after five lives without progress: that is an end, too
        if state.status != RunStatus::Dead {
            killed.check();
            ended_well += 1;
        }
    }
    assert!(ended_well >= 50, "only {ended_well} runs of 100 ended well");
}
