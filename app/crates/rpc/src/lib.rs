//! Room `rpc` (see ARCHITECTURE.md).
