//! What can go wrong in the database, by what it means for the caller.

use std::error::Error;

use ports::{ObjectError, StoreError};
use sea_orm::{DbErr, RuntimeErr, SqlxError};

/// A database call that failed. Nothing of its transaction stays.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The database is away, overloaded or gave up on a lock: trying again later may help (503).
    #[error("the database is not available")]
    Unavailable(#[source] DbErr),
    /// The object store is away: trying again later may help (503).
    #[error("the object store is not available")]
    ObjectsUnavailable(#[source] ObjectError),
    /// The address of the database can't be read.
    #[error("the database address is not usable")]
    BadUrl(#[source] Box<dyn Error + Send + Sync>),
    /// Something of this kind and name stands already (409).
    #[error("it exists already ({constraint})")]
    Duplicate {
        /// The unique rule that was broken.
        constraint: String,
    },
    /// What the row points to isn't there (404 or 422).
    #[error("what it refers to does not exist ({constraint})")]
    Missing {
        /// The rule that was broken.
        constraint: String,
    },
    /// The database refuses the value: U+0000 in a text, too long, out of range (422).
    #[error("the database refuses the value")]
    Rejected(#[source] DbErr),
    /// A stored row can't be read.
    #[error("a stored {what} can't be read")]
    Corrupt {
        /// What the row is.
        what: &'static str,
        /// Why.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The fault is ours.
    #[error("a database call failed")]
    Internal(#[source] DbErr),
}

impl DbError {
    /// A stored row that can't be read.
    pub(crate) fn corrupt(what: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Corrupt {
            what,
            source: source.into(),
        }
    }

    /// Whether trying the same again later may help.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::ObjectsUnavailable(_) => true,
            Self::BadUrl(_)
            | Self::Duplicate { .. }
            | Self::Missing { .. }
            | Self::Rejected(_)
            | Self::Corrupt { .. }
            | Self::Internal(_) => false,
        }
    }
}

impl From<ObjectError> for DbError {
    fn from(error: ObjectError) -> Self {
        match error {
            // a row refers to it: it went before its time
            error @ ObjectError::NotFound(_) => Self::corrupt("object of a run", error),
            error @ ObjectError::Unavailable(_) => Self::ObjectsUnavailable(error),
        }
    }
}

impl From<DbErr> for DbError {
    fn from(error: DbErr) -> Self {
        match meaning(&error) {
            Meaning::Unavailable => Self::Unavailable(error),
            Meaning::Duplicate(constraint) => Self::Duplicate { constraint },
            Meaning::Missing(constraint) => Self::Missing { constraint },
            Meaning::Rejected => Self::Rejected(error),
            Meaning::Ours => Self::Internal(error),
        }
    }
}

/// The engine knows two answers only: the lease is gone, or not now.
impl From<DbError> for StoreError {
    fn from(error: DbError) -> Self {
        Self::Unavailable(Box::new(error))
    }
}

enum Meaning {
    Unavailable,
    Duplicate(String),
    Missing(String),
    Rejected,
    Ours,
}

fn meaning(error: &DbErr) -> Meaning {
    match error {
        DbErr::ConnectionAcquire(_) => Meaning::Unavailable,
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => meaning_of_driver_error(inner),
        DbErr::Conn(_) => Meaning::Unavailable,
        // SeaORM's enum, open by declaration: everything else is a fault in how it is called
        _ => Meaning::Ours,
    }
}

fn meaning_of_driver_error(error: &SqlxError) -> Meaning {
    match error {
        SqlxError::Database(refusal) => meaning_of_code(
            refusal.code().as_deref().unwrap_or_default(),
            refusal.constraint().unwrap_or_default(),
        ),
        SqlxError::Io(_)
        | SqlxError::Tls(_)
        | SqlxError::Protocol(_)
        | SqlxError::PoolTimedOut
        | SqlxError::PoolClosed
        | SqlxError::WorkerCrashed
        | SqlxError::BeginFailed => Meaning::Unavailable,
        // sqlx's enum, open by declaration: decoding and configuration
        _ => Meaning::Ours,
    }
}

/// By SQLSTATE (Postgres manual, appendix A): the class first, then single codes.
fn meaning_of_code(code: &str, constraint: &str) -> Meaning {
    match code {
        "23505" => Meaning::Duplicate(constraint.into()),
        "23503" => Meaning::Missing(constraint.into()),
        // not null, check, index row too large, JSON that can't be read
        "23502" | "23514" | "54000" | "22P02" | "22P05" => Meaning::Rejected,
        // cancelled by a timeout; lock not available; the server shuts down, crashed or starts up
        "57014" | "55P03" | "57P01" | "57P02" | "57P03" | "25P03" => Meaning::Unavailable,
        _ => match code.get(..2) {
            Some("22") => Meaning::Rejected,
            // connection, wrong role at connect, serialisation and deadlock, out of resources, disk
            Some("08" | "28" | "40" | "53" | "58") => Meaning::Unavailable,
            _ => Meaning::Ours,
        },
    }
}
