//! Listening, and stopping softly.

use std::{io, net::SocketAddr, time::Duration};

use axum::Router;
use axum_server::{Handle, accept::NoDelayAcceptor};
use thiserror::Error;
use tokio_util::sync::CancellationToken;

/// How long a client may take to send its request's head (FACTS.md, Faults: axum alone waits forever).
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// How much a request's head may hold, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;
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
        let mut server = axum_server::from_tcp(self.listener)?.handle(handle.clone()).acceptor(NoDelayAcceptor::new());
        server
            .http_builder()
            .http1()
            .timer(hyper_util::rt::TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN)
            .max_buf_size(HEAD_LIMIT);
        server.http_builder().http2().max_header_list_size(HEAD_LIMIT as u32);
        tokio::spawn(async move {
            stop.cancelled().await;
            handle.graceful_shutdown(Some(STOP_WITHIN));
        });
        Ok(server.serve(router.into_make_service_with_connect_info::<SocketAddr>()).await?)
    }
}
