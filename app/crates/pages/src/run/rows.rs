//! The rows of the timeline: steps in the order in which they began, the items of loops folded into them.

use std::collections::{BTreeMap, BTreeSet};

use domain::run::{RunState, StepPath, StepState, StepStatus};
use serde_json::Value;
use ui::{Bar, BarKind, Status, WaterfallRow, duration};

use super::bars::{Axis, bars};
use super::names::Names;
use crate::outcome::of_step;

/// So many items of a loop are in sight at once; the rest is one row.
const MOST_ITEMS: usize = 12;
/// Stands behind a loop's path for the row of those that are not in sight.
const REST: &str = ".rest";

/// Which rows stand otherwise than at first: loops are open at first, items and rests are not.
pub(super) type Turned = BTreeSet<String>;

/// All rows in sight.
pub(super) fn rows(state: &RunState, names: &Names, turned: &Turned, axis: &Axis) -> Vec<WaterfallRow> {
    let tree = Tree {
        state,
        names,
        turned,
        axis,
        children: children(state),
    };
    let mut rows = Vec::new();
    for path in state.steps.keys().filter(|path| path.depth() == 0) {
        tree.step(path, 0, None, &mut rows);
    }
    if !state.status.is_final() {
        rows.extend(tree.to_come());
    }
    rows
}

/// What to do when a row is pressed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Press {
    /// Show this step.
    Select(StepPath),
    /// Open or close the row.
    Turn,
}

/// A press on the row `id`: the first selects, the next ones open and close.
pub(super) fn press(id: &str, state: &RunState, selected: Option<&StepPath>) -> Press {
    let Ok(path) = id.parse::<StepPath>() else {
        return Press::Turn;
    };
    let holds_items = state.steps.get(&path).is_some_and(|step| step.items.is_some());
    if holds_items && selected == Some(&path) {
        Press::Turn
    } else {
        Press::Select(path)
    }
}

struct Tree<'a> {
    state: &'a RunState,
    names: &'a Names,
    turned: &'a Turned,
    axis: &'a Axis,
    /// The steps of every iteration of every loop.
    children: BTreeMap<(StepPath, usize), Vec<StepPath>>,
}

fn children(state: &RunState) -> BTreeMap<(StepPath, usize), Vec<StepPath>> {
    let mut children: BTreeMap<_, Vec<StepPath>> = BTreeMap::new();
    for path in state.steps.keys() {
        if let Some(parent) = path.parent() {
            children.entry(parent).or_default().push(path.clone());
        }
    }
    children
}

