//! Room `migration` (see ARCHITECTURE.md).
