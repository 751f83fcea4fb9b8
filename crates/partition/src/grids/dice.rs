//! Repeatable chance: the same seed gives the same numbers on every machine.

/// `SplitMix64` (Steele, Lea and Flood, 2014).
pub(super) struct Dice(u64);

impl Dice {
    /// Makes the dice number `stream` of a seed.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut dice = Self(seed ^ stream.wrapping_mul(0xD134_2543_DE82_EF95));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        it ^ (it >> 31)
    }

    /// Returns a number below `most`; 0 when `most` is 0.
    pub(super) fn below(&mut self, most: usize) -> usize {
        ((u128::from(self.next()) * most as u128) >> 64) as usize
    }

    /// Whether something happens that costs `x ≥ 0` times the temperature: with probability e^−x, nearly.
    ///
    /// (1 − x/64)^64 by squaring: arithmetic alone, so that it comes out the same on every machine.
    pub(super) fn accepts(&mut self, x: f64) -> bool {
        if x >= 32.0 {
            return false;
        }
        let mut it = 1.0 - x / 64.0;
        for _ in 0..6 {
            it *= it;
        }
        ((self.next() >> 11) as f64) < it * (1_u64 << 53) as f64
    }
}
