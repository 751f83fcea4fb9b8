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
pub(crate) const IN_FLIGHT: usize = 256;
/// How many may follow the feed at once: the design size of 5,000 users, one page each.
pub(crate) const FOLLOWERS: usize = 5_000;

pub(crate) async fn gate(State(places): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    match places.try_acquire() {
        Ok(_place) => next.run(request).await,
        Err(_) => {
            Problem::busy("同时处理的请求过多，请稍后再试", "too many requests at once, try again soon").into_response()
        }
    }
}
