//! Photos as evidence.

pub(crate) mod add;
pub(crate) mod one;

/// How large a photo may be, in bytes.
pub(crate) const BODY_LIMIT: usize = service::PHOTO_LIMIT;
