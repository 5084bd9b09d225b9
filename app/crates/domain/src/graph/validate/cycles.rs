//! Steps that wait for each other in a circle.

use super::view::View;
use crate::problem::Problem;
use crate::report::Report;

/// More names than this make no message better.
const MAX_NAMES: usize = 12;

/// Reports each circle once, at its first node, and returns their members.
pub(super) fn check(view: &View<'_>, report: &mut Report) -> Vec<Vec<usize>> {
    let circles = circles(&view.targets);
    for members in &circles {
        let Some(first) = members.first() else { continue };
        let round = shortest_round(&view.targets, members, *first);
        let mut problem = Problem::error(view.node_pointer(*first), "cycle", message(view, &round));
        if members.len() > round.len() {
            problem = problem.hint(format!(
                "Remove one of these edges. {} more steps hang in the same knot.",
                members.len() - round.len()
            ));
        } else {
            problem = problem.hint("Remove one of these edges. To repeat steps, put them into the body of a For each.");
        }
        report.push(problem);
    }
    circles
}

fn message(view: &View<'_>, round: &[usize]) -> String {
    let name = |index: &usize| format!("`{}`", view.nodes[*index].node.id);
    let mut names: Vec<String> = round.iter().take(MAX_NAMES).map(name).collect();
    if round.len() > MAX_NAMES {
        names.push("…".into());
    }
    names.extend(round.first().map(name));
    format!("these steps wait for each other: {}", names.join(" → "))
}

/// Strongly connected components of more than one node (Tarjan's algorithm, without recursion), in the author's order.
/// A node that leads to itself is a rule of its own.
fn circles(targets: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let count = targets.len();
    let (mut order, mut low, mut on_stack) = (vec![NEW; count], vec![0; count], vec![false; count]);
    let (mut stack, mut found, mut next) = (Vec::new(), Vec::new(), 0);
    for root in 0..count {
        if order[root] != NEW {
            continue;
        }
        // (node, how many of its targets were followed)
        let mut calls = vec![(root, 0)];
        while let Some((node, followed)) = calls.pop() {
            if followed == 0 {
                (order[node], low[node]) = (next, next);
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            match targets[node].get(followed) {
                Some(&target) => {
                    calls.push((node, followed + 1));
                    if order[target] == NEW {
                        calls.push((target, 0));
                    } else if on_stack[target] {
                        low[node] = low[node].min(order[target]);
                    }
                }
                None => {
                    if let Some((parent, _)) = calls.last() {
                        low[*parent] = low[*parent].min(low[node]);
                    }
                    if low[node] == order[node] {
                        found.extend(take_component(&mut stack, &mut on_stack, node));
                    }
                }
            }
        }
    }
    found.sort();
    found
}

/// Takes the finished component off the stack; a single node is no circle.
fn take_component(stack: &mut Vec<usize>, on_stack: &mut [bool], root: usize) -> Option<Vec<usize>> {
    let mut members = Vec::new();
    while let Some(node) = stack.pop() {
        on_stack[node] = false;
        members.push(node);
        if node == root {
            break;
        }
    }
    members.sort_unstable();
    (members.len() > 1).then_some(members)
}

/// The shortest way from `first` back to itself inside a component.
fn shortest_round(targets: &[Vec<usize>], members: &[usize], first: usize) -> Vec<usize> {
    let mut came_from = vec![None; targets.len()];
    let mut queue = std::collections::VecDeque::from([first]);
    while let Some(node) = queue.pop_front() {
        for target in targets[node].iter().copied() {
            // a loop of one node is no part of the round
            if target == first && node != first {
                return walk_back(&came_from, first, node);
            }
            if target != first && came_from[target].is_none() && members.binary_search(&target).is_ok() {
                came_from[target] = Some(node);
                queue.push_back(target);
            }
        }
    }
    members.to_vec()
}

fn walk_back(came_from: &[Option<usize>], first: usize, last: usize) -> Vec<usize> {
    let mut round = vec![last];
    let mut node = last;
    while let Some(before) = came_from[node].filter(|_| node != first) {
        round.push(before);
        node = before;
    }
    round.reverse();
    round
}
