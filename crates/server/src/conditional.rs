//! Conditional requests: every answer that can be cached carries an `ETag`, and a known one is answered with 304.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::Problem;

/// No answer of ours is larger; a layer of a large district as GeoJSON comes closest.
const GREATEST_ANSWER: usize = 1 << 30;

/// Adds the tag to successful answers to GET that do not stream and have none of their own.
///
/// The tag is weak because the same answer goes out plain or compressed.
pub(crate) async fn conditional(request: Request, next: Next) -> Response {
    let get = request.method() == Method::GET;
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    if !get || response.status() != StatusCode::OK || streams(response.headers()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = match to_bytes(body, GREATEST_ANSWER).await {
        Ok(body) => body,
        Err(err) => return Problem::internal(&err).into_response(),
    };
    let tag = match parts.headers.get(header::ETAG) {
        Some(tag) => tag.clone(),
        None => tag_of(&body),
    };
    let unchanged = known.is_some_and(|it| holds(&it, &tag));
    parts.headers.insert(header::ETAG, tag);
    parts.headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    if unchanged {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(body))
}

/// Returns the tag of what counts its versions.
pub(crate) fn version(number: u32) -> [(HeaderName, HeaderValue); 1] {
    [(header::ETAG, HeaderValue::try_from(format!("\"{number}\"")).unwrap_or(HeaderValue::from_static("\"0\"")))]
}

/// What `If-Match` says of the version that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It is not sent.
    Nothing,
    /// Whichever holds: `*`.
    Any,
    /// This one.
    Version(u32),
}

impl Seen {
    /// Returns the version that a change is made for where one has to be named: that which `holds` for any.
    pub(crate) fn needed(self, holds: impl FnOnce() -> u32) -> Result<u32, Problem> {
        match self {
            Self::Nothing => Err(required()),
            Self::Any => Ok(holds()),
            Self::Version(it) => Ok(it),
        }
    }
}

/// Reads the version that was seen.
pub(crate) fn seen(headers: &HeaderMap) -> Result<Seen, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(Seen::Nothing) };
    let text = String::from_utf8_lossy(value.as_bytes());
    let text = text.trim();
    if text == "*" {
        return Ok(Seen::Any);
    }
    let number = text.trim_start_matches("W/").trim_matches('"').parse();
    let (zh, en) = ("须为引号中的版次，如 \"3\"", "must be the revision in quotes, such as \"3\"");
    number.map(Seen::Version).map_err(|_| Problem::invalid("If-Match", text, zh, en))
}

/// 428: what is changed has to be named in the version that was seen.
fn required() -> Problem {
    Problem::new(
        StatusCode::PRECONDITION_REQUIRED,
        "/problems/if-match-required",
        "缺少 If-Match / If-Match required",
        "须以 If-Match 说明所依据的版次，如 If-Match: \"3\"",
        "name the version that was seen, such as If-Match: \"3\"",
    )
}

fn streams(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|it| it.as_bytes().starts_with(b"text/event-stream"))
}

fn tag_of(body: &[u8]) -> HeaderValue {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    HeaderValue::try_from(format!("W/\"{:016x}\"", hasher.finish()))
        .expect("sixteen hexadecimal digits are a header value")
}

/// Tells whether an `If-None-Match` list holds the tag, by weak comparison (RFC 9110, 8.8.3.2).
fn holds(list: &HeaderValue, tag: &HeaderValue) -> bool {
    let opaque = |it: &str| it.trim().trim_start_matches("W/").to_owned();
    let (Ok(list), Ok(tag)) = (list.to_str(), tag.to_str()) else { return false };
    list.split(',').any(|it| it.trim() == "*" || opaque(it) == opaque(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_holds_a_tag_weak_or_strong() {
        let tag = HeaderValue::from_static("W/\"12\"");
        for (list, expected) in [
            ("W/\"12\"", true),
            ("\"12\"", true),
            ("\"1\", W/\"12\"", true),
            ("*", true),
            ("\"123\"", false),
            ("", false),
        ] {
            assert_eq!(holds(&HeaderValue::from_static(list), &tag), expected, "{list}");
        }
    }
}
