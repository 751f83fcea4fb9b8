//! Z-order: the bits of two coordinates interleaved, so that every tile is one contiguous range of keys.

/// Interleaves `x` (even bits) and `y` (odd bits).
pub(crate) const fn encode(x: u32, y: u32) -> u64 {
    spread(x) | (spread(y) << 1)
}

/// Takes a key apart into `x` and `y`.
pub(crate) const fn decode(key: u64) -> (u32, u32) {
    (gather(key), gather(key >> 1))
}

const fn spread(value: u32) -> u64 {
    let mut v = value as u64;
    v = (v | (v << 16)) & 0x0000_ffff_0000_ffff;
    v = (v | (v << 8)) & 0x00ff_00ff_00ff_00ff;
    v = (v | (v << 4)) & 0x0f0f_0f0f_0f0f_0f0f;
    v = (v | (v << 2)) & 0x3333_3333_3333_3333;
    (v | (v << 1)) & 0x5555_5555_5555_5555
}

const fn gather(key: u64) -> u32 {
    let mut v = key & 0x5555_5555_5555_5555;
    v = (v | (v >> 1)) & 0x3333_3333_3333_3333;
    v = (v | (v >> 2)) & 0x0f0f_0f0f_0f0f_0f0f;
    v = (v | (v >> 4)) & 0x00ff_00ff_00ff_00ff;
    v = (v | (v >> 8)) & 0x0000_ffff_0000_ffff;
    ((v | (v >> 16)) & 0xffff_ffff) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_key_comes_apart_into_what_it_was_made_of(x: u32, y: u32) {
            prop_assert_eq!(decode(encode(x, y)), (x, y));
        }

        #[test]
        fn everything_in_a_box_lies_between_the_keys_of_its_corners(a: (u32, u32), b: (u32, u32), s: u16, t: u16) {
            let (x0, x1) = (a.0.min(b.0), a.0.max(b.0));
            let (y0, y1) = (a.1.min(b.1), a.1.max(b.1));
            let inside = |low: u32, high: u32, share: u16| {
                low + (u64::from(high - low) * u64::from(share) / u64::from(u16::MAX)) as u32
            };
            let key = encode(inside(x0, x1, s), inside(y0, y1, t));
            prop_assert!((encode(x0, y0)..=encode(x1, y1)).contains(&key));
        }
    }
}
