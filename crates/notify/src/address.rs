//! Where messages may go: only hosts that the operator put on a list, and never into the own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;
use thiserror::Error;

/// Why an address is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// It is no address of the web.
    #[error("不是网址 / not a web address")]
    NotOne,
    /// It is not encrypted.
    #[error("须为 https:// / must begin with https://")]
    NotHttps,
    /// It carries a name and password.
    #[error("网址中不得有用户名和密码 / must not carry a name and password")]
    Credentials,
    /// Its host is not on the list.
    #[error("主机 {0} 不在允许名单里 / the host {0} is not on the list of allowed hosts")]
    NotAllowed(String),
}

/// Reads the address of a webhook: https, and a host of the list, by its exact name. It is read by the parser that the connection
/// is made with, so that both mean the same host.
///
/// # Errors
/// [`AddressError`].
///
/// ```
/// use notify::{AddressError, webhook};
/// let allowed = ["qyapi.weixin.qq.com"];
/// assert!(webhook("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", &allowed).is_ok());
/// let err = webhook("https://qyapi.weixin.qq.com.evil.example/", &allowed).unwrap_err();
/// assert_eq!(err, AddressError::NotAllowed("qyapi.weixin.qq.com.evil.example".into()));
/// ```
pub fn webhook<S: AsRef<str>>(text: &str, allowed: &[S]) -> Result<Uri, AddressError> {
    let uri: Uri = text.parse().map_err(|_| AddressError::NotOne)?;
    let authority = uri.authority().ok_or(AddressError::NotOne)?;
    if uri.scheme_str() != Some("https") {
        return Err(AddressError::NotHttps);
    }
    if authority.as_str().contains('@') {
        return Err(AddressError::Credentials);
    }
    let host = authority.host().to_ascii_lowercase();
    if allowed.iter().any(|it| it.as_ref().eq_ignore_ascii_case(&host)) {
        Ok(uri)
    } else {
        Err(AddressError::NotAllowed(host))
    }
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
        ] {
            assert_eq!(webhook(bad, &allowed), Err(expected), "{bad}");
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
