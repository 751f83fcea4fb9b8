//! When a message is tried again, and how many go out in a minute.

use std::collections::VecDeque;

/// How often a message is tried before it is laid aside: with the waits below, for about nine hours.
pub const MOST_TRIES: u32 = 8;

/// The longest wait, in milliseconds: four hours (default).
const LONGEST_MS: i64 = 4 * 3_600_000;

/// How long to wait until a message is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// How long after the first failure, in milliseconds.
    pub first_ms: i64,
}

impl Default for Backoff {
    /// Half a minute.
    fn default() -> Self {
        Self { first_ms: 30_000 }
    }
}

impl Backoff {
    /// Returns how long to wait after the `tries`-th failure, in milliseconds: four times as long each time, up to four hours;
    /// `None` when the message is laid aside.
    ///
    /// ```
    /// use notify::Backoff;
    /// let waits: Vec<_> = (1..=8).map(|it| Backoff::default().again_after_ms(it)).collect();
    /// let s = |it: i64| Some(it * 1000);
    /// assert_eq!(waits, [s(30), s(120), s(480), s(1920), s(7680), s(14_400), s(14_400), None]);
    /// ```
    pub fn again_after_ms(self, tries: u32) -> Option<i64> {
        let after = || self.first_ms.saturating_mul(4_i64.saturating_pow(tries.saturating_sub(1)));
        (tries < MOST_TRIES).then(|| after().min(LONGEST_MS))
    }
}

/// Counts what one robot sent in the last minute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    sent: VecDeque<i64>,
}

impl Pace {
    /// How many messages a robot may send in a minute: all three vendors take 20; three are kept for people who test.
    pub const PER_MINUTE: usize = 17;
    const MINUTE_MS: i64 = 60_000;

    /// Takes a place at a moment (milliseconds since 1970), or tells when the next one is free.
    ///
    /// # Errors
    /// The moment at which to try again.
    pub fn take(&mut self, now_ms: i64) -> Result<(), i64> {
        // A clock that was set back counts as standing still.
        while self.sent.front().is_some_and(|it| now_ms.saturating_sub(*it) >= Self::MINUTE_MS) {
            self.sent.pop_front();
        }
        match self.sent.front() {
            Some(first) if self.sent.len() >= Self::PER_MINUTE => Err(first.saturating_add(Self::MINUTE_MS)),
            _ => {
                self.sent.push_back(now_ms);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_holds_more_than_the_vendors_take() {
        let mut pace = Pace::default();
        let mut sent = vec![];
        let mut now = 0;
        while sent.len() < 100 {
            match pace.take(now) {
                Ok(()) => {
                    sent.push(now);
                    now += 700;
                }
                Err(at) => {
                    assert!(at > now);
                    now = at;
                }
            }
        }
        for window in sent.windows(Pace::PER_MINUTE + 1) {
            assert!(window[Pace::PER_MINUTE] - window[0] >= 60_000);
        }
    }
}
