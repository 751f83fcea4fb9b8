//! What a file of the embedded engine has to be before it is written to: of a sound engine, on a disk of this machine, whole.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, OnceLock,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use rusqlite::Connection;

use super::open_to_read;
use crate::{DiskFault, StoreError};

/// The oldest engine that is used: earlier ones could lose a write when the WAL was reset (3.51.3 of sqlite.org/changes.html).
const OLDEST_ENGINE: i32 = 3_051_003;
/// Up to which size a file is checked before it is used, in bytes: `quick_check` took 6 s a GiB. A larger one is checked meanwhile.
const CHECKED_AT_ONCE: u64 = 256 << 20;
/// So long the check of a large file waits for the start at most.
const NOT_YET: Duration = Duration::from_mins(1);
/// File systems whose files are on another machine, by the names that Linux gives them; with `fuse.` before them too. Locks and
/// shared memory, on which WAL rests, do not hold there (sqlite.org/wal.html).
const OF_NETWORKS: [&str; 23] = [
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "davfs",
    "gcsfuse",
    "glusterfs",
    "gpfs",
    "juicefs",
    "lustre",
    "moosefs",
    "ncpfs",
    "nfs",
    "nfs4",
    "orangefs",
    "rclone",
    "s3fs",
    "smb3",
    "smbfs",
    "sshfs",
    "vboxsf",
];

/// What was found broken while the store was in use.
pub(super) type Damage = Arc<OnceLock<String>>;

/// Refuses an engine that is older than the oldest sound one.
pub(super) fn check_engine() -> Result<(), StoreError> {
    if rusqlite::version_number() < OLDEST_ENGINE {
        return Err(StoreError::OldEngine(rusqlite::version()));
    }
    Ok(())
}

/// Refuses a folder on a file system of the network.
pub(super) fn check_disk(folder: &Path) -> Result<(), StoreError> {
    // Only Linux tells it so; elsewhere nothing is refused.
    let Ok(mounts) = fs::read_to_string("/proc/self/mountinfo") else { return Ok(()) };
    let Some(place) = folder.ancestors().find_map(|it| {
        let it = if it.as_os_str().is_empty() { Path::new(".") } else { it };
        it.canonicalize().ok()
    }) else {
        return Ok(());
    };
    match of_network(&mounts, &place) {
        Some(system) => Err(StoreError::Network { folder: folder.to_owned(), system }),
        None => Ok(()),
    }
}

/// Returns the name of the file system that a place is on, where it is one of the network. `mounts` is in the format of
/// `/proc/self/mountinfo` (man 5 proc); of mounts on the same place the last holds.
fn of_network(mounts: &str, place: &Path) -> Option<String> {
    let mount = |line: &str| {
        let (before, after) = line.split_once(" - ")?;
        let point = PathBuf::from(unescaped(before.split(' ').nth(4)?));
        let system = after.split(' ').next()?.to_owned();
        place.starts_with(&point).then(|| (point.components().count(), system))
    };
    // Of equals `max_by_key` takes the last.
    let (_, system) = mounts.lines().filter_map(mount).max_by_key(|it| it.0)?;
    let plain = system.strip_prefix("fuse.").unwrap_or(&system);
    OF_NETWORKS.contains(&plain).then_some(system)
}

/// Takes back what the kernel does to spaces, tabs, line ends and backslashes.
fn unescaped(text: &str) -> String {
    text.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\")
}

/// Checks a file before it is used; a large one on a thread of its own, which takes as long as it takes and begins when it is told
/// to, after [`NOT_YET`] at the latest, so that the start need not share the disk with it.
pub(super) fn check_file(path: &Path, start: mpsc::Receiver<()>) -> Result<Damage, StoreError> {
    let damage = Damage::default();
    let bytes = fs::metadata(path).map_err(StoreError::engine("opening the database"))?.len();
    let (path, found) = (path.to_owned(), damage.clone());
    let check = move || {
        let conn = open_to_read(&path)?;
        if let Some(fault) = quick_check(&conn)? {
            // Nothing else sets it.
            let _ = found.set(fault);
        }
        Ok(())
    };
    if bytes <= CHECKED_AT_ONCE {
        check().map_err(super::writing::disk("checking the database"))?;
        if let Some(cause) = damage.get() {
            return Err(StoreError::Disk { fault: DiskFault::Damaged, cause: cause.clone() });
        }
    } else {
        let on_thread = move || {
            // The store is closed before anybody needed to know.
            if start.recv_timeout(NOT_YET) != Err(RecvTimeoutError::Disconnected) {
                drop(check());
            }
        };
        thread::Builder::new()
            .name("sqlite-check".into())
            .spawn(on_thread)
            .map_err(StoreError::engine("checking the database"))?;
    }
    Ok(damage)
}

/// Looks for damage of the file; the first that there is.
pub(super) fn quick_check(conn: &Connection) -> rusqlite::Result<Option<String>> {
    let said: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok((said != "ok").then_some(said))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::of_network;

    const MOUNTS: &str = "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
31 22 0:30 / /srv/office\\040files rw shared:1 - nfs4 server:/export rw,vers=4.2
32 22 0:31 / /home/a/remote rw - fuse.sshfs a@b: rw
33 22 0:32 / /home/a/ntfs rw - fuseblk /dev/sdb1 rw
34 31 254:16 / /srv/office\\040files/local rw - xfs /dev/vdb rw
35 22 0:33 / /mnt/c rw - 9p drvfs rw
36 22 0:34 / /mnt/over rw - cifs //server/share rw
37 22 0:35 / /mnt/over rw - tmpfs tmpfs rw
garbage
";

    #[test]
    fn a_place_is_on_the_file_system_mounted_nearest_above_it() {
        for (place, system) in [
            ("/var/lib/wangge", None),
            ("/srv/office files", Some("nfs4")),
            ("/srv/office files/wangge", Some("nfs4")),
            ("/srv/office filesystem", None),
            ("/srv/office files/local/wangge", None),
            ("/home/a/remote/data", Some("fuse.sshfs")),
            ("/home/a/ntfs/data", None),
            ("/mnt/c/Users", Some("9p")),
            ("/mnt/over/data", None),
        ] {
            assert_eq!(of_network(MOUNTS, Path::new(place)).as_deref(), system, "{place}");
        }
    }
}
