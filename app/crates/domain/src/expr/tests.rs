//! Tests of expressions, by what they promise.

mod values;
