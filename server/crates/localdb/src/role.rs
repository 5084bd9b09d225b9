//! The roles that Apex connects as. The superuser is not among them: it would bypass row-level security.

/// A database role of Apex. None of them is a superuser or may bypass row-level security.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Owns the database and its tables, and runs migrations.
    Migrator,
    /// Serves requests, inside one tenant at a time.
    App,
    /// Executes runs across tenants, on the tables whose policies name it.
    Engine,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Migrator, Self::App, Self::Engine];

    /// The role's name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Migrator => "apex_migrator",
            Self::App => "apex_app",
            Self::Engine => "apex_engine",
        }
    }
}
