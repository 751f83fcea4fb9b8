//! Duty grids: who holds what, how evenly, and how it could be planned.

pub(crate) mod list;
pub(crate) mod plan;
