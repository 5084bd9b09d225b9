//! One worker at a time has a run, and each lease's fence is larger than the one before.

use std::collections::BTreeMap;

use domain::id::RunId;

use super::{Broken, History, LeaseChange};

pub(super) fn check(history: &History, broken: &mut Vec<Broken>) {
    let mut last: BTreeMap<RunId, LeaseChange> = BTreeMap::new();
    for change in &history.leases {
        let before = last.insert(change.run, *change);
        if let Some(fault) = fault(before, change) {
            broken.push(Broken::Fence(format!("{}: {fault}", change.run)));
        }
    }
    for row in &history.runs {
        let is_held = last.get(&row.id).is_some_and(|change| change.is_given);
        if is_held && row.status.is_final() {
            broken.push(Broken::Fence(format!(
                "{} has ended, and a worker still has it",
                row.id
            )));
        }
    }
}

fn fault(before: Option<LeaseChange>, change: &LeaseChange) -> Option<String> {
    match (before, change.is_given) {
        (None, true) => None,
        (None, false) => Some("a lease ended that was never given".into()),
        (Some(before), true) if before.is_given => {
            Some(format!("given to {} while {} has it", change.worker, before.worker))
        }
        (Some(before), true) if change.fence <= before.fence => {
            Some(format!("fence {} follows {}", change.fence, before.fence))
        }
        (Some(_), true) => None,
        (Some(before), false) => {
            let is_its_end = before.is_given && (before.worker, before.fence) == (change.worker, change.fence);
            (!is_its_end).then(|| format!("lease {} ended, but {} was the last one", change.fence, before.fence))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::history::sample::history;
    use crate::history::{Broken, History};

    fn is_told(history: &History) -> bool {
        let broken = history.check().unwrap_err();
        broken.iter().all(|b| matches!(b, Broken::Fence(_)))
    }

    #[test]
    fn a_fence_that_does_not_rise_is_told() {
        let mut history = history();
        history.leases[2].fence = 1;
        history.leases[3].fence = 1;
        assert!(is_told(&history));
    }

    #[test]
    fn two_workers_with_one_run_are_told() {
        let mut history = history();
        history.leases.swap(1, 2);
        assert!(is_told(&history));
    }

    #[test]
    fn a_lease_that_outlives_its_run_is_told() {
        let mut history = history();
        history.leases.remove(3);
        assert!(is_told(&history));
    }

    #[test]
    fn an_end_without_a_beginning_is_told() {
        let mut history = history();
        history.leases.remove(0);
        assert!(is_told(&history));
    }
}
