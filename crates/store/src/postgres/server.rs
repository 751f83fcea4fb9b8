//! Where a database is, and how connections to it are made.

use std::{borrow::Cow, fmt, io, path::Path, sync::Arc, time::Duration};

use percent_encoding::percent_decode_str;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};
use tokio::runtime;
use tokio_postgres::{
    Client, Config, Error, Socket,
    config::{Host, SslMode},
    tls::MakeTlsConnect,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::session::Session;
use crate::{StoreError, sql::Conn};

/// The oldest server whose manners are relied upon, as `server_version_num` says it.
const OLDEST: i64 = 150_000;
/// So long making a connection may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The half of a connection that reads and writes.
pub(super) type Connection = tokio_postgres::Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>;

/// A database on a server.
#[derive(Clone)]
pub(super) struct Server {
    config: Config,
    tls: MakeRustlsConnect,
}

impl Server {
    /// Reads `postgres://user:password@host:port/database?…` as libpq does, with `sslrootcert` for certificates of one's own.
    pub(super) fn of(url: &str) -> Result<Self, StoreError> {
        let (url, own) = without_roots(url);
        // Certificates are always checked, and against the name.
        let strict =
            url.replace("sslmode=verify-full", "sslmode=require").replace("sslmode=verify-ca", "sslmode=require");
        // What is wrong is told without the text: it may hold a password.
        let mut config: Config = strict.parse().map_err(|err: Error| StoreError::Address(told(&err)))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        config.keepalives_idle(Duration::from_secs(30));
        config.tcp_user_timeout(Duration::from_secs(30));
        let mut roots = RootCertStore::empty();
        if let Some(path) = own {
            // Whoever names a certificate wants it to be looked at.
            config.ssl_mode(SslMode::Require);
            add_own(&mut roots, &path).map_err(|why| StoreError::Address(format!("sslrootcert={path}: {why}")))?;
        } else if config.get_ssl_mode() != SslMode::Disable {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(StoreError::engine("setting up TLS"))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { config, tls: MakeRustlsConnect::new(tls) })
    }

    /// Connects under a name by which the server can be asked for the connection.
    pub(super) fn connect(&self, name: &str) -> Result<Session, StoreError> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(StoreError::engine("starting a runtime"))?;
        let client = runtime.block_on(async {
            let (client, connection) = self.dial(name).await?;
            // Its end is told by what is asked next.
            tokio::spawn(async move { drop(connection.await) });
            Ok(client)
        });
        let session = Session::new(client.map_err(|err: Error| self.unreachable(&err))?, runtime);
        let version = "SELECT CAST(current_setting('server_version_num') AS BIGINT)";
        let version: i64 =
            Conn::Postgres(&session).query_row(version, (), |row| row.get(0)).map_err(|err| self.unreachable(&err))?;
        if version < OLDEST {
            let (found, oldest) = (version / 10_000, OLDEST / 10_000);
            return Err(self.unfit(format!(
                "PostgreSQL {found} 过旧，至少需要 {oldest} / PostgreSQL {found} is too old, {oldest} or newer is needed"
            )));
        }
        // A server may be set up to answer before its disk has anything.
        let safe =
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";
        session.batch(safe).map_err(|err| self.unreachable(&err))?;
        Ok(session)
    }

    /// Connects under a name; what comes is read by whoever drives the connection.
    pub(super) async fn dial(&self, name: &str) -> Result<(Client, Connection), Error> {
        let mut config = self.config.clone();
        config.application_name(name);
        config.connect(self.tls.clone()).await
    }

    /// Says that the database does not answer, or refuses.
    pub(super) fn unreachable(&self, why: &(dyn std::error::Error + 'static)) -> StoreError {
        let mut told = told(why);
        if is_distrust(why) {
            told = format!(
                "其证书不可信，自签的用 sslrootcert=文件 / its certificate is not trusted; `sslrootcert=file` names one's own: {told}"
            );
        }
        StoreError::Unreachable { server: self.to_string(), why: told }
    }

    /// Says what keeps this program from using the database.
    pub(super) fn unfit(&self, why: String) -> StoreError {
        StoreError::Foreign { path: Path::new(&self.to_string()).to_owned(), why }
    }
}

/// Says where it is, without user and password.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ports = self.config.get_ports();
        for (at, host) in self.config.get_hosts().iter().enumerate() {
            let host = match host {
                Host::Tcp(it) => it.clone(),
                #[cfg(unix)]
                Host::Unix(it) => it.display().to_string(),
            };
            // One port may stand for all hosts.
            let port = ports.get(at).or(ports.first()).copied().unwrap_or(5432);
            write!(f, "{}{host}:{port}", if at == 0 { "" } else { "," })?;
        }
        write!(f, "/{}", self.config.get_dbname().or(self.config.get_user()).unwrap_or_default())
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({self})")
    }
}

/// Takes the file of certificates out of an address; `system` stands for those of this machine.
fn without_roots(url: &str) -> (String, Option<String>) {
    let Some((before, options)) = url.split_once('?') else { return (url.to_owned(), None) };
    let (roots, others): (Vec<&str>, Vec<&str>) = options.split('&').partition(|it| it.starts_with("sslrootcert="));
    let path = roots.last().and_then(|it| it.split_once('=')).map(|it| percent_decode_str(it.1).decode_utf8_lossy());
    (format!("{before}?{}", others.join("&")), path.filter(|it| it != "system").map(Cow::into_owned))
}

/// Adds the certificates of a PEM file.
fn add_own(roots: &mut RootCertStore, path: &str) -> Result<(), String> {
    for certificate in CertificateDer::pem_file_iter(path).map_err(|err| err.to_string())? {
        let added = roots.add(certificate.map_err(|err| err.to_string())?);
        added.map_err(|err| err.to_string())?;
    }
    if roots.is_empty() { Err("文件里没有证书 / there is no certificate in it".to_owned()) } else { Ok(()) }
}

/// Tells whether the certificate is what the connection failed for.
fn is_distrust(err: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(err), |it| it.source())
        .filter_map(|it| it.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref())
        .any(|it: &rustls::Error| matches!(it, rustls::Error::InvalidCertificate(_)))
}

/// Writes an error with its causes, each once.
fn told(err: &dyn std::error::Error) -> String {
    let mut text = err.to_string();
    let mut cause = err.source();
    while let Some(it) = cause {
        let more = it.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = it.source();
    }
    text
}
