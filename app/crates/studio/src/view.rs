//! The page: thin components over the state. No rules here.

pub(crate) mod add_menu;
pub(crate) mod bar;
pub(crate) mod canvas;
pub(crate) mod dialogs;
pub(crate) mod drawer;
pub(crate) mod editor;
pub(crate) mod fault;
pub(crate) mod files;
pub(crate) mod inline_name;
pub(crate) mod inspector;
pub(crate) mod page;
pub(crate) mod palette;
pub(crate) mod time;
pub(crate) mod wire;
