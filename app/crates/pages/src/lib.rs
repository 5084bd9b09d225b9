//! Room `pages` (see ARCHITECTURE.md).
