//! A PostgreSQL server: one connection writes, a few read, one listens to other processes.

mod blank;
mod gis;
mod listener;
mod many;
mod schema;
mod server;
mod session;
mod value;
mod writer;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use async_trait::async_trait;
use tokio::{
    sync::{Notify, Semaphore, watch},
    task::spawn_blocking,
};

pub(crate) use self::{
    blank::Blank,
    gis::{Views, views},
    session::{CopyIn, Session},
    value::{Cell, Param},
};
use self::{
    listener::{Ears, Listener},
    server::Server,
    writer::Groups,
};
use crate::{
    StoreError,
    engine::{Engine, Neighbours},
    neighbours::Trail,
    photo_files::PhotoFiles,
    sql::Conn,
    writer::Writer,
};

/// How many connections read at once.
const READERS: usize = 8;

/// A store on a PostgreSQL server, 15 or newer. The files of photos lie in a folder as with [`Sqlite`](crate::Sqlite).
#[derive(Debug)]
pub struct Postgres {
    readers: Arc<Readers>,
    places: Arc<Semaphore>,
    writer: Writer,
    photo_files: PhotoFiles,
    neighbours: Neighbours,
    /// Held as long as the store lives.
    _listener: Listener,
}

impl Postgres {
    /// Opens the database at `url` (`postgres://user:password@host:port/database`), which has to be there and may be used by other
    /// processes, and brings its schema up to date. The files of photos are kept in `folder`.
    ///
    /// # Errors
    /// [`StoreError::Address`] when the address cannot be read; [`StoreError::Unreachable`] when the server does not answer or
    /// refuses; [`StoreError::Taken`] when the schema is not up to date and other processes use it; [`StoreError::Held`] when
    /// another process does not come to an end with writing; [`StoreError::Foreign`] when the database is not
    /// ours, or newer than this program; otherwise when the folder or the engine fails.
    pub fn open(url: &str, folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(StoreError::engine("creating the data folder"))?;
        let server = Server::of(url)?;
        let (name, trail) = (Groups::name(), Arc::new(Trail::default()));
        let groups = apart(|| Groups::open(server.clone(), name.clone(), trail.clone()))?;
        let (woken, (lead, leading)) = (Arc::new(Notify::new()), watch::channel(false));
        let ears = Ears { server: server.clone(), own: name, woken: woken.clone(), leading: lead };
        Ok(Self {
            _listener: Listener::start(ears)?,
            neighbours: Neighbours { trail, woken, leading },
            readers: Arc::new(Readers { server, idle: Mutex::default() }),
            places: Arc::new(Semaphore::new(READERS)),
            writer: Writer::start("postgres-writer", groups)?,
            photo_files: PhotoFiles::new(folder),
        })
    }
}

/// Says where the database at an address is, without user and password.
pub(crate) fn named(url: &str) -> String {
    Server::of(url).map_or_else(|_| "postgres://…".to_owned(), |it| it.to_string())
}

/// Reads from a database beside the process that writes, all of one moment.
pub(crate) fn beside<T: Send>(
    url: &str,
    read: impl FnOnce(Conn<'_>) -> Result<T, StoreError> + Send,
) -> Result<T, StoreError> {
    aside(url, |conn, current| if current { read(conn) } else { Err(StoreError::Outdated(named(url).into())) })
}

/// As [`beside`], also from a database of an earlier program: the reader is told whether it is of this one.
pub(crate) fn aside<T: Send>(
    url: &str,
    read: impl FnOnce(Conn<'_>, bool) -> Result<T, StoreError> + Send,
) -> Result<T, StoreError> {
    let server = Server::of(url)?;
    apart(|| {
        let session = server.connect("wangge")?;
        begin(&session).map_err(|err| server.unreachable(&err))?;
        let current = schema::is_current(&session, &server)?;
        read(Conn::Postgres(&session), current)
    })
}

/// Runs on a thread of its own: one that runs other tasks must not wait for a server.
pub(crate) fn apart<T: Send, E: From<StoreError> + Send>(work: impl FnOnce() -> Result<T, E> + Send) -> Result<T, E> {
    thread::scope(|scope| scope.spawn(work).join()).unwrap_or(Err(StoreError::Stopped.into()))
}

fn begin(session: &Session) -> crate::sql::Result<()> {
    session.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
}

#[async_trait]
impl Engine for Postgres {
    async fn read<T: Send + 'static>(
        &self,
        doing: &'static str,
        query: impl for<'c> FnOnce(Conn<'c>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = self.readers.clone();
        let place = self.places.clone().acquire_owned().await.map_err(StoreError::engine(doing))?;
        spawn_blocking(move || {
            let _place = place;
            let session = readers.take()?;
            let answer = query(Conn::Postgres(&session));
            if session.batch("COMMIT").is_ok() {
                readers.put_back(session);
            }
            answer
        })
        .await
        .map_err(StoreError::engine(doing))?
    }

    fn writer(&self) -> &Writer {
        &self.writer
    }

    fn photo_files(&self) -> &PhotoFiles {
        &self.photo_files
    }

    fn neighbours(&self) -> Option<&Neighbours> {
        Some(&self.neighbours)
    }
}

/// Connections that read, kept open.
#[derive(Debug)]
struct Readers {
    server: Server,
    idle: Mutex<Vec<Session>>,
}

impl Readers {
    /// Returns a connection in a transaction; one that was lost while it lay idle is given up.
    fn take(&self) -> Result<Session, StoreError> {
        loop {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(session) = idle else { break };
            if begin(&session).is_ok() {
                return Ok(session);
            }
        }
        let session = self.server.connect("wangge")?;
        begin(&session).map_err(|err| self.server.unreachable(&err))?;
        Ok(session)
    }

    fn put_back(&self, session: Session) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(session);
    }
}
