//! A wire to a server that can be cut at the worst moment: when a transaction is to be committed.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
};

/// Where it is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The server never hears of it.
    Question,
    /// The server has done it, its answer is lost.
    Answer,
}

/// A wire to a server.
pub struct Wire {
    /// The address of this end of it.
    pub url: String,
    armed: Arc<Mutex<Option<Cut>>>,
    _folder: TempDir,
}

impl Wire {
    /// Lays a wire to a server on a Unix socket.
    pub fn to(url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (server, database) = url.split_once('@').unwrap().1.split_once('/').unwrap();
        let far = PathBuf::from(server.replace("%2F", "/")).join(".s.PGSQL.5432");
        let near = folder.path().to_str().unwrap().replace('/', "%2F");
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let armed: Arc<Mutex<Option<Cut>>> = Arc::default();
        let of_all = armed.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, UnixStream::connect(&far).await.unwrap(), of_all.clone()));
            }
        });
        Self { url: format!("postgres://wangge@{near}/{database}"), armed, _folder: folder }
    }

    /// Cuts the connection that commits next after it wrote something.
    pub fn cut_at_commit(&self, cut: Cut) {
        *self.armed.lock().unwrap() = Some(cut);
    }

    /// Tells whether it waits for a commit to be cut at.
    #[allow(dead_code, reason = "not every test asks")]
    pub fn is_armed(&self) -> bool {
        self.armed.lock().unwrap().is_some()
    }
}

async fn carry(mut client: UnixStream, mut server: UnixStream, armed: Arc<Mutex<Option<Cut>>>) {
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    // A reader commits too, but writes nothing.
    let mut writes = false;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(count @ 1..) = read else { return };
                let question = &asked[..count];
                let has = |word: &[u8]| question.windows(word.len()).any(|it| it == word);
                writes |= has(b"SAVEPOINT of_change");
                let cut = if writes && has(b"COMMIT\0") { armed.lock().unwrap().take() } else { None };
                if cut == Some(Cut::Question) || server.write_all(question).await.is_err() {
                    return;
                }
                if cut == Some(Cut::Answer) {
                    // Until the server has answered, it may not have done it.
                    let _ = server.read(&mut answered).await;
                    return;
                }
            }
            read = server.read(&mut answered) => {
                let Ok(count @ 1..) = read else { return };
                if client.write_all(&answered[..count]).await.is_err() {
                    return;
                }
            }
        }
    }
}
