//! How it is reached.
