//! Room `frontend` (see ARCHITECTURE.md).
