//! Who answers for a spot, or for many.

pub(super) mod many;
pub(super) mod one;

pub(super) use self::many::BODY_LIMIT;
