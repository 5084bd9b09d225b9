//! Sign-in: who is calling, and how they proved it.
//!
//! Deny by default: [`Authenticator`] is asked in the outermost layer, and everything that is not listed as public
//! refuses a request without a [`domain::access::Caller`]. Tokens and keys are compared only as keyed hashes.

pub mod authenticate;
pub mod cross_site;
pub mod hash;
pub mod key;
pub mod link;
pub mod resume;
pub mod seal;
pub mod session;
pub mod webhook;

pub use authenticate::{AuthError, Authenticator};
pub use hash::TokenHasher;
pub use seal::Sealer;
