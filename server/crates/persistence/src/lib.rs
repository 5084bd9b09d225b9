//! Room `persistence` (see ARCHITECTURE.md).
