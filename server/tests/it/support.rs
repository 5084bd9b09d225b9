//! A running Apex, and servers that are not Apex.

pub(crate) mod apex;
pub(crate) mod upstream;

pub(crate) use apex::Apex;
pub(crate) use upstream::Upstream;
