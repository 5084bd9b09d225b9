//! Triggers of workflows: webhooks with what came to them, schedules with when they are due.

mod by_token;
mod create;
mod delete;
mod deliveries;
mod get;
mod record;
mod schedules;
mod update;

pub use by_token::by_token;
pub use create::{NewTrigger, create};
pub use delete::delete;
pub use deliveries::{
    Delivered, DeliveryKind, DeliveryRecord, NewDelivery, deliver, deliveries, delivery, keep_delivery,
};
pub use get::{count, get, list};
pub use record::{ScheduleRecord, TriggerOverview, TriggerRecord};
pub use schedules::{DueTrigger, Fired, HeldSchedule, due, hold, move_on, next_due};
pub use update::{TriggerChange, replace_token, update};
