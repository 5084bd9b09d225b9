//! Room `sandbox` (see ARCHITECTURE.md).
