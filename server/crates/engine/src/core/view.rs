//! What a step can see of the run: outputs by id, its loop's item, and its live sources.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::run::StepPath;
use serde_json::Value;

use super::Machine;
use super::frame::Frame;
use super::slot::{Phase, Slot};

/// Which outputs are asked for: a step that names two steps should not pay for a thousand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Every finished step.
    All,
    /// These ids.
    Named(Vec<String>),
}

/// What a step can see.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// Outputs by step id; inside a body the inner ones shadow the outer ones.
    pub steps: BTreeMap<String, Arc<Value>>,
    /// The item and its index (from 0), inside a loop.
    pub item: Option<(Arc<Value>, usize)>,
    /// Outputs of the sources whose edges are live now, in the author's order.
    pub sources: Vec<(String, Arc<Value>)>,
}

impl Machine {
    /// What the step at `path` can see now.
    #[must_use]
    pub fn view(&self, path: &StepPath, wanted: &Wanted) -> View {
        let mut view = View::default();
        let mut frame = &self.top;
        let mut parts = path.as_str().split('.');
        while let Some(index) = parts.next().and_then(|id| frame.program.index_of(id)) {
            view.take_outputs(frame, wanted);
            let Some(iteration) = parts.next().and_then(|text| text.parse::<usize>().ok()) else {
                view.take_sources(frame, index);
                view.take_turn(frame, index);
                break;
            };
            let Some(inner) = frame.slots[index].inner(iteration) else {
                break;
            };
            frame = inner;
        }
        view
    }
}

impl View {
    fn take_outputs(&mut self, frame: &Frame, wanted: &Wanted) {
        self.item = frame
            .place
            .as_ref()
            .map(|place| (Arc::clone(&place.item), place.index))
            .or(self.item.take());
        match wanted {
            Wanted::All => (0..frame.slots.len()).for_each(|index| self.take_output(frame, index)),
            Wanted::Named(names) => {
                names
                    .iter()
                    .filter_map(|name| frame.program.index_of(name))
                    .for_each(|index| self.take_output(frame, index));
            }
        }
    }

    fn take_output(&mut self, frame: &Frame, index: usize) {
        let id = frame.program.step(index).id.as_str();
        match &frame.slots[index].output {
            Some(output) => {
                self.steps.insert(id.into(), Arc::clone(output));
            }
            // an inner step without output hides an outer one of the same name all the same
            None => {
                self.steps.remove(id);
            }
        }
    }

    /// A loop that asks before each turn sees what its body will see.
    fn take_turn(&mut self, frame: &Frame, index: usize) {
        if let Slot {
            phase: Phase::Turning(turns),
            ..
        } = &frame.slots[index]
        {
            self.item = Some(turns.item());
        } else if frame.program.step(index).kind.takes_turns() {
            self.item = Some((Arc::new(Value::Null), 0));
        }
    }

    fn take_sources(&mut self, frame: &Frame, index: usize) {
        for edge in &frame.program.step(index).incoming {
            let source = &frame.slots[edge.from];
            let id = frame.program.step(edge.from).id.as_str();
            let seen = self.sources.iter().any(|(known, _)| known == id);
            if let (Some(true), Some(output), false) = (source.leaves_by(&edge.port), &source.output, seen) {
                self.sources.push((id.into(), Arc::clone(output)));
            }
        }
    }
}
