//! Room `entity` (see ARCHITECTURE.md).
