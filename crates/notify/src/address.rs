//! Where messages may go: only hosts that the operator put on a list, and never into the own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;
use thiserror::Error;

/// The hosts of the vendors' robots: the list of allowed hosts as it is at first.
pub const USUAL_HOSTS: [&str; 3] = ["qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn"];

/// Why an address is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// It is no address of the web.
    #[error("不是网址 / not a web address")]
    NotOne,
    /// It is not encrypted.
    #[error(
        "须为 https://（名单所列的内网 IP 地址可用 http://） / must begin with https:// (http:// goes to listed IP addresses of the own network only)"
    )]
    NotHttps,
    /// It carries a name and password.
    #[error("网址中不得有用户名和密码 / must not carry a name and password")]
    Credentials,
    /// Its host is not on the list.
    #[error("主机 {0} 不在允许名单里 / the host {0} is not on the list of allowed hosts")]
    NotAllowed(String),
    /// Its host leads into the own network.
    #[error(
        "{host} 解析到内网地址 {address}，该地址不在允许名单里 / {host} leads to {address} in the own network, which is not on the list of allowed hosts"
    )]
    Inside {
        /// The host.
        host: String,
        /// Where it leads.
        address: IpAddr,
    },
    /// It is no host.
    #[error("应为主机名或 IP 地址 / must be a host's name or an IP address")]
    NoHost,
}

/// Reads the address of a webhook: https, and a host of the list, by its exact name. It is read by the parser that the connection
/// is made with, so that both mean the same host. Where the list names an IP address of the own network, http will do.
///
/// # Errors
/// [`AddressError`].
///
/// ```
/// use notify::{AddressError, webhook};
/// let allowed = ["qyapi.weixin.qq.com", "10.1.2.3"];
/// assert!(webhook("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", &allowed).is_ok());
/// assert!(webhook("http://10.1.2.3:8000/hook", &allowed).is_ok());
/// let err = webhook("https://qyapi.weixin.qq.com.evil.example/", &allowed).unwrap_err();
/// assert_eq!(err, AddressError::NotAllowed("qyapi.weixin.qq.com.evil.example".into()));
/// ```
pub fn webhook<S: AsRef<str>>(text: &str, allowed: &[S]) -> Result<Uri, AddressError> {
    let uri: Uri = text.parse().map_err(|_| AddressError::NotOne)?;
    let authority = uri.authority().ok_or(AddressError::NotOne)?;
    if authority.as_str().contains('@') {
        return Err(AddressError::Credentials);
    }
    let host = authority.host().to_ascii_lowercase();
    let within = ip(&host).is_some_and(|it| !is_public(it));
    if !matches!((uri.scheme_str(), within), (Some("https"), _) | (Some("http"), true)) {
        return Err(AddressError::NotHttps);
    }
    if lists(allowed, &host) { Ok(uri) } else { Err(AddressError::NotAllowed(host)) }
}

/// Tells whether a connection may be made to an address that an allowed host leads to: one in the public network, or one that
/// the list names itself.
pub fn may_reach<S: AsRef<str>>(address: IpAddr, allowed: &[S]) -> bool {
    is_public(address) || allowed.iter().any(|it| ip(it.as_ref()) == Some(address.to_canonical()))
}

/// Reads an entry of the list of allowed hosts: a host's name, or an IP address, in its usual form.
///
/// # Errors
/// [`AddressError::NoHost`], also for addresses that are no single machine's or by which clouds tell their keys (link-local).
///
/// ```
/// use notify::allowed_host;
/// assert_eq!(allowed_host(" Hooks.Example.GOV.cn "), Ok("hooks.example.gov.cn".into()));
/// assert_eq!(allowed_host("[::1]"), Ok("::1".into()));
/// assert!(allowed_host("https://example.org").is_err() && allowed_host("169.254.169.254").is_err());
/// ```
pub fn allowed_host(text: &str) -> Result<String, AddressError> {
    let host = text.trim().to_ascii_lowercase();
    if let Some(it) = ip(&host) {
        let single = match it {
            IpAddr::V4(it) => !(it.is_unspecified() || it.is_link_local() || it.is_multicast() || it.is_broadcast()),
            IpAddr::V6(it) => !(it.is_unspecified() || it.is_unicast_link_local() || it.is_multicast()),
        };
        return if single { Ok(it.to_string()) } else { Err(AddressError::NoHost) };
    }
    let label = |it: &str| {
        let known = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
        (1..=63).contains(&it.len()) && it.chars().all(known)
    };
    // A name whose last part is a number would be read as an address in another form.
    let named = host.rsplit('.').next().is_some_and(|it| it.contains(|it: char| it.is_ascii_alphabetic()));
    if host.len() <= 253 && named && host.split('.').all(label) { Ok(host) } else { Err(AddressError::NoHost) }
}

fn lists<S: AsRef<str>>(allowed: &[S], host: &str) -> bool {
    let address = ip(host);
    allowed.iter().map(AsRef::as_ref).any(|it| match address {
        Some(address) => ip(it) == Some(address),
        None => it.eq_ignore_ascii_case(host),
    })
}

/// Returns the IP address that a host is, also in brackets; an IPv4 address that is written as IPv6 is the IPv4 one.
fn ip(host: &str) -> Option<IpAddr> {
    let bare = host.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(host);
    bare.parse().ok().map(|it: IpAddr| it.to_canonical())
}

