//! The binary `apex`: wiring only.
fn main() {}
