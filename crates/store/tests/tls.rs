//! The way to a server is encrypted, and who answers there has to show a certificate that is trusted.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, net::TcpListener, path::Path};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use store::{Postgres, Store, StoreError};
use testkit::Cluster;

/// An authority that vouches for servers.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Returns certificate and key of a server of this name.
    fn vouch(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &self.0).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    fn write(&self, path: &Path) -> String {
        fs::write(path, self.0.pem()).unwrap();
        path.to_str().unwrap().replace('/', "%2F")
    }
}

/// A port that nothing listens to, below those that the system gives out by itself.
fn port() -> u16 {
    let first = 20_000 + (std::process::id() % 10_000) as u16;
    (first..32_000).find(|it| TcpListener::bind(("127.0.0.1", *it)).is_ok()).unwrap()
}

fn refused(url: &str, folder: &Path) -> String {
    let refused = Postgres::open(url, folder).unwrap_err();
    let text = format!("{refused} {refused:?}");
    assert!(!text.contains("open-sesame"), "{text}");
    assert!(matches!(refused, StoreError::Unreachable { .. } | StoreError::Address(_)), "{text}");
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_server_with_a_trusted_certificate_of_its_name_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let (ours, other) = (Authority::new(), Authority::new());
    let (certificate, key) = ours.vouch("localhost");
    let port = port();
    let cluster = Cluster::encrypted(port, &certificate, &key);
    let inside = cluster.database();
    let (server, name) = inside.rsplit_once('/').unwrap();
    let inside = format!("{server}:{port}/{name}");
    let (client, connection) = tokio_postgres::connect(&inside, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let make = "CREATE ROLE clerk LOGIN PASSWORD 'open-sesame'; GRANT CREATE, USAGE ON SCHEMA public TO clerk";
    client.batch_execute(make).await.unwrap();
    let at = |who: &str, options: &str| format!("postgres://{who}:{port}/{name}?{options}");
    let clerk = |host: &str, options: &str| at(&format!("clerk:open-sesame@{host}"), options);
    let (root, strange) = (ours.write(&folder.path().join("ca 1.pem")), other.write(&folder.path().join("other.pem")));
    let root = root.replace(' ', "%20");

    let encrypted = "SELECT count(*) FROM pg_stat_ssl WHERE ssl";
    for mode in ["sslmode=require", "sslmode=verify-ca", "sslmode=verify-full", "sslmode=prefer"] {
        let store = Postgres::open(&clerk("localhost", &format!("{mode}&sslrootcert={root}")), folder.path()).unwrap();
        assert!(store.load().await.unwrap().district.is_none());
        assert!(client.query_one(encrypted, &[]).await.unwrap().get::<_, i64>(0) > 0, "{mode}");
    }
    assert!(Postgres::open(&clerk("localhost", &format!("sslrootcert={root}")), folder.path()).is_ok());

    let untrusted = "其证书不可信";
    for (url, says) in [
        // Signed by somebody else; by nobody whom this machine knows; for another name.
        (clerk("localhost", &format!("sslmode=verify-full&sslrootcert={strange}")), untrusted),
        (clerk("localhost", "sslmode=require"), untrusted),
        (clerk("localhost", "sslmode=verify-full&sslrootcert=system"), untrusted),
        (clerk("localhost", "sslmode=prefer"), untrusted),
        (clerk("127.0.0.1", &format!("sslmode=verify-full&sslrootcert={root}")), untrusted),
        (clerk("localhost", "sslmode=require&sslrootcert=%2Fnowhere%2Fca.pem"), "sslrootcert=/nowhere/ca.pem"),
        (at("clerk:wrong@localhost", &format!("sslrootcert={root}")), "password authentication failed"),
    ] {
        let text = refused(&url, folder.path());
        assert!(text.contains(says) && (says != untrusted || text.contains("is not trusted")), "{url}: {text}");
    }
    fs::write(folder.path().join("empty.pem"), "nothing").unwrap();
    let empty = folder.path().join("empty.pem").to_str().unwrap().replace('/', "%2F");
    let text = refused(&clerk("localhost", &format!("sslrootcert={empty}")), folder.path());
    assert!(text.contains("there is no certificate in it"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_encryption_is_refused_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("{}?sslmode=require", testkit::postgres_database());
    let text = refused(&url, folder.path());
    assert!(text.contains("TLS"), "{text}");
}
