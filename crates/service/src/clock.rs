//! The one place where time comes from.

use std::time::Duration;

use async_trait::async_trait;

/// The longest sleep of the system's clock: so long after it was set, what waits for it knows.
const LONGEST_SLEEP: Duration = Duration::from_mins(1);

/// Tells the time.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Returns milliseconds since 1970-01-01T00:00:00Z.
    fn now_ms(&self) -> i64;

    /// Waits until a moment (milliseconds since 1970) has come.
    async fn reached(&self, ms: i64);
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }

    async fn reached(&self, ms: i64) {
        loop {
            let left = ms.saturating_sub(self.now_ms());
            let Some(left) = u64::try_from(left).ok().filter(|it| *it > 0) else { return };
            tokio::time::sleep(LONGEST_SLEEP.min(Duration::from_millis(left))).await;
        }
    }
}
