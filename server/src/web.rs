//! Routes that are neither pages nor the API: health, assets, sign-in links, the API documents.

pub(crate) mod assets;
pub(crate) mod error_pages;
pub(crate) mod health;
mod link_page;
pub(crate) mod next_page;
pub(crate) mod sign_in;
pub(crate) mod worker_health;
