//! Drawing who checks a case.

use super::{Actor, Case};
use crate::PersonId;

impl Case {
    /// Draws a checker among persons near the place, never the handler or the unit; `None` where nobody is left.
    ///
    /// The draw depends on the seed, the case and its revision, not on the order of the persons. The seed should be secret, or
    /// handlers could work out who will come.
    pub fn draw_checker(&self, near: &[PersonId], seed: u64) -> Option<PersonId> {
        let handler = self.handler.and_then(Actor::person);
        let fit = |it: &PersonId| Some(*it) != handler && Some(*it) != self.unit;
        let mut persons: Vec<_> = near.iter().copied().filter(fit).collect();
        persons.sort_unstable();
        persons.dedup();
        let (high, low) = self.id.0.as_u64_pair();
        let roll = [high, low, u64::from(self.revision)].into_iter().fold(seed, |mixed, it| mix(mixed ^ it));
        // 64 bits over a few persons: the odds differ by less than 2^-50.
        let at = roll.checked_rem(persons.len() as u64)?;
        persons.get(at as usize).copied()
    }
}

/// A step of the generator `SplitMix64` (Steele, Lea and Flood 2014).
const fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