/// Tells whether an address that a name leads to lies in the public network: not on this machine, in a private, shared, link-local,
/// documentation, multicast or reserved range (IANA's special-purpose registries), nor one of these in another form.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => public_v4(it),
        IpAddr::V6(it) => match embedded_v4(it) {
            Some(inner) => public_v4(inner),
            None => public_v6(it),
        },
    }
}

fn public_v4(it: Ipv4Addr) -> bool {
    let [a, b, c, _] = it.octets();
    let special = it.is_unspecified()
        || it.is_loopback()
        || it.is_private()
        || it.is_link_local()
        || it.is_multicast()
        || it.is_broadcast()
        || it.is_documentation();
    // This network; carrier-grade NAT (RFC 6598); IETF assignments; the metadata service of a Chinese cloud lies in 100.100/16,
    // within the second; benchmarks (RFC 2544); reserved.
    let further = a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b & 0xFE) == 18)
        || a >= 240;
    !special && !further
}

fn public_v6(it: Ipv6Addr) -> bool {
    let first = it.segments()[0];
    // Only 2000::/3 is given out; 2001:db8::/32 and 3fff::/20 are for documents, 2001::/23 for protocols (Teredo).
    let given_out = first & 0xE000 == 0x2000;
    let documents = (first == 0x2001 && it.segments()[1] == 0x0DB8) || (first == 0x3FFF && it.segments()[1] < 0x1000);
    let protocols = first == 0x2001 && it.segments()[1] < 0x0200;
    given_out && !documents && !protocols
}

/// Returns the IPv4 address that another form of it means: mapped, compatible, NAT64 (RFC 6052) or 6to4 (RFC 3056).
fn embedded_v4(it: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| Some(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match it.segments() {
        [0, 0, 0, 0, 0, 0 | 0xFFFF, high, low] | [0x64, 0xFF9B, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            v4(high, low)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_to_a_host_of_the_list() {
        let allowed = ["oapi.dingtalk.com"];
        for good in ["https://oapi.dingtalk.com/robot/send?access_token=1", "https://OAPI.DingTalk.com:8443/x"] {
            assert!(webhook(good, &allowed).is_ok(), "{good}");
        }
        for (bad, expected) in [
            ("", AddressError::NotOne),
            ("/robot/send", AddressError::NotOne),
            ("https://", AddressError::NotOne),
            ("http://oapi.dingtalk.com/x", AddressError::NotHttps),
            ("file://oapi.dingtalk.com/x", AddressError::NotHttps),
            ("https://oapi.dingtalk.com@evil.example/", AddressError::Credentials),
            ("https://evil.example/oapi.dingtalk.com", AddressError::NotAllowed("evil.example".into())),
            ("https://127.0.0.1/", AddressError::NotAllowed("127.0.0.1".into())),
            ("https://[::1]/", AddressError::NotAllowed("[::1]".into())),
            ("http://127.0.0.1/", AddressError::NotAllowed("127.0.0.1".into())),
            ("http://2130706433/", AddressError::NotHttps),
            ("http://1.1.1.1/", AddressError::NotHttps),
        ] {
            assert_eq!(webhook(bad, &allowed), Err(expected), "{bad}");
        }
    }

    #[test]
    fn the_own_network_is_reached_where_the_list_names_the_address_itself() {
        let allowed = ["hooks.example", "127.0.0.1", "::1"];
        for good in ["http://127.0.0.1:9000/x", "https://127.0.0.1/x", "http://[::1]/x", "http://[::ffff:127.0.0.1]/x"]
        {
            assert!(webhook(good, &allowed).is_ok(), "{good}");
        }
        for (address, expected) in [
            ("1.1.1.1", true),
            ("127.0.0.1", true),
            ("::ffff:127.0.0.1", true),
            ("127.0.0.2", false),
            ("10.0.0.1", false),
        ] {
            assert_eq!(may_reach(address.parse().unwrap(), &allowed), expected, "{address}");
        }
    }

    #[test]
    fn the_list_takes_names_and_addresses_of_single_machines() {
        for (good, kept) in
            [("oapi.dingtalk.com", "oapi.dingtalk.com"), ("10.0.0.1", "10.0.0.1"), ("localhost", "localhost")]
        {
            assert_eq!(allowed_host(good).as_deref(), Ok(kept));
        }
        for bad in
            ["", ".", "a..b", "*.example.com", "a b", "x:80", "2130706433", "0x7f.1", "0.0.0.0", "224.0.0.1", "fe80::1"]
        {
            assert_eq!(allowed_host(bad), Err(AddressError::NoHost), "{bad}");
        }
    }

    #[test]
    fn what_lies_in_the_own_network_is_never_public() {
        for own in [
            "127.0.0.1",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.5.4",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.100.100.200",
            "192.0.0.192",
            "198.18.0.1",
            "192.0.2.1",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::7f00:1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!is_public(own.parse().unwrap()), "{own}");
        }
        for public in
            ["1.1.1.1", "172.32.0.1", "100.128.0.1", "203.107.6.88", "240e::1", "2606:4700::1", "::ffff:1.1.1.1"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }
}
