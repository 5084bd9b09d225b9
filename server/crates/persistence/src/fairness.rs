//! Start-time fair queuing between organisations, and the share of each lane.
//!
//! A run's virtual time is `max(the organisation's last, the floor) + cost / weight`; claims go by virtual time. Whoever
//! queues ten thousand runs spreads them over ten thousand units, and the first runs of somebody else stand right behind
//! the floor, which is the virtual time of what is being taken now. So ten runs of another organisation wait for ten of
//! the crowd's, not for all of them.
//!
//! The state lives in the process: a row an organisation in the database would be the hottest of all. A process learns
//! the floor from what it claims and, once a second at most, from the head of the queue. Across nodes this means: each
//! node counts an organisation's runs on its own, so one that sends evenly through `n` nodes gets up to `n` shares while
//! others send through one; a node that starts anew knows the floor but not who has queued how much, so an organisation
//! may stand at the floor once more. Neither lets anybody starve: the floor rises with every claim, and what is below it
//! goes first.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::TenantId;
use sea_orm::FromQueryResult;

use crate::statement::fetch_all;
use crate::{Database, DbError};

/// What one run costs an organisation of weight 1.
pub(crate) const COST: i64 = 1_000;
/// Organisations that are remembered in a lane before those at the floor are forgotten.
const REMEMBERED: usize = 4_096;
/// How long the floor is trusted before the queue is asked.
const TRUSTED: TimeDelta = TimeDelta::seconds(1);

/// The number of lanes.
pub(crate) const LANES: usize = 3;

/// Virtual times of one process.
#[derive(Debug, Default)]
pub(crate) struct Fairness {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    lanes: [LaneTime; LANES],
    asked_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Default)]
struct LaneTime {
    floor: i64,
    last: HashMap<TenantId, Share>,
}

#[derive(Debug, Clone, Copy)]
struct Share {
    last: i64,
    weight: i64,
}

fn lane_of(lane: i16) -> usize {
    usize::try_from(lane).unwrap_or_default().min(LANES - 1)
}

impl Fairness {
    /// The virtual times that a run of this organisation would have, by lane. Nothing is noted yet.
    pub(crate) fn offers(&self, tenant: TenantId) -> [Offer; LANES] {
        let state = self.lock();
        [0, 1, 2].map(|lane| state.lanes[lane].offer(tenant))
    }

    /// A run was queued in this lane at that time.
    pub(crate) fn queued(&self, tenant: TenantId, lane: i16, vt: i64, weight: i32) {
        let mut state = self.lock();
        let lane = &mut state.lanes[lane_of(lane)];
        if lane.last.len() >= REMEMBERED {
            let floor = lane.floor;
            lane.last.retain(|_, share| share.last > floor);
        }
        let share = lane.last.entry(tenant).or_insert(Share { last: vt, weight: 1 });
        share.last = share.last.max(vt);
        share.weight = i64::from(weight.max(1));
    }

    /// A run of this virtual time was taken, or stands at the head of its lane.
    pub(crate) fn reached(&self, lane: i16, vt: i64) {
        let mut state = self.lock();
        let lane = &mut state.lanes[lane_of(lane)];
        lane.floor = lane.floor.max(vt);
    }

