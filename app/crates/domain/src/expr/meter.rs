//! Pays for evaluation before it happens.
//!
//! Every visit of a value and every allocation passes here first, so that no input can make an expression dear: the
//! meter runs out and the evaluation ends with a [`Limit`](ExprError::Limit).

use super::error::{Bound, ExprError};
use super::limits;
use super::value::Val;

/// A key, a value, a hash and a slot of the index, three times for the doubling of both.
const MAP_ENTRY_BYTES: usize = 240;

/// What touching any text costs beside its bytes, in bytes: a thousand short texts are dearer than one long.
const TOUCH: u64 = 16;

/// What one render may still spend.
#[derive(Debug, Clone)]
pub(super) struct Meter {
    /// Steps left, counted in bytes of text: one step is [`limits::BYTES_A_STEP`] of them.
    work: u64,
    bytes: u64,
    max_steps: u64,
    max_bytes: u64,
}

impl Meter {
    /// The purse of a render in process.
    pub(super) fn in_process() -> Self {
        Self::with(limits::MAX_STEPS, limits::MAX_BYTES)
    }

    /// A purse of `steps` and `bytes`.
    pub(super) fn with(steps: u64, bytes: u64) -> Self {
        let work = steps.saturating_mul(limits::BYTES_A_STEP);
        Self {
            work,
            bytes,
            max_steps: steps,
            max_bytes: bytes,
        }
    }

    /// Pays for visiting `count` values.
    pub(super) fn visit(&mut self, count: usize) -> Result<(), ExprError> {
        self.pay_work((count as u64).saturating_mul(limits::BYTES_A_STEP))
    }

    /// Pays for reading `bytes` of text.
    pub(super) fn read(&mut self, bytes: usize) -> Result<(), ExprError> {
        self.pay_work((bytes as u64).saturating_add(TOUCH))
    }

    /// Pays for allocating and writing `bytes`.
    pub(super) fn hold(&mut self, bytes: usize) -> Result<(), ExprError> {
        self.read(bytes)?;
        self.bytes = self.bytes.checked_sub(bytes as u64).ok_or(ExprError::Limit {
            what: Bound::Bytes,
            limit: self.max_bytes,
        })?;
        Ok(())
    }

    /// Pays for `bytes` appended to a growing text: its buffer doubles, and while it moves both halves live.
    pub(super) fn grow(&mut self, bytes: usize) -> Result<(), ExprError> {
        self.hold(bytes.saturating_mul(3))
    }

    /// Pays for a list of `len` values, its place and its visits.
    pub(super) fn list(&mut self, len: usize) -> Result<(), ExprError> {
        self.visit(len)?;
        self.hold(len.saturating_mul(size_of::<Val<'_>>()))
    }

    /// Pays for one more entry of a growing map.
    pub(super) fn entry(&mut self) -> Result<(), ExprError> {
        self.visit(1)?;
        self.hold(MAP_ENTRY_BYTES)
    }

    fn pay_work(&mut self, work: u64) -> Result<(), ExprError> {
        self.work = self.work.checked_sub(work).ok_or(ExprError::Limit {
            what: Bound::Steps,
            limit: self.max_steps,
        })?;
        Ok(())
    }
}

/// Refuses values nested deeper than [`limits::MAX_VALUE_DEPTH`], before the stack does.
pub(super) fn guard_depth(depth: usize) -> Result<(), ExprError> {
    if depth > limits::MAX_VALUE_DEPTH {
        return Err(ExprError::limit(Bound::ValueDepth, limits::MAX_VALUE_DEPTH));
    }
    Ok(())
}
