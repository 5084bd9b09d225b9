//! The ingress: from a call at `/hooks/{token}` to a run.

mod event;
mod prove;
mod receive;
mod throttle;
mod wait;

pub(super) use receive::receive;
pub(super) use throttle::Throttle;
