//! Room `engine` (see ARCHITECTURE.md).
