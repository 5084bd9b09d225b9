//! The places of the rail: only what exists.

use ui::{IconName, NavItem};

/// The places in order; `active` runs are told beside Runs.
pub(crate) fn destinations(active: u64) -> Vec<NavItem> {
    let runs = NavItem::new("/runs", "Runs", IconName::Activity);
    vec![
        NavItem::new("/", "Home", IconName::House),
        NavItem::new("/studio", "Studio", IconName::Workflow),
        if active == 0 {
            runs
        } else {
            runs.count(active, "running")
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_lies_under_runs_and_home_is_home_alone() {
        let covered = |path: &str| {
            let places = destinations(0);
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
        assert!(destinations(0).iter().all(|place| place.count.is_none()));
        assert_eq!(destinations(3).iter().find_map(|place| place.count), Some(3));
    }
}
