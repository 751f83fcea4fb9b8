//! Incidents: report, list, look at one.

pub(crate) mod list;
pub(crate) mod one;
pub(crate) mod report;
