//! Keeps pages of others from sending requests in the name of who is signed in here.

use axum::http::{HeaderMap, Uri, header};

use crate::access::host;

/// Tells whether a request that changes something may come from where it comes from. Browsers say so themselves in
/// `Sec-Fetch-Site`; older ones name the page's `Origin`, which has to be this host. Where neither is said, no browser sends
/// the request: it may only do what needs no cookie.
pub(crate) fn is_own(headers: &HeaderMap, uri: &Uri, by_cookie: bool) -> bool {
    let text = |name| headers.get(name).map(|it| it.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match text(header::ORIGIN.as_str()) {
        Some(origin) => {
            let authority = origin.split_once("://").map(|it| it.1);
            authority.is_some() && authority == host(headers, uri)
        }
        None => !by_cookie,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn only_our_own_page_acts_by_cookie() {
        for (sent, own) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "http://wangge.example")], false),
            (&[("origin", "http://wangge.example")], true),
            (&[("origin", "https://wangge.example")], true),
            (&[("origin", "http://wangge.example.evil")], false),
            (&[("origin", "http://wangge.example:81")], false),
            (&[("origin", "null")], false),
            (&[], false),
        ] {
            let mut headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static("wangge.example"))]);
            headers.extend(
                sent.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))),
            );
            assert_eq!(is_own(&headers, &Uri::from_static("/api/v1/incidents"), true), own, "{sent:?}");
        }
        assert!(is_own(&HeaderMap::new(), &Uri::from_static("/"), false), "a program without a cookie is no page");
    }
}