impl Tree<'_> {
    /// A step, and what it holds when it is open. `item` names it where it is the only step of a loop's item.
    fn step(&self, path: &StepPath, depth: usize, item: Option<String>, rows: &mut Vec<WaterfallRow>) {
        let Some(step) = self.state.steps.get(path) else { return };
        let items = step.items.as_deref().unwrap_or_default();
        let open = (!items.is_empty()).then(|| !self.turned.contains(path.as_str()));
        rows.push(WaterfallRow {
            id: path.to_string(),
            name: item.unwrap_or_else(|| self.names.title(path)),
            status: of_step(step.status),
            depth,
            via: String::new(),
            count: self.count(path, step),
            end: end(step, self.axis),
            open,
            bars: bars(step, self.axis),
        });
        if open == Some(true) {
            self.items(path, items, depth + 1, rows);
        }
    }

    fn items(&self, path: &StepPath, items: &[Value], depth: usize, rows: &mut Vec<WaterfallRow>) {
        let rest_id = format!("{path}{REST}");
        let all = self.turned.contains(&rest_id);
        let begun: Vec<usize> = (0..items.len())
            .filter(|index| self.children.contains_key(&(path.clone(), *index)))
            .collect();
        let shown = if all || begun.len() <= MOST_ITEMS + 1 {
            begun.len()
        } else {
            MOST_ITEMS
        };
        for index in &begun[..shown] {
            self.item(path, *index, items, depth, rows);
        }
        if begun.len() > MOST_ITEMS + 1 {
            rows.push(self.rest(path, &begun[shown..], rest_id, depth, all));
        }
    }

    /// One item: its only step itself, or a row that holds its steps.
    fn item(&self, path: &StepPath, index: usize, items: &[Value], depth: usize, rows: &mut Vec<WaterfallRow>) {
        let Some(steps) = self.children.get(&(path.clone(), index)) else {
            return;
        };
        let name = item_name(index, items.get(index));
        if let [only] = steps.as_slice() {
            return self.step(only, depth, Some(name), rows);
        }
        let id = format!("{path}.{index}");
        let open = self.turned.contains(&id);
        let states: Vec<&StepState> = steps.iter().filter_map(|step| self.state.steps.get(step)).collect();
        rows.push(WaterfallRow {
            id,
            name,
            status: together(&states),
            depth,
            end: span_of(&states, self.axis)
                .map(|(from, to)| duration(to - from))
                .unwrap_or_default(),
            open: Some(open),
            bars: group_bars(&states, self.axis, BarKind::Work),
            ..WaterfallRow::default()
        });
        if open {
            for step in steps {
                self.step(step, depth + 1, None, rows);
            }
        }
    }

    /// The items that are not in sight, as one row.
    fn rest(&self, path: &StepPath, indices: &[usize], id: String, depth: usize, open: bool) -> WaterfallRow {
        let states: Vec<&StepState> = indices
            .iter()
            .filter_map(|index| self.children.get(&(path.clone(), *index)))
            .flatten()
            .filter_map(|step| self.state.steps.get(step))
            .collect();
        WaterfallRow {
            id,
            name: if open {
                "Show fewer items".to_owned()
            } else {
                format!("{} more items", indices.len())
            },
            status: if open { Status::Idle } else { together(&states) },
            depth,
            open: Some(open),
            bars: group_bars(&states, self.axis, BarKind::Rest),
            ..WaterfallRow::default()
        }
    }

    /// Beside the name: attempts, or how many of a loop's items are done.
    fn count(&self, path: &StepPath, step: &StepState) -> String {
        match &step.items {
            Some(items) if step.status.is_final() => items.len().to_string(),
            Some(items) => format!("{}/{}", self.done(path, items.len()), items.len()),
            None if step.attempts > 1 => format!("{}×", step.attempts),
            None => String::new(),
        }
    }

    fn done(&self, path: &StepPath, items: usize) -> usize {
        let is_done = |index: &usize| {
            let steps = self.children.get(&(path.clone(), *index));
            steps.is_some_and(|steps| {
                steps
                    .iter()
                    .filter_map(|step| self.state.steps.get(step))
                    .all(|step| step.status.is_final())
            })
        };
        (0..items).filter(is_done).count()
    }

    /// The workflow's own nodes that were not heard of yet.
    fn to_come(&self) -> impl Iterator<Item = WaterfallRow> {
        let missing = |id: &&String| {
            let path = id.parse::<StepPath>();
            path.is_ok_and(|path| !self.state.steps.contains_key(&path))
        };
        self.names.top().iter().filter(missing).map(|id| WaterfallRow {
            id: id.clone(),
            name: id.parse().map_or_else(|_| id.clone(), |path| self.names.title(&path)),
            status: Status::Queued,
            ..WaterfallRow::default()
        })
    }
}

/// A text item by itself, others by their number.
fn item_name(index: usize, item: Option<&Value>) -> String {
    let number = format!("#{}", index + 1);
    let named = |value: &Value| {
        let text = value.as_str().map(str::trim).filter(|text| !text.is_empty())?;
        Some(text.lines().next()?.chars().take(60).collect::<String>())
    };
    let own = item
        .and_then(|item| named(item).or_else(|| ["name", "title", "id"].iter().find_map(|key| named(item.get(key)?))));
    own.map_or_else(|| number.clone(), |own| format!("{number} {own}"))
}

/// The last column: the duration, or why there is none.
fn end(step: &StepState, axis: &Axis) -> String {
    match (step.status, step.duration_ms(), step.started_at) {
        (StepStatus::Skipped | StepStatus::Cancelled, _, None) => of_step(step.status).word().to_owned(),
        (StepStatus::Skipped, _, _) => "Skipped".to_owned(),
        (_, Some(took), _) => duration(took),
        (_, None, Some(from)) => duration(axis.total().saturating_sub(axis.at(from))),
        (_, None, None) => String::new(),
    }
}

/// One status for several steps: what needs eyes first.
fn together(steps: &[&StepState]) -> Status {
    let loudest = [
        StepStatus::Failed,
        StepStatus::Running,
        StepStatus::Waiting,
        StepStatus::Queued,
        StepStatus::Cancelled,
        StepStatus::Succeeded,
        StepStatus::Skipped,
    ];
    let found = loudest
        .into_iter()
        .find(|status| steps.iter().any(|step| step.status == *status));
    found.map_or(Status::Idle, of_step)
}

fn span_of(steps: &[&StepState], axis: &Axis) -> Option<(u64, u64)> {
    let from = steps.iter().filter_map(|step| step.started_at).min()?;
    let running = steps.iter().any(|step| !step.status.is_final());
    let last = steps.iter().filter_map(|step| step.finished_at).max();
    let to = if running { axis.now } else { last.unwrap_or(axis.now) };
    Some((axis.at(from), axis.at(to).max(axis.at(from))))
}

fn group_bars(steps: &[&StepState], axis: &Axis, kind: BarKind) -> Vec<Bar> {
    span_of(steps, axis)
        .map(|(from, to)| Bar { from, to, kind })
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests;
