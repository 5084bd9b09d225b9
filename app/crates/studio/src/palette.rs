//! Finding a kind of node by what somebody types. Pure.

use domain::catalogue::{Catalogue, Group, NodeKind};

/// The kinds that fit, the best first; all of them for an empty query. Inside of loops some have no place.
pub(crate) fn find(query: &str, in_loop: bool) -> Vec<&'static NodeKind> {
    let query = query.trim().to_lowercase();
    let mut found: Vec<(u8, &'static NodeKind)> = Catalogue::builtin()
        .iter()
        .filter(|kind| !(in_loop && kind.top_only))
        .filter_map(|kind| Some((rank(kind, &query)?, kind)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, kind)| kind).collect()
}

/// The same by group, groups without a fitting kind left out.
pub(crate) fn grouped(query: &str, in_loop: bool) -> Vec<(Group, Vec<&'static NodeKind>)> {
    let found = find(query, in_loop);
    Group::ALL
        .into_iter()
        .map(|group| {
            (
                group,
                found
                    .iter()
                    .copied()
                    .filter(|kind| kind.group == group)
                    .collect::<Vec<_>>(),
            )
        })
        .filter(|(_, kinds)| !kinds.is_empty())
        .collect()
}

/// How well a kind fits; none when it doesn't.
fn rank(kind: &NodeKind, query: &str) -> Option<u8> {
    let title = kind.title.to_lowercase();
    if title.starts_with(query) {
        Some(0)
    } else if title.contains(query) || kind.key.contains(query) {
        Some(1)
    } else if kind.description.to_lowercase().contains(query) {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(query: &str, in_loop: bool) -> Vec<&'static str> {
        find(query, in_loop).into_iter().map(|kind| kind.key).collect()
    }

    #[test]
    fn a_title_fits_better_than_a_description() {
        assert_eq!(keys("sl", false).first(), Some(&"slack"));
        assert!(keys("another system", false).contains(&"http"));
        assert!(keys("zzz", false).is_empty());
    }

    #[test]
    fn everything_is_there_by_group_but_no_start_in_a_loop() {
        let all: usize = grouped("", false).iter().map(|(_, kinds)| kinds.len()).sum();
        assert_eq!(all, Catalogue::builtin().iter().count());
        assert!(!keys("", true).contains(&"start"));
    }
}
