//! The audit trail.

pub(crate) mod forget;
pub(crate) mod list;
