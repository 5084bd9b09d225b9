//! Which column an item belongs to.

use crate::geometry::layers::Link;

/// The links without those that lead back into their own past.
pub(super) fn without_cycles(n: usize, links: &[Link]) -> Vec<Link> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Never,
        Open,
        Done,
    }
    let out = outgoing(n, links);
    let mut seen = vec![Seen::Never; n];
    let mut back = vec![false; links.len()];
    for root in roots_first(n, links) {
        let mut stack = vec![(root, 0)];
        while let Some((item, next)) = stack.pop() {
            if next == 0 && seen[item] != Seen::Never {
                continue;
            }
            seen[item] = Seen::Open;
            let Some(link) = out[item].get(next).copied() else {
                seen[item] = Seen::Done;
                continue;
            };
            stack.push((item, next + 1));
            let to = links[link].to;
            match seen[to] {
                Seen::Never => stack.push((to, 0)),
                Seen::Open => back[link] = true,
                Seen::Done => {}
            }
        }
    }
    links
        .iter()
        .zip(back)
        .filter(|(_, back)| !back)
        .map(|(link, _)| *link)
        .collect()
}

/// Items that nothing leads to, then all the others.
fn roots_first(n: usize, links: &[Link]) -> impl Iterator<Item = usize> {
    let mut entered = vec![false; n];
    for link in links {
        entered[link.to] = true;
    }
    let inner = entered.clone();
    (0..n)
        .filter(move |i| !entered[*i])
        .chain((0..n).filter(move |i| inner[*i]))
}

fn outgoing(n: usize, links: &[Link]) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); n];
    for (index, link) in links.iter().enumerate() {
        out[link.from].push(index);
    }
    out
}

/// How many links the longest way to each item has. The links must hold no cycle.
pub(super) fn longest_path(n: usize, links: &[Link]) -> Vec<usize> {
    let out = outgoing(n, links);
    let mut waits = vec![0_usize; n];
    for link in links {
        waits[link.to] += 1;
    }
    let mut rank = vec![0; n];
    let mut ready: Vec<usize> = (0..n).filter(|i| waits[*i] == 0).collect();
    while let Some(item) = ready.pop() {
        for link in &out[item] {
            let to = links[*link].to;
            rank[to] = rank[to].max(rank[item] + 1);
            waits[to] -= 1;
            if waits[to] == 0 {
                ready.push(to);
            }
        }
    }
    rank
}

/// The items in groups that are linked with each other, the largest graph first, single items last.
pub(super) fn parts(n: usize, links: &[Link]) -> Vec<Vec<usize>> {
    let mut leader: Vec<usize> = (0..n).collect();
    for link in links {
        let (a, b) = (find(&mut leader, link.from), find(&mut leader, link.to));
        leader[a.max(b)] = a.min(b);
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); n];
    for i in 0..n {
        let first = find(&mut leader, i);
        groups[first].push(i);
    }
    groups.retain(|group| !group.is_empty());
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    groups
}

fn find(leader: &mut [usize], mut i: usize) -> usize {
    while leader[i] != i {
        leader[i] = leader[leader[i]];
        i = leader[i];
    }
    i
}
