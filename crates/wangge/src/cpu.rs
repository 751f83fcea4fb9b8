//! How much processor time this process has used.

/// Returns the processor time of all threads of this process in milliseconds; `None` where the system does not tell.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
pub fn cpu_ms() -> Option<f64> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Some(time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6)
}

/// Returns `None`: this system is not asked.
#[cfg(not(unix))]
pub fn cpu_ms() -> Option<f64> {
    None
}
