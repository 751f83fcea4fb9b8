//! Cells.
fn main() {}
