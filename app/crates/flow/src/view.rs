//! Thin components: they feed the reducer and draw what it says.
