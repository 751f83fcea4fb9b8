//! Random choices that depend on nothing but the seed.

use rand::{Rng, RngExt};
use rand_pcg::Pcg64;

/// A source of choices: PCG 64, one stream for each purpose, so that a change in one part leaves the others as they were.
pub(crate) struct Dice(Pcg64);

impl Dice {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        // The multipliers spread neighbouring seeds; any odd constants would do.
        let state = (u128::from(seed) << 64) | u128::from(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Self(Pcg64::new(state, u128::from(stream).wrapping_mul(0xDA94_2042_E4DD_58B5)))
    }

    /// A number from `low` to `high`.
    pub(crate) fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.random::<f64>()
    }

    /// A whole number below `n`; 0 when `n` is 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.0.next_u64() % n as u64) as usize }
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.0.random::<f64>() < probability
    }

    /// An entry of `list`, or `None` of an empty one.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }

    /// Roughly a normal number with mean 0 and deviation 1: the sum of four even ones.
    pub(crate) fn normal(&mut self) -> f64 {
        let sum: f64 = (0..4).map(|_| self.0.random::<f64>()).sum();
        (sum - 2.0) * 3.0_f64.sqrt()
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// Draws entries by weight in constant time (bisection of the running sums).
pub(crate) struct Weighted(Vec<f64>);

impl Weighted {
    pub(crate) fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        let add = |it: f64| {
            sum += it.max(0.0);
            sum
        };
        Self(weights.into_iter().map(add).collect())
    }

    /// The position drawn, or `None` when no weight is positive.
    pub(crate) fn draw(&self, dice: &mut Dice) -> Option<usize> {
        let total = *self.0.last()?;
        let at = dice.range(0.0, total);
        (total > 0.0).then(|| self.0.partition_point(|it| *it <= at).min(self.0.len() - 1))
    }
}
