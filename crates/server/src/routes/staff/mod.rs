//! People, duties and pledges as tables.

pub(crate) mod import;
