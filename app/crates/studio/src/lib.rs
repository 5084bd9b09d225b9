//! Room `studio` (see ARCHITECTURE.md).
