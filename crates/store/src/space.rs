//! Room on the disk.

use std::path::Path;

/// Returns how many bytes more the file system of a folder takes from this process; `None` where the system does not tell.
#[cfg(unix)]
pub(crate) fn free(folder: &Path) -> Option<u64> {
    let it = rustix::fs::statvfs(folder).ok()?;
    Some(it.f_bavail.saturating_mul(it.f_frsize))
}

/// Returns `None`: this system is not asked.
#[cfg(not(unix))]
pub(crate) fn free(_folder: &Path) -> Option<u64> {
    None
}
