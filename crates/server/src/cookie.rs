//! The session cookie.

use axum::http::{HeaderMap, HeaderValue, header};
use model::Secret;
use service::SESSION_MOST_MS;

/// Its name: browsers take a cookie with this prefix only over HTTPS or on loopback, for this host alone and for all its paths.
const NAME: &str = "__Host-wangge";

/// Returns what the cookie of a request holds.
pub(crate) fn shown(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|it| it.to_str().ok());
    let mut pairs = cookies.flat_map(|it| it.split(';')).filter_map(|it| it.trim().split_once('='));
    pairs.find(|it| it.0 == NAME).map(|it| it.1).filter(|it| !it.is_empty())
}

/// Returns the header that sets the cookie.
pub(crate) fn set(token: &Secret) -> HeaderValue {
    let seconds = SESSION_MOST_MS / 1000;
    let text = format!("{NAME}={}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax", token.reveal());
    HeaderValue::try_from(text).expect("hexadecimal digits are a header value")
}

/// Returns the header that takes it away.
pub(crate) fn clear() -> HeaderValue {
    HeaderValue::from_static("__Host-wangge=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
}
