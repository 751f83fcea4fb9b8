//! How the service may be reached: what the operator has set about sign-in, and where requests come from.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::ConnectInfo,
    http::{HeaderMap, Uri, header, request::Parts, uri::Authority},
};

/// What the operator has set about who may come in.
#[derive(Clone, Debug)]
pub struct Access {
    /// Whether leaders and administrators have to enrol a second factor before anything else.
    pub second_factor: bool,
    /// Whether one signs in as a persona with one click: a demonstration whose listener is loopback only.
    pub personas: bool,
    /// The addresses of proxies whose `X-Forwarded-For` is believed; of all others it is ignored.
    pub proxies: Vec<IpAddr>,
}

impl Default for Access {
    /// Returns what suits a service that others reach: the second factor is demanded, nothing comes by itself.
    fn default() -> Self {
        Self { second_factor: true, personas: false, proxies: vec![] }
    }
}

impl Access {
    /// Returns the address that a request comes from: the peer's, or what a trusted proxy says of it. The last address that
    /// is no trusted proxy's counts, because all before it are only what a client said.
    pub(crate) fn client(&self, parts: &Parts) -> Option<IpAddr> {
        let peer = peer(parts)?;
        if !self.proxies.contains(&peer) {
            return Some(peer);
        }
        let told = parts.headers.get_all("x-forwarded-for").iter().filter_map(|it| it.to_str().ok());
        let hops: Vec<&str> = told.flat_map(|it| it.split(',')).map(str::trim).collect();
        for hop in hops.iter().rev() {
            match hop.parse::<IpAddr>().map(|it| it.to_canonical()) {
                Ok(it) if self.proxies.contains(&it) => {}
                Ok(it) => return Some(it),
                Err(_) => break,
            }
        }
        Some(peer)
    }

    /// Tells whether a request may have personas: a demonstration on loopback, asked from this machine under its own name
    /// (else a page elsewhere could point its own name here), and not through a proxy.
    pub(crate) fn has_personas(&self, parts: &Parts) -> bool {
        let forwarded = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];
        self.personas
            && peer(parts).is_some_and(|it| it.is_loopback())
            && host(&parts.headers, &parts.uri).is_some_and(is_loopback_name)
            && !forwarded.iter().any(|it| parts.headers.contains_key(*it))
    }
}

/// Returns the address of the other end of the connection.
fn peer(parts: &Parts) -> Option<IpAddr> {
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|it| it.0.ip().to_canonical())
}

/// Returns the authority that a request is for, as the client named it.
pub(crate) fn host<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    uri.authority().map(Authority::as_str).or_else(|| headers.get(header::HOST).and_then(|it| it.to_str().ok()))
}

fn is_loopback_name(authority: &str) -> bool {
    let name = match authority.rsplit_once(':') {
        // What has more colons and no brackets is an address without a port.
        Some((name, port))
            if !port.is_empty()
                && port.bytes().all(|it| it.is_ascii_digit())
                && (name.ends_with(']') || !name.contains(':')) =>
        {
            name
        }
        _ => authority,
    };
    let bare = name.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(name);
    bare.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    #[test]
    fn loopback_has_its_own_names_only() {
        for (authority, is) in [
            ("127.0.0.1:8080", true),
            ("localhost", true),
            ("LOCALHOST:80", true),
            ("[::1]:8080", true),
            ("::1", true),
            ("127.0.0.1.evil.example", false),
            ("evil.example:8080", false),
            ("10.0.0.1:8080", false),
            ("", false),
        ] {
            assert_eq!(is_loopback_name(authority), is, "{authority}");
        }
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let parts = |peer: &str, told: &str| {
            let request = Request::builder().header("x-forwarded-for", told).body(()).unwrap();
            let mut parts = request.into_parts().0;
            let peer: SocketAddr = format!("{peer}:4000").parse().unwrap();
            parts.extensions.insert(ConnectInfo(peer));
            parts
        };
        let access = Access { proxies: vec!["10.0.0.1".parse().unwrap()], ..Access::default() };
        let client = |peer, told| access.client(&parts(peer, told)).unwrap().to_string();
        assert_eq!(client("192.0.2.7", "198.51.100.1"), "192.0.2.7");
        assert_eq!(client("10.0.0.1", "203.0.113.9, 198.51.100.1"), "198.51.100.1", "what the client said comes first");
        assert_eq!(client("10.0.0.1", "198.51.100.1, 10.0.0.1"), "198.51.100.1");
        assert_eq!(client("10.0.0.1", "somewhere"), "10.0.0.1");
    }
}
