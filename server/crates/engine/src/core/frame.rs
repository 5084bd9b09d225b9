//! One execution of a graph: the workflow itself, or one iteration of a loop's body.

use std::sync::Arc;

use domain::run::StepPath;
use serde_json::Value;

use super::Program;
use super::slot::{Phase, Slot};

#[derive(Debug)]
pub(super) struct Frame {
    pub(super) program: Arc<Program>,
    pub(super) place: Option<Place>,
    pub(super) slots: Vec<Slot>,
    /// Something changed in here, or below, since it was last looked at.
    pub(super) dirty: bool,
}

/// Which iteration of which loop.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) of: StepPath,
    pub(super) index: usize,
    pub(super) item: Arc<Value>,
}

impl Frame {
    pub(super) fn new(program: Arc<Program>, place: Option<Place>) -> Self {
        let slots = std::iter::repeat_with(Slot::default).take(program.len()).collect();
        Self {
            program,
            place,
            slots,
            dirty: true,
        }
    }

    pub(super) fn path(&self, index: usize) -> StepPath {
        let id = &self.program.step(index).id;
        match &self.place {
            None => StepPath::top(id),
            Some(place) => place.of.inside(place.index, id),
        }
    }

    /// Whether every step has ended, but for those that undo others.
    pub(super) fn is_complete(&self) -> bool {
        self.slots
            .iter()
            .zip(self.program.steps())
            .all(|(slot, step)| slot.is_done() || step.compensates.is_some())
    }

    /// The slot at `path` with its frame's program and its place there, marking every frame on the way as dirty.
    /// An iteration that is not yet known comes into being.
    pub(super) fn locate(&mut self, path: &StepPath) -> Option<(&mut Slot, Arc<Program>, usize)> {
        let mut parts = path.as_str().split('.');
        let mut frame = self;
        loop {
            frame.dirty = true;
            let index = frame.program.index_of(parts.next()?)?;
            let Some(iteration) = parts.next() else {
                let program = Arc::clone(&frame.program);
                return Some((&mut frame.slots[index], program, index));
            };
            frame = frame.iteration(index, iteration.parse().ok()?)?;
        }
    }

    fn iteration(&mut self, index: usize, iteration: usize) -> Option<&mut Self> {
        let path = self.path(index);
        let body = self.program.cell(index).body.clone()?;
        self.slots[index].inner_mut(iteration, &path, &body)
    }

    /// Marks every graph with a step that waits for a signal as changed; says whether there is one.
    pub(super) fn stir(&mut self) -> bool {
        let mut waits = false;
        for slot in &mut self.slots {
            waits |= match &mut slot.phase {
                Phase::Awaiting(_) => true,
                Phase::Looping(each) => each.frames.values_mut().fold(false, |any, frame| frame.stir() | any),
                Phase::Turning(turns) => turns.any_frame().is_some_and(Self::stir),
                Phase::Pending | Phase::Started | Phase::Pausing(_) | Phase::Waiting(_) | Phase::Done(_) => false,
            };
        }
        self.dirty |= waits;
        waits
    }
}