    /// Whether the queue should be asked for its head again; the answer is yes once a second.
    pub(crate) fn should_ask(&self, now: DateTime<Utc>) -> bool {
        let mut state = self.lock();
        let is_old = state.asked_at.is_none_or(|at| now - at >= TRUSTED || now < at);
        if is_old {
            state.asked_at = Some(now);
        }
        is_old
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // no code that can panic runs under the lock
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LaneTime {
    fn offer(&self, tenant: TenantId) -> Offer {
        let share = self.last.get(&tenant);
        Offer {
            after: share.map_or(self.floor, |share| share.last.max(self.floor)),
            step: COST / share.map_or(1, |share| share.weight),
        }
    }
}

/// Where an organisation stands in a lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offer {
    after: i64,
    step: i64,
}

impl Offer {
    /// The virtual time of its next run but `ahead`.
    pub(crate) const fn vt(self, ahead: i64) -> i64 {
        self.after.saturating_add(self.step.saturating_mul(ahead + 1))
    }
}

// $1 region. The head of each lane: of the default pool, which has the crowd, and of the runs that are held, for when the
// queue is empty.
const HEADS: &str = "
SELECT l.lane::smallint AS lane, coalesce(head.vt, held.vt) AS vt FROM generate_series(0, 2) AS l (lane)
LEFT JOIN LATERAL (
    SELECT q.vt FROM run_queue q
    WHERE q.region = $1 AND q.pool = 'default' AND q.lane = l.lane AND NOT q.parked AND NOT q.capped
    ORDER BY q.vt, q.run_id LIMIT 1) AS head ON true
LEFT JOIN LATERAL (SELECT max(h.vt) AS vt FROM run_leases h WHERE h.region = $1 AND h.lane = l.lane) AS held ON true
WHERE coalesce(head.vt, held.vt) IS NOT NULL";

#[derive(FromQueryResult)]
struct Head {
    lane: i16,
    vt: i64,
}

impl Database {
    /// Learns the floor from the queue, where other nodes have taken from it.
    pub(crate) async fn refresh_fairness(&self, now: DateTime<Utc>) -> Result<(), DbError> {
        let fairness = &self.memory().fairness;
        if !fairness.should_ask(now) {
            return Ok(());
        }
        for head in fetch_all::<_, Head>(self.engine(), HEADS, [self.region().into()]).await? {
            fairness.reached(head.lane, head.vt);
        }
        Ok(())
    }
}

/// Places in a turn, of which some begin with a lower lane: so the lower lanes can't starve, however few places are free
/// at a time.
const TURN: u64 = 16;

/// How many of the next `limit` places begin with the normal lane, and how many with bulk.
pub(crate) fn reserved(from: u64, limit: u32) -> (u32, u32) {
    let places = from..from + u64::from(limit);
    places.fold((0, 0), |(normal, bulk), place| match place % TURN {
        3 | 7 | 11 => (normal + 1, bulk),
        15 => (normal, bulk + 1),
        0..3 | 4..7 | 8..11 | 12..15 | TURN.. => (normal, bulk),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::*;

    fn tenant(number: u128) -> TenantId {
        TenantId::from_uuid(Uuid::from_u128(number))
    }

    /// A queue in memory, claimed in order of virtual time.
    #[derive(Default)]
    struct Queue {
        fairness: Fairness,
        ready: BTreeSet<(i64, u64, u128)>,
        number: u64,
    }

    impl Queue {
        fn accept(&mut self, who: u128, weight: i32) {
            let vt = self.fairness.offers(tenant(who))[1].vt(0);
            self.fairness.queued(tenant(who), 1, vt, weight);
            self.number += 1;
            self.ready.insert((vt, self.number, who));
        }

        fn claim(&mut self) -> Option<u128> {
            let (vt, _, who) = self.ready.pop_first()?;
            self.fairness.reached(1, vt);
            Some(who)
        }
    }

    #[test]
    fn ten_runs_of_one_wait_for_ten_of_the_crowd() {
        // whenever the small one comes, and however much of the crowd's has been taken by then
        for taken_before in [0, 1, 17, 5_000, 9_990] {
            let mut queue = Queue::default();
            (0..10_000).for_each(|_| queue.accept(1, 1));
            for _ in 0..taken_before {
                queue.claim();
            }
            (0..10).for_each(|_| queue.accept(2, 1));
            let mut small = 0;
            let mut claims = 0;
            while small < 10 {
                claims += 1;
                small += u32::from(queue.claim() == Some(2));
            }
            assert!(claims <= 22, "after {taken_before} the ten took {claims} claims");
        }
    }

    #[test]
    fn a_weight_is_a_share() {
        let mut queue = Queue::default();
        for who in [1, 2] {
            // the weight is learnt with the first run
            queue.accept(who, if who == 2 { 3 } else { 1 });
        }
        for _ in 0..1_000 {
            queue.accept(1, 1);
            queue.accept(2, 3);
        }
        let first: Vec<u128> = std::iter::from_fn(|| queue.claim()).take(400).collect();
        let heavy = first.iter().filter(|who| **who == 2).count();
        assert!((295..=305).contains(&heavy), "{heavy} of 400");
    }

    #[test]
    fn who_was_away_gains_nothing_by_it() {
        let mut queue = Queue::default();
        queue.accept(2, 1);
        (0..1_000).for_each(|_| queue.accept(1, 1));
        for _ in 0..1_001 {
            queue.claim();
        }
        for _ in 0..100 {
            queue.accept(1, 1);
            queue.accept(2, 1);
        }
        let first: Vec<u128> = std::iter::from_fn(|| queue.claim()).take(100).collect();
        let returned = first.iter().filter(|who| **who == 2).count();
        assert!((49..=51).contains(&returned), "{returned} of 100");
    }

    #[test]
    fn lower_lanes_have_their_share_also_one_place_at_a_time() {
        let one_by_one = (0..32).fold((0, 0), |(normal, bulk), place| {
            let (more_normal, more_bulk) = reserved(place, 1);
            (normal + more_normal, bulk + more_bulk)
        });
        assert_eq!(one_by_one, (6, 2));
        assert_eq!(reserved(0, 32), (6, 2));
        assert_eq!(reserved(15, 1), (0, 1));
    }
}
