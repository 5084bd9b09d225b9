//! Who stands above whom in a column, with few crossings.

use std::collections::HashMap;

use crate::geometry::layers::Link;
use crate::geometry::measures::count;

const SWEEPS: usize = 6;

/// The items of one graph by column, each from above. Starts from the order given and keeps the best one seen.
pub(super) fn columns(part: &[usize], column: &[usize], links: &[Link]) -> Vec<Vec<usize>> {
    let last = part.iter().map(|i| column[*i]).max().unwrap_or(0);
    let mut order = vec![Vec::new(); last + 1];
    for item in part {
        order[column[*item]].push(*item);
    }
    let own: Vec<Link> = links.iter().copied().filter(|link| part.contains(&link.from)).collect();
    let mut best = order.clone();
    let mut least = crossings(&order, column, &own);
    for sweep in 0..SWEEPS {
        if least == 0 {
            break;
        }
        sort_once(&mut order, &own, sweep % 2 == 0);
        let now = crossings(&order, column, &own);
        if now < least {
            least = now;
            best.clone_from(&order);
        }
    }
    best
}

/// Sorts each column by the mean place of its neighbours on one side.
fn sort_once(order: &mut [Vec<usize>], links: &[Link], rightwards: bool) {
    let columns: Vec<usize> = if rightwards {
        (0..order.len()).collect()
    } else {
        (0..order.len()).rev().collect()
    };
    for c in columns {
        let place = places(order);
        let mut sum: HashMap<usize, (f64, f64)> = HashMap::new();
        for link in links {
            let (item, neighbour) = if rightwards {
                (link.to, link.from)
            } else {
                (link.from, link.to)
            };
            let entry = sum.entry(item).or_default();
            entry.0 += place[&neighbour] + link.dy / 10_000.0;
            entry.1 += 1.0;
        }
        let key = |item: &usize| sum.get(item).map_or(place[item], |(total, n)| total / n);
        order[c].sort_by(|a, b| key(a).total_cmp(&key(b)));
    }
}

/// Where each item stands in its column, from 0 to 1.
fn places(order: &[Vec<usize>]) -> HashMap<usize, f64> {
    let of_column = |column: &Vec<usize>| {
        let n = count(column.len());
        column
            .iter()
            .enumerate()
            .map(|(i, item)| (*item, (count(i) + 0.5) / n))
            .collect::<Vec<_>>()
    };
    order.iter().flat_map(of_column).collect()
}

/// How many pairs of links between the same two columns cross.
fn crossings(order: &[Vec<usize>], column: &[usize], links: &[Link]) -> usize {
    let place = places(order);
    let mut total = 0;
    for (i, a) in links.iter().enumerate() {
        for b in &links[i + 1..] {
            let alike = column[a.from] == column[b.from] && column[a.to] == column[b.to];
            let start = place[&a.from] - place[&b.from] + (a.dy - b.dy) / 10_000.0;
            let end = place[&a.to] - place[&b.to];
            if alike && start * end < 0.0 {
                total += 1;
            }
        }
    }
    total
}
