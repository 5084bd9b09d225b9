//! Room `services` (see ARCHITECTURE.md).
