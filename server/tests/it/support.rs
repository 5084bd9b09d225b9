//! A running Apex, and servers that are not Apex.

pub mod apex;
pub mod upstream;

pub use apex::Apex;
pub use upstream::Upstream;
