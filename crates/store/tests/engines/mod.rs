//! A place of its own for each test, on either engine.

use std::{path::Path, sync::Arc};

use store::{Place, Store, StoreError};
use tempfile::TempDir;

/// An empty place.
pub struct Home {
    folder: TempDir,
    place: Place,
}

impl Home {
    /// Returns one with an SQLite file.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::from(folder.path());
        Self { folder, place }
    }

    /// Returns one with a PostgreSQL database.
    pub fn postgres() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place { database: Some(testkit::postgres_database()), ..Place::from(folder.path()) };
        Self { folder, place }
    }

    /// Opens the store.
    pub fn open(&self) -> Result<Arc<dyn Store>, StoreError> {
        self.place.open()
    }

    /// Returns where it is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Returns its folder.
    #[allow(dead_code, reason = "not every test looks at files")]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Does to the database what the program never does; tells what refuses it.
    #[allow(dead_code, reason = "not every test does it")]
    pub async fn meddle(&self, sql: &str) -> Result<(), String> {
        match &self.place.database {
            None => {
                let conn = rusqlite::Connection::open(self.path().join("wangge.db")).unwrap();
                conn.execute_batch(sql).map_err(|err| err.to_string())
            }
            Some(url) => {
                let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
                let driven = tokio::spawn(connection);
                let done = client.batch_execute(sql).await;
                drop(client);
                driven.await.unwrap().unwrap();
                done.map_err(|err| err.as_db_error().map_or_else(|| err.to_string(), |it| it.message().to_owned()))
            }
        }
    }
}

impl From<&Home> for Place {
    fn from(home: &Home) -> Self {
        home.place.clone()
    }
}

/// Makes a test for each engine of functions that take a [`Home`].
#[allow(unused_macros, reason = "not every test is of both")]
macro_rules! on_both_engines {
    ($($test:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)] async fn $test() {
                super::$test(super::engines::Home::sqlite()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)] async fn $test() {
                super::$test(super::engines::Home::postgres()).await;
            })*
        }
    };
}
#[allow(unused_imports, reason = "not every test is of both")]
pub(crate) use on_both_engines;
