//! What an engine has to offer, and the store that follows from it.

use std::sync::Arc;

use async_trait::async_trait;
use model::{
    AccountId, AccountsOnRecord, Author, Bulk, Case, Change, Happening, IncidentDetail, IncidentId, Letter, PersonId,
    PhotoFile, PhotoSize, RobotId, RobotSecrets, RobotsOnRecord, SavedView, Secrets, Snapshot, case::PhotoId,
};
use tokio::{
    sync::{Notify, watch},
    task::spawn_blocking,
};

use crate::{
    AuditFilter, AuditRow, Inbox, InboxQuery, LetterQuery, LetterQueue, News, Outcome, Parts, Store, StoreError, Told,
    Turn, neighbours::Trail, photo_files::PhotoFiles, rows, sql::Conn, writer::Writer,
};

/// An engine: connections that read, one writer, and a folder for the files of photos.
#[async_trait]
pub(crate) trait Engine: Send + Sync {
    /// Reads on a connection of its own, all of one moment; `doing` says what for.
    async fn read<T: Send + 'static>(
        &self,
        doing: &'static str,
        query: impl for<'c> FnOnce(Conn<'c>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError>;

    /// Reads everything that the live world is rebuilt from, all of one moment.
    async fn read_all(&self) -> Result<Snapshot, StoreError> {
        self.read("loading", rows::load).await
    }

    /// The writer.
    fn writer(&self) -> &Writer;

    /// The files of photos.
    fn photo_files(&self) -> &PhotoFiles;

    /// What connects it with other processes on the same database; `None` where there can be none.
    fn neighbours(&self) -> Option<&Neighbours>;
}

/// What connects an engine with other processes on the same database.
#[derive(Debug)]
pub(crate) struct Neighbours {
    /// What is known of the audit trail.
    pub trail: Arc<Trail>,
    /// Told when others may have written.
    pub woken: Arc<Notify>,
    /// Whether this process is the one that does what only one may do.
    pub leading: watch::Receiver<bool>,
}

#[async_trait]
impl<E: Engine> Store for E {
    async fn load(&self) -> Result<Snapshot, StoreError> {
        self.read_all().await
    }

    async fn commit(&self, author: Author, change: Change) -> Result<Outcome, StoreError> {
        self.writer().commit(author, change).await
    }

    async fn turn(&self) -> Result<Turn, StoreError> {
        match self.neighbours() {
            Some(_) => self.writer().turn().await,
            None => Ok(Turn::ALONE),
        }
    }

    async fn news(&self, wanted: Parts) -> Result<News, StoreError> {
        let Some(Neighbours { trail, .. }) = self.neighbours() else { return Ok(News::default()) };
        let trail = trail.clone();
        self.read("following", move |conn| rows::news(conn, &trail, wanted)).await
    }

    fn followed(&self, parts: Parts, upto: i64) {
        if let Some(it) = self.neighbours() {
            it.trail.follow(parts, upto);
        }
    }

    fn woken(&self) -> Option<Arc<Notify>> {
        self.neighbours().map(|it| it.woken.clone())
    }

    fn leading(&self) -> watch::Receiver<bool> {
        // The one process always does; what nobody sends any more stays as it is.
        self.neighbours().map_or_else(|| watch::channel(true).1, |it| it.leading.clone())
    }

    async fn details(&self, ids: &[IncidentId]) -> Result<Vec<Option<IncidentDetail>>, StoreError> {
        let ids = ids.to_vec();
        self.read("reading details", move |conn| rows::details(conn, &ids)).await
    }

    async fn history(&self, id: IncidentId) -> Result<Vec<Happening>, StoreError> {
        self.read("reading history", move |conn| rows::history(conn, id)).await
    }

    async fn case(&self, id: IncidentId) -> Result<Option<Case>, StoreError> {
        self.read("reading a case", move |conn| rows::case(conn, id)).await
    }

    async fn known(&self, key: &str) -> Result<Option<IncidentId>, StoreError> {
        let key = key.to_owned();
        self.read("looking up the idempotency key", move |conn| rows::known(conn, &key)).await
    }

