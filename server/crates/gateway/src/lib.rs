//! Room `gateway` (see ARCHITECTURE.md).
