//! Where a database is, and how connections to it are made.

use std::{fmt, path::Path, sync::Arc, time::Duration};

use rustls::{ClientConfig, RootCertStore, crypto::ring};
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
    /// Reads `postgres://user:password@host:port/database?…` as libpq does.
    pub(super) fn of(url: &str) -> Result<Self, StoreError> {
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
        if config.get_ssl_mode() != SslMode::Disable {
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
    pub(super) fn unreachable(&self, why: &dyn std::error::Error) -> StoreError {
        StoreError::Unreachable { server: self.to_string(), why: told(why) }
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
