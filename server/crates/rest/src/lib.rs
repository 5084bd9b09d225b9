//! Room `rest` (see ARCHITECTURE.md).
