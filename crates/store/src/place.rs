//! Where a store is.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use model::{District, Settings};

use crate::{
    Postgres, SoundTrail, Sqlite, Store, StoreError, TrailFault, TrailMark, postgres, rows, sql::Conn, sqlite,
};

/// Where a store is: its folder, and the server that its rows are on, where they are not in the folder too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder.
    pub folder: PathBuf,
    /// The address of a PostgreSQL database (`postgres://…`); `None` for the SQLite file in the folder.
    pub database: Option<String>,
}

impl<P: AsRef<Path> + ?Sized> From<&P> for Place {
    /// A folder with everything in it.
    fn from(folder: &P) -> Self {
        Self { folder: folder.as_ref().to_owned(), database: None }
    }
}

impl From<&Place> for Place {
    fn from(place: &Place) -> Self {
        place.clone()
    }
}

/// Says where it is, without user and password.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.database {
            None => write!(f, "{}", self.folder.display()),
            Some(url) => f.write_str(&postgres::named(url)),
        }
    }
}

impl Place {
    /// Opens the store to write, and brings its schema up to date.
    ///
    /// # Errors
    /// Those of [`Sqlite::open`] and [`Postgres::open`].
    pub fn open(&self) -> Result<Arc<dyn Store>, StoreError> {
        Ok(match &self.database {
            None => Arc::new(Sqlite::open(&self.folder)?),
            Some(url) => Arc::new(Postgres::open(url, &self.folder)?),
        })
    }

    /// Reads beside another process that may be writing, all of one moment.
    pub(crate) fn beside<T: Send>(
        &self,
        read: impl FnOnce(Conn<'_>) -> Result<T, StoreError> + Send,
    ) -> Result<T, StoreError> {
        match &self.database {
            None => sqlite::beside(&self.folder, read),
            Some(url) => postgres::beside(url, read),
        }
    }
}

/// Reads the district of a store without its incidents and without the lock: another process may be writing.
///
/// All of it is of one moment.
///
/// # Errors
/// [`StoreError::Outdated`] when an earlier program wrote it last; [`StoreError::Foreign`] when the database is not ours or newer
/// than this program; otherwise when the engine fails.
pub fn read_district(place: impl Into<Place>) -> Result<Option<District>, StoreError> {
    place.into().beside(rows::district)
}

/// Reads what the operator set, otherwise as [`read_district`].
///
/// # Errors
/// Those of [`read_district`].
pub fn read_settings(place: impl Into<Place>) -> Result<Settings, StoreError> {
    place.into().beside(rows::settings)
}

/// Checks the whole audit trail without the lock: another process may be writing. `noted` is a row
/// that was noted outside.
///
/// It takes as long as reading every event.
///
/// # Errors
/// As [`read_district`]; what is wrong with the trail itself is the inner error.
pub fn verify_audit(
    place: impl Into<Place>,
    noted: Option<TrailMark>,
) -> Result<Result<SoundTrail, TrailFault>, StoreError> {
    place.into().beside(|conn| rows::verify_audit(conn, noted).map_err(StoreError::engine("checking the audit trail")))
}
