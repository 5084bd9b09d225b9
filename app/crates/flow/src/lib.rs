//! Room `flow` (see ARCHITECTURE.md).
