//! Photos as evidence: checked, stripped and kept before any case names them.

use evidence::{EvidenceError, Limits};
use model::{
    PhotoFile, PhotoSize,
    case::{Actor, PhotoId},
};
use store::StoreError;
use thiserror::Error;
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::Service;

/// How many bytes a photo may have.
pub const PHOTO_LIMIT: usize = 10 << 20;

/// How many photos are decoded at once, whichever service asks (FACTS.md, Limits): each may take 400 MB for a moment.
static JOBS: Semaphore = Semaphore::const_new(2);

/// A photo that was taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AddedPhoto {
    /// What is known of it.
    pub photo: PhotoFile,
    /// Whether it is new; `false` when the same photo was kept before, with what was told then.
    pub fresh: bool,
}

/// Why a photo is not taken.
#[derive(Debug, Error)]
pub enum PhotoError {
    /// It is no evidence.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// It could not be kept.
    #[error("照片无法保存 / the photo could not be saved")]
    Store(#[from] StoreError),
}

impl Service {
    /// Takes a photo: checks it, takes everything out but the picture, keeps it. When this returns `Ok` it survives a power cut.
    ///
    /// # Errors
    /// [`PhotoError`]; nothing is kept then.
    pub async fn add_photo(&self, bytes: Vec<u8>) -> Result<AddedPhoto, PhotoError> {
        let job = JOBS.acquire().await.map_err(|_| StoreError::Stopped)?;
        let limits = Limits { bytes: PHOTO_LIMIT, ..Limits::default() };
        let read = spawn_blocking(move || {
            // Held to the end, even if nobody waits for it any more.
            let _job = job;
            evidence::read(bytes, &limits)
        });
        let sound = read.await.map_err(|_| StoreError::Stopped)??;
        let photo = PhotoFile {
            id: sound.id,
            format: sound.format,
            bytes: sound.file.len() as u64,
            width: sound.width,
            height: sound.height,
            taken_at: sound.taken_at,
            place: sound.place,
            uploaded_at: self.now_ms(),
            uploaded_by: match self.author.actor {
                Actor::Account { account, .. } => Some(account),
                Actor::System | Actor::Anonymous => None,
            },
        };
        let fresh = self.shared.store.add_photo(self.author, photo, sound.file, sound.thumbnail).await?;
        if fresh {
            return Ok(AddedPhoto { photo, fresh });
        }
        let kept = self.photos(&[photo.id]).await?.pop().flatten();
        Ok(AddedPhoto { photo: kept.unwrap_or(photo), fresh })
    }

    /// Tells what is known of photos, in the order asked; nothing of an unknown one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn photos(&self, ids: &[PhotoId]) -> Result<Vec<Option<PhotoFile>>, StoreError> {
        self.shared.store.photos(ids).await
    }

    /// Reads a photo's file, or its thumbnail; `None` for an unknown one.
    ///
    /// # Errors
    /// When the store fails, or the file is not the one that was kept.
    pub async fn photo_bytes(&self, id: PhotoId, size: PhotoSize) -> Result<Option<(PhotoFile, Vec<u8>)>, StoreError> {
        self.shared.store.photo_bytes(id, size).await
    }
}