    async fn bulk(&self, key: &str) -> Result<Option<(Bulk, bool)>, StoreError> {
        let key = key.to_owned();
        self.read("reading what is done to many", move |conn| rows::bulk(conn, &key)).await
    }

    async fn saved_views(&self, owner: AccountId) -> Result<Vec<SavedView>, StoreError> {
        self.read("reading saved views", move |conn| rows::saved_views(conn, owner)).await
    }

    async fn audit(&self, filter: AuditFilter) -> Result<Vec<AuditRow>, StoreError> {
        self.read("reading the audit trail", move |conn| rows::audit(conn, &filter)).await
    }

    async fn inbox(&self, query: InboxQuery) -> Result<Inbox, StoreError> {
        self.read("reading messages", move |conn| rows::inbox(conn, &query)).await
    }

    async fn add_photo(
        &self,
        author: Author,
        photo: PhotoFile,
        file: Vec<u8>,
        thumbnail: Vec<u8>,
    ) -> Result<bool, StoreError> {
        let PhotoFile { id, format, .. } = photo;
        if self.photos(&[id]).await?.iter().any(Option::is_some) {
            return Ok(false);
        }
        // The files first: a row without its files would be evidence that is not there.
        let files = self.photo_files().clone();
        let write = move || {
            files.write(id, format, PhotoSize::Thumbnail, &thumbnail)?;
            files.write(id, format, PhotoSize::Whole, &file)
        };
        let written = spawn_blocking(write).await.map_err(StoreError::engine("writing a photo"))?;
        written.map_err(StoreError::file("writing a photo"))?;
        self.commit(author, Change::Photo(photo)).await?;
        Ok(true)
    }

    async fn photos(&self, ids: &[PhotoId]) -> Result<Vec<Option<PhotoFile>>, StoreError> {
        let ids = ids.to_vec();
        self.read("reading photos", move |conn| rows::photos(conn, &ids)).await
    }

    async fn photo_bytes(&self, id: PhotoId, size: PhotoSize) -> Result<Option<(PhotoFile, Vec<u8>)>, StoreError> {
        let Some(photo) = self.photos(&[id]).await?.pop().flatten() else { return Ok(None) };
        let files = self.photo_files().clone();
        let bytes = spawn_blocking(move || files.read(id, photo.format, size)).await;
        let bytes = bytes.map_err(StoreError::engine("reading a photo"))?;
        match bytes.map_err(StoreError::file("reading a photo"))? {
            Some(bytes) => Ok(Some((photo, bytes))),
            None => Err(StoreError::corrupt("photo.hash", format!("{id}: the file was changed"))),
        }
    }

    async fn accounts(&self) -> Result<AccountsOnRecord, StoreError> {
        self.read("reading accounts", rows::accounts).await
    }

    async fn secrets(&self, account: AccountId) -> Result<Secrets, StoreError> {
        self.read("reading accounts", move |conn| rows::secrets(conn, account)).await
    }

    async fn ties(&self, account: AccountId, persons: &[PersonId]) -> Result<Vec<IncidentId>, StoreError> {
        let persons = persons.to_vec();
        self.read("reading whose incidents are whose", move |conn| rows::ties(conn, account, &persons)).await
    }

    async fn robots(&self) -> Result<RobotsOnRecord, StoreError> {
        self.read("reading robots", rows::robots).await
    }

    async fn robot_secrets(&self, robot: RobotId) -> Result<Option<RobotSecrets>, StoreError> {
        self.read("reading robots", move |conn| rows::robot_secrets(conn, robot)).await
    }

    async fn unsent(&self, limit: usize) -> Result<Vec<Told>, StoreError> {
        self.read("reading messages", move |conn| rows::unsent(conn, limit)).await
    }

    async fn letter_queues(&self) -> Result<Vec<LetterQueue>, StoreError> {
        self.read("reading letters", rows::letter_queues).await
    }

    async fn letters_due(&self, robot: RobotId, at: i64, limit: usize) -> Result<Vec<Letter>, StoreError> {
        self.read("reading letters", move |conn| rows::letters_due(conn, robot, at, limit)).await
    }

    async fn letters(&self, query: LetterQuery) -> Result<Vec<Letter>, StoreError> {
        self.read("reading letters", move |conn| rows::letters(conn, &query)).await
    }
}
