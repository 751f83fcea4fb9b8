//! Lets only so many requests in at once; the rest is told to come back.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::sync::Semaphore;

use crate::Problem;

/// How many requests may be worked on at once (FACTS.md, Limits).
const IN_FLIGHT: usize = 256;
/// How many may follow the feed at once: the design size of 5,000 users, one page each.
pub(crate) const FOLLOWERS: usize = 5_000;

/// How many of them may change something: where the disk holds all of these up, the others still read.
const CHANGING: usize = 192;

/// The places for requests.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    all: Arc<Semaphore>,
    changing: Arc<Semaphore>,
}

impl Places {
    pub(crate) fn new() -> Self {
        Self { all: Arc::new(Semaphore::new(IN_FLIGHT)), changing: Arc::new(Semaphore::new(CHANGING)) }
    }
}

pub(crate) async fn gate(State(places): State<Places>, request: Request, next: Next) -> Response {
    let changing = (!request.method().is_safe()).then(|| places.changing.try_acquire()).transpose();
    match (changing, places.all.try_acquire()) {
        (Ok(_changing), Ok(_place)) => next.run(request).await,
        _ => {
            Problem::busy("同时处理的请求过多，请稍后再试", "too many requests at once, try again soon").into_response()
        }
    }
}
