//! Room `auth` (see ARCHITECTURE.md).
