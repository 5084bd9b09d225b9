//! One fault after the other while runs keep coming: nobody waits until it is calm again.

use std::collections::VecDeque;

use super::rounds;
use super::stage::Stage;
use crate::support::Process;

/// Runs that come before each fault: more than the workers have places for.
const WAVE: usize = 24;

/// What happens to them.
#[derive(Debug, Clone, Copy)]
enum Blow {
    /// `kill -9` of the oldest worker, and a new one beside those that are left.
    Worker,
    /// Every connection ends.
    Connections,
    /// Postgres goes down without a word, and comes back.
    Postgres,
}

#[tokio::test]
async fn one_fault_after_the_other() {
    let mut stage = Stage::open().await;
    let mut workers = VecDeque::from([stage.work(), stage.work()]);
    for _ in rounds() {
        for blow in [Blow::Worker, Blow::Connections, Blow::Postgres] {
            stage.outside.hold("held");
            for _ in 0..WAVE {
                stage.begin_when_it_answers().await;
            }
            // each of these has its call out, and no result
            stage.outside.under_way("held", 8).await;
            stage.outside.release("held");
            strike(&stage, &mut workers, blow).await;
        }
    }
    let sums = stage.close().await;
    assert_eq!(sums.accepted, rounds().len() * 3 * WAVE);
    assert!(sums.takeovers > 0, "{sums:?}");
    // what was being paid when its worker died is for a person to decide
    let failed = sums.accepted - sums.ended.get("succeeded").copied().unwrap_or_default();
    assert!(failed < sums.accepted / 2, "{sums:?}");
}

async fn strike(stage: &Stage, workers: &mut VecDeque<Process>, blow: Blow) {
    match blow {
        Blow::Worker => {
            workers.pop_front().unwrap().kill();
            workers.push_back(stage.work());
        }
        Blow::Connections => {
            stage.operator.end_all().await;
        }
        Blow::Postgres => {
            let before = stage.signal_postgres("QUIT").await;
            stage.operator.until_restarted(before).await;
        }
    }
}
