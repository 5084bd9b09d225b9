//! Room `ui` (see ARCHITECTURE.md).
