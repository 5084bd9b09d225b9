//! Room `providers` (see ARCHITECTURE.md).
