//! One file an input.

mod cancel;
mod hold;
mod prepared;
mod settled;
mod signal;
mod tick;
