//! The places of the rail: only what exists.

use ui::{IconName, NavItem};

/// The places in order; `active` runs are told beside Runs, questions to people and dead letters that wait for a
/// decision beside theirs.
pub(crate) fn destinations(active: u64, approvals: u64, letters: u64) -> Vec<NavItem> {
    vec![
        NavItem::new("/", "Home", IconName::House),
        NavItem::new("/studio", "Studio", IconName::Workflow),
        counted(NavItem::new("/runs", "Runs", IconName::Activity), active, "running"),
        counted(
            NavItem::new("/approvals", "Approvals", IconName::UserCheck),
            approvals,
            "waiting",
        ),
        counted(
            NavItem::new("/dead-letters", "Dead letters", IconName::Inbox),
            letters,
            "open",
        ),
        NavItem::new("/failures", "Failures", IconName::ChartLine),
    ]
}

/// Nothing to count is not told.
fn counted(place: NavItem, count: u64, of: &str) -> NavItem {
    if count == 0 { place } else { place.count(count, of) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_lies_under_runs_and_home_is_home_alone() {
        let covered = |path: &str| {
            let places = destinations(0, 0, 0);
            places
                .iter()
                .filter(|place| place.covers(path))
                .map(|place| place.label.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(covered("/runs/run_1"), ["Runs"]);
        assert_eq!(covered("/"), ["Home"]);
        assert_eq!(covered("/studio"), ["Studio"]);
    }

    #[test]
    fn a_quiet_rail_has_no_figure() {
        assert!(destinations(0, 0, 0).iter().all(|place| place.count.is_none()));
        assert_eq!(destinations(3, 0, 0).iter().find_map(|place| place.count), Some(3));
    }
}
