//! `apex bench`: measures this machine.
