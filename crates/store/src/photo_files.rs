//! The files of photos, beside the database: `photos/ab/abcd….jpg` and `photos/ab/abcd….thumb.jpg`, named by hash.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use model::{PhotoFormat, PhotoSize, case::PhotoId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The files of photos in one folder.
#[derive(Clone, Debug)]
pub(crate) struct PhotoFiles {
    root: PathBuf,
}

impl PhotoFiles {
    pub(crate) fn new(data: &Path) -> Self {
        Self { root: data.join("photos") }
    }

    fn place(&self, id: PhotoId, format: PhotoFormat, size: PhotoSize) -> (PathBuf, String) {
        let name = id.to_string();
        let folder = self.root.join(&name[..2]);
        match size {
            PhotoSize::Whole => (folder, format!("{name}.{}", format.extension())),
            PhotoSize::Thumbnail => (folder, format!("{name}.thumb.jpg")),
        }
    }

    /// Writes a file so that it is there whole or not at all, also after a power cut.
    pub(crate) fn write(&self, id: PhotoId, format: PhotoFormat, size: PhotoSize, bytes: &[u8]) -> io::Result<()> {
        let (folder, name) = self.place(id, format, size);
        if !folder.is_dir() {
            fs::create_dir_all(&folder)?;
            sync_folder(&self.root)?;
            self.root.parent().map_or(Ok(()), sync_folder)?;
        }
        // A name of its own, so that two who send the same photo do not write into each other.
        let part = folder.join(format!(".{}.part", Uuid::now_v7()));
        let written = File::create(&part).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&part, folder.join(name))?;
            sync_folder(&folder)
        });
        if written.is_err() {
            // The first failure is the one to tell.
            let _ = fs::remove_file(&part);
        }
        written
    }

    /// Lists all files below the folder, whatever they are, in the order of their names; none where it is not there.
    pub(crate) fn all(&self) -> io::Result<Vec<PathBuf>> {
        let mut all = Vec::new();
        if self.root.is_dir() {
            list(&self.root, &mut all)?;
            all.sort_unstable();
        }
        Ok(all)
    }

    /// Returns where the file of a photo is kept.
    pub(crate) fn path(&self, id: PhotoId, format: PhotoFormat, size: PhotoSize) -> PathBuf {
        let (folder, name) = self.place(id, format, size);
        folder.join(name)
    }

    /// Reads a file; of the photo itself it checks that it is still the one that was kept.
    pub(crate) fn read(&self, id: PhotoId, format: PhotoFormat, size: PhotoSize) -> io::Result<Option<Vec<u8>>> {
        let (folder, name) = self.place(id, format, size);
        let bytes = fs::read(folder.join(name))?;
        let same = size == PhotoSize::Thumbnail || Sha256::digest(&bytes).as_slice() == id.0;
        Ok(same.then_some(bytes))
    }
}

fn list(folder: &Path, all: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            list(&entry.path(), all)?;
        } else {
            all.push(entry.path());
        }
    }
    Ok(())
}

/// Makes new names in a folder survive a power cut. Only Unix can: elsewhere the file system sees to it.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
