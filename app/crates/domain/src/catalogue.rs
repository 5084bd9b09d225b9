//! The node catalogue: one entry gives palette, inspector form, defaults, help, validation and mock sample.
//!
//! To add a kind, write one file here and name it in `kinds!`, and write one executor in the engine. Don't special-case
//! a kind anywhere else: what a kind needs to tell the rest of Apex belongs into [`NodeKind`].

mod brief;
mod example;
pub mod field;
pub mod kind;

use std::sync::LazyLock;

pub use field::{Choice, Field, FieldKind, Implied};
pub use kind::{Effect, Group, NodeKind, Port, Ports, Shape};

macro_rules! kinds {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+

        static BUILTIN: LazyLock<Catalogue> =
            LazyLock::new(|| Catalogue { kinds: vec![$(&$module::KIND),+] });
    };
}

// the order of the palette
kinds!(
    start,
    llm,
    condition,
    switch,
    for_each,
    while_loop,
    merge,
    wait,
    wait_for_signal,
    approval,
    sub_workflow,
    transform,
    google_sheets,
    http,
    slack,
    respond,
    log
);

/// A set of node kinds.
#[derive(Debug, Clone)]
pub struct Catalogue {
    kinds: Vec<&'static NodeKind>,
}

impl Catalogue {
    /// The kinds that Apex ships.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// The same catalogue with one more kind.
    #[must_use]
    pub fn with(&self, kind: &'static NodeKind) -> Self {
        let mut kinds = self.kinds.clone();
        kinds.push(kind);
        Self { kinds }
    }

    /// The kind with this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'static NodeKind> {
        self.kinds.iter().copied().find(|kind| kind.key == key)
    }

    /// All kinds, in the order of the palette.
    pub fn iter(&self) -> impl Iterator<Item = &'static NodeKind> + Clone + '_ {
        self.kinds.iter().copied()
    }
}
