//! The courier: brings messages to robots over the network.

use std::{io::Read, net::IpAddr, time::Duration};

use async_trait::async_trait;
use model::Failing;
use notify::{AddressError, Outgoing, may_reach};
use service::{Carried, Carrier, CarryError};
use ureq::{
    Agent,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

/// How long a robot may take to answer (FACTS.md, Faults and attacks).
const WITHIN: Duration = Duration::from_secs(5);
/// How much of an answer is read, in bytes (FACTS.md, Faults and attacks).
const ANSWER_LIMIT: u64 = 64 * 1024;

/// Posts by HTTP, one connection for each request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Courier;

#[async_trait]
impl Carrier for Courier {
    async fn carry(&self, request: Outgoing, allowed: Vec<String>) -> Result<Carried, CarryError> {
        let carried = tokio::task::spawn_blocking(move || post(request, allowed)).await;
        carried.unwrap_or_else(|err| Err(failed(&err)))
    }
}

fn post(request: Outgoing, allowed: Vec<String>) -> Result<Carried, CarryError> {
    let Outgoing { address, headers, body } = request;
    let config = Agent::config_builder()
        .timeout_global(Some(WITHIN))
        .http_status_as_error(false)
        // A host on the list could lead anywhere, and so could a proxy.
        .max_redirects(0)
        .proxy(None)
        .user_agent(concat!("wangge/", env!("CARGO_PKG_VERSION")))
        .build();
    let agent = Agent::with_parts(config, DefaultConnector::default(), Listed { allowed });
    let mut sent = agent.post(address).header("content-type", "application/json; charset=utf-8");
    for (name, value) in headers {
        sent = sent.header(name, value);
    }
    let mut answer = sent.send(body).map_err(|err| refusal(&err))?;
    let mut bytes = Vec::new();
    let read = answer.body_mut().as_reader().take(ANSWER_LIMIT).read_to_end(&mut bytes);
    read.map_err(|err| failed(&err))?;
    Ok(Carried { status: answer.status().as_u16(), body: String::from_utf8_lossy(&bytes).into_owned() })
}

/// Finds the addresses of a host and refuses those that must not be reached; what it returns is what is connected to, so that a
/// name cannot lead elsewhere in between.
#[derive(Debug)]
struct Listed {
    allowed: Vec<String>,
}

impl Resolver for Listed {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let mut reached = self.empty();
        for it in found.iter().filter(|it| may_reach(it.ip(), &self.allowed)) {
            reached.push(*it);
        }
        match found.iter().next() {
            Some(first) if reached.is_empty() => {
                let host = uri.host().unwrap_or_default().to_owned();
                Err(ureq::Error::Other(Box::new(AddressError::Inside {
                    host,
                    address: IpAddr::to_canonical(&first.ip()),
                })))
            }
            _ => Ok(reached),
        }
    }
}

fn refusal(err: &ureq::Error) -> CarryError {
    let inside = match err {
        ureq::Error::Other(it) => it.downcast_ref::<AddressError>(),
        _ => None,
    };
    match inside {
        Some(it) => {
            let text = it.to_string();
            let (zh, en) = text.split_once(" / ").unwrap_or((&text, &text));
            CarryError::Refused(Failing { zh: zh.to_owned(), en: en.to_owned() })
        }
        None => failed(err),
    }
}

fn failed(err: &dyn std::error::Error) -> CarryError {
    CarryError::Failed(Failing { zh: format!("未能送达：{err}"), en: format!("it was not reached: {err}") })
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn to(address: String, allowed: &[&str]) -> Result<Carried, CarryError> {
        let request = Outgoing { address, headers: vec![], body: "{}".into() };
        post(request, allowed.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_listed_name_that_leads_into_the_own_network_is_refused_before_anything_is_connected() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let refused = to(format!("http://localhost:{port}/x"), &["localhost"]);
        let Err(CarryError::Refused(why)) = refused else { panic!("{refused:?}") };
        assert!(why.zh.starts_with("localhost 解析到内网地址") && why.en.contains("leads to"), "{why:?}");
        assert!(listener.accept().is_err(), "nobody came");
    }

    #[test]
    fn what_is_https_speaks_tls_and_never_plain_text() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let peer = std::thread::spawn(move || {
            let mut first = [0; 1];
            let (mut stream, _) = listener.accept().unwrap();
            stream.read_exact(&mut first).unwrap();
            first[0]
        });
        let failed = to(format!("https://127.0.0.1:{port}/x"), &["127.0.0.1"]);
        assert!(matches!(failed, Err(CarryError::Failed(_))), "{failed:?}");
        assert_eq!(peer.join().unwrap(), 22, "the first byte of a TLS handshake");
    }

    #[test]
    fn nobody_listening_may_be_otherwise_later() {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let failed = to(format!("http://127.0.0.1:{port}/x"), &["127.0.0.1"]);
        assert!(matches!(failed, Err(CarryError::Failed(_))), "{failed:?}");
    }
}
