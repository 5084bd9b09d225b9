//! Room `localdb` (see ARCHITECTURE.md).
