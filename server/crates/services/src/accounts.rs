//! Organisations, people and keys, as the command line makes them.

mod create_key;
mod create_org;
mod login_link;
mod set_pool;
mod set_retention;

pub use create_key::{KeyRequest, create_key};
pub(crate) use create_org::{Founding, found_org};
pub use create_org::{OrgRequest, create_org};
pub use login_link::login_link;
pub use set_pool::set_pool;
pub use set_retention::set_retention;

/// Why an account could not be made. The texts are for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// A value can't be used.
    #[error("{0}")]
    Invalid(String),
    /// There is no such organisation or user.
    #[error("{0}")]
    NotFound(String),
    /// It exists already.
    #[error("{0}")]
    Exists(String),
    /// The database is away.
    #[error("the database is not available")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl AccountError {
    fn database(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Database(Box::new(error))
    }
}

/// A lower-case address with something on both sides of one @.
fn checked_email(email: &str) -> Result<String, AccountError> {
    let email = email.trim().to_lowercase();
    let plausible = email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@') && email.len() <= 254
    });
    let clean = !email.contains(|c: char| c.is_whitespace() || c.is_control());
    if plausible && clean {
        Ok(email)
    } else {
        Err(AccountError::Invalid(format!("`{email}` is not an e-mail address")))
    }
}
