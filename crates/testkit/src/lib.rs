//! Districts drawn in ASCII.
