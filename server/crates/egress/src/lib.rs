//! Room `egress` (see ARCHITECTURE.md).
