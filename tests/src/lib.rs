//! End-to-end tests of the built binary; see `tests/tests/`.
