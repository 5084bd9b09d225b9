//! Room `app` (see ARCHITECTURE.md).
