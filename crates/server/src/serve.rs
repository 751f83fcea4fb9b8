//! Listening, and stopping softly.

use std::{io, net::SocketAddr, time::Duration};

use axum::Router;
use axum_server::Handle;
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use crate::pace::Door;

/// How long a client may take to send its request's head (FACTS.md, Faults: axum alone waits forever).
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// How much a request's head may hold, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;
/// How many connections there may be: a page keeps one for the feed, and the design size is 5,000 users.
const CONNECTIONS: usize = 8_192;
/// How many files are open besides connections, at most: the database and what reads it, photos, robots.
const OTHER_FILES: usize = 256;
/// How long open requests may go on after the first signal to stop.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// Why the service cannot listen.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The address is taken, or not ours.
    #[error("无法在 {address} 监听 / cannot listen on {address}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// Serving failed.
    #[error("HTTP 服务出错 / the HTTP server failed")]
    Serve(#[from] io::Error),
}

/// A listener that is bound but not yet served.
#[derive(Debug)]
pub struct Bound {
    listener: std::net::TcpListener,
    address: SocketAddr,
}

/// Binds an address; port 0 takes a free one.
///
/// # Errors
/// [`ServeError::Bind`] when the address cannot be had.
pub fn bind(address: SocketAddr) -> Result<Bound, ServeError> {
    let open = || {
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok(Bound { listener, address })
    };
    open().map_err(|source| ServeError::Bind { address, source })
}

impl Bound {
    /// Returns the address with the port that was taken.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is cancelled, then lets open requests end for ten seconds.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(self, router: Router, stop: CancellationToken) -> Result<(), ServeError> {
        let handle = Handle::new();
        let door = Door::new(CONNECTIONS.min(most_files().saturating_sub(OTHER_FILES)).max(1));
        // HTTP/2 without TLS is spoken by nobody who reads a page, and its half-sent frames know no time limit.
        let mut server = axum_server::from_tcp(self.listener)?.handle(handle.clone()).acceptor(door).http1_only();
        server
            .http_builder()
            .http1()
            .timer(hyper_util::rt::TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN)
            .max_buf_size(HEAD_LIMIT);
        tokio::spawn(async move {
            stop.cancelled().await;
            handle.graceful_shutdown(Some(STOP_WITHIN));
        });
        Ok(server.serve(router.into_make_service_with_connect_info::<SocketAddr>()).await?)
    }
}

/// Lets this process open as many files as the system allows it, and returns how many those are.
#[cfg(unix)]
fn most_files() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let most = |it: Option<u64>| it.map_or(usize::MAX, |it| usize::try_from(it).unwrap_or(usize::MAX));
    match setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        Ok(()) => most(maximum),
        Err(_) => most(current),
    }
}

/// Returns what other systems are believed to allow.
#[cfg(not(unix))]
fn most_files() -> usize {
    usize::MAX
}
