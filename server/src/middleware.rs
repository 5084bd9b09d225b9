//! Layers around every route, from the outside in: request id and log, panics, security headers, size, who is calling.

pub(crate) mod authenticate;
pub(crate) mod body_size;
pub(crate) mod panic;
pub(crate) mod public;
pub(crate) mod request_id;
pub(crate) mod security_headers;
