//! Clients that dawdle: bodies that hardly come, answers that are not read, and how many connections there may be.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_server::accept::Accept;
use futures_util::{Stream, StreamExt, stream};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, Sleep, sleep, timeout_at},
};

use crate::Problem;

/// How long a body may take however little of it comes.
const GRACE: Duration = Duration::from_secs(10);
/// How fast it has to come on average after that, in bytes a second: a photo over the poorest mobile network is faster.
const SLOWEST: u64 = 4096;
/// How much of a body is awaited before the request takes a place among those that are worked on, in bytes.
const AWAITED: usize = 64 * 1024;
/// How long a client may leave what was sent to it unread.
const UNREAD: Duration = Duration::from_secs(10);

/// Waits for a request's body, or the first part of a large one, and gives up on one that hardly comes.
pub(crate) async fn await_body(request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    if body.is_end_stream() {
        return next.run(Request::from_parts(head, body)).await;
    }
    let mut rest = Box::pin(paced(body).fuse());
    let (mut first, mut came) = (Vec::new(), 0);
    while came < AWAITED {
        match rest.next().await {
            Some(Ok(bytes)) => {
                came += bytes.len();
                first.push(Ok(bytes));
            }
            Some(Err(err)) if err.kind() == io::ErrorKind::TimedOut => return too_slow().into_response(),
            // The handler hears of it where it reads on.
            Some(Err(err)) => {
                first.push(Err(err));
                break;
            }
            None => break,
        }
    }
    next.run(Request::from_parts(head, Body::from_stream(stream::iter(first).chain(rest)))).await
}

fn too_slow() -> Problem {
    Problem::new(
        StatusCode::REQUEST_TIMEOUT,
        "/problems/too-slow",
        "请求太慢 / Too slow",
        "请求内容迟迟未到，请检查网络后重试",
        "the request's body hardly came; check the network and try again",
    )
}

fn paced(body: Body) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let begun = Instant::now();
    stream::unfold(Some((body.into_data_stream(), 0u64)), move |state| async move {
        let (mut body, got) = state?;
        let until = begun + GRACE + Duration::from_secs(got / SLOWEST);
        match timeout_at(until, body.next()).await {
            Ok(Some(Ok(bytes))) => {
                let got = got + bytes.len() as u64;
                Some((Ok(bytes), Some((body, got))))
            }
            Ok(Some(Err(err))) => Some((Err(io::Error::other(err)), None)),
            Ok(None) => None,
            Err(_) => Some((Err(io::ErrorKind::TimedOut.into()), None)),
        }
    })
}

/// Lets only so many connections in; one more is closed at once.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    places: Arc<Semaphore>,
}

impl Door {
    pub(crate) fn new(places: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)) }
    }
}

impl<S> Accept<TcpStream, S> for Door {
    type Stream = Connection;
    type Service = S;
    type Future = std::future::Ready<io::Result<(Connection, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let accepted = self.places.clone().try_acquire_owned().map_err(io::Error::other).and_then(|place| {
            stream.set_nodelay(true)?;
            Ok((Connection { stream, unread: None, _place: place }, service))
        });
        std::future::ready(accepted)
    }
}

/// A connection that breaks off where nothing of what is sent is read for long.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    /// Runs while the client takes nothing.
    unread: Option<Pin<Box<Sleep>>>,
    _place: OwnedSemaphorePermit,
}

impl Connection {
    fn write(
        &mut self,
        cx: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut TcpStream>, &mut Context<'_>) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = write(Pin::new(&mut self.stream), cx) {
            self.unread = None;
            return Poll::Ready(written);
        }
        let unread = self.unread.get_or_insert_with(|| Box::pin(sleep(UNREAD)));
        ready!(unread.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.write(cx, |stream, cx| stream.poll_write(cx, buf))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.write(cx, |stream, cx| stream.poll_write_vectored(cx, bufs))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
