//! `wangge serve`: opens a data folder and answers until told to stop.

use std::{
    io::Write,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use notify::Backoff;
use server::Access;
use service::{Ground, Service, ServiceError, SystemClock};
use store::{Place, Store, read_district, read_settings};
use tokio_util::sync::CancellationToken;

use super::DataFolder;
use crate::courier::Courier;

/// Where to listen.
#[derive(Args, Debug)]
pub struct Listen {
    /// 监听地址，端口 0 表示任取空闲端口 / The address to listen on; port 0 takes a free one
    #[arg(long = "listen", env = "WANGGE_LISTEN", default_value = "127.0.0.1:8080")]
    pub address: SocketAddr,
    /// 包路领导和管理员是否必须启用动态码；演示默认不要求 / Whether leaders and administrators have to enrol a second factor; a demo
    /// does not ask for it
    #[arg(long, env = "WANGGE_SECOND_FACTOR", value_enum)]
    second_factor: Option<SecondFactor>,
    /// 可信反向代理的地址，其 X-Forwarded-For 才被采信 / Addresses of reverse proxies whose X-Forwarded-For is believed
    #[arg(long = "trusted-proxy", env = "WANGGE_TRUSTED_PROXIES", value_delimiter = ',', value_name = "ADDRESS")]
    proxies: Vec<IpAddr>,
    /// 群机器人消息首次重发前等待的毫秒数，其后每次四倍 / How many milliseconds a message to a robot waits before it is sent again for
    /// the first time; four times as long each time after
    #[arg(long, env = "WANGGE_RETRY_FIRST_MS", default_value_t = 30_000, value_name = "MILLISECONDS",
        value_parser = clap::value_parser!(u32).range(1..=3_600_000))]
    retry_first_ms: u32,
}

/// Whether a second factor is demanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SecondFactor {
    /// Leaders and administrators have to enrol one before anything else.
    Required,
    /// Who likes enrols one.
    Optional,
}

/// What is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A district in use.
    Real,
    /// A demonstration, which has personas where only this machine reaches it.
    Demo,
}

impl Listen {
    fn access(&self, kind: Kind, address: SocketAddr) -> Access {
        let absent = if kind == Kind::Demo { SecondFactor::Optional } else { SecondFactor::Required };
        Access {
            second_factor: self.second_factor.unwrap_or(absent) == SecondFactor::Required,
            personas: kind == Kind::Demo && address.ip().is_loopback(),
            proxies: self.proxies.iter().map(IpAddr::to_canonical).collect(),
        }
    }
}

/// The arguments of `wangge serve`.
#[derive(Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    listen: Listen,
}

impl Serve {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let place = self.data.place();
        check_place(&place)?;
        serve(open(&place)?, &self.listen, Kind::Real)
    }
}

/// Refuses a folder without a database; a server is asked when it is opened.
pub fn check_place(place: &Place) -> Result<()> {
    anyhow::ensure!(
        place.database.is_some() || place.folder.join("wangge.db").exists(),
        "{0} 里没有数据库，请先运行 wangge import 或 wangge demo / there is no database in {0}: run `wangge import` or `wangge demo` first",
        place.folder.display()
    );
    Ok(())
}

/// Opens a store.
pub fn open(place: &Place) -> Result<Arc<dyn Store>> {
    place.open().with_context(|| cannot_open(place))
}

/// Starts the service on a store, with what the program ships and the operator set.
pub async fn start(store: Arc<dyn Store>) -> Result<Service> {
    let flow = catalog::flow(catalog::STREET)?;
    Ok(Service::start(store, Arc::new(SystemClock), catalog::categories(), flow).await?)
}

/// Reads the ground without the lock: the service may be running.
pub fn read_ground(place: &Place) -> Result<Ground> {
    let district = read_district(place).with_context(|| cannot_open(place))?;
    let set = read_settings(place).with_context(|| cannot_open(place))?;
    let categories = catalog::categories().with_versions(set.categories)?;
    Ok(Ground::new(district.ok_or(ServiceError::NoDistrict)?, categories)?)
}

/// Says which store cannot be opened.
pub fn cannot_open(place: &Place) -> String {
    format!("打不开数据 {place} / cannot open the data at {place}")
}

/// Returns the runtime that commands run their asynchronous part on.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

/// Serves a store until a signal to stop, says on standard output where.
pub fn serve(store: Arc<dyn Store>, listen: &Listen, kind: Kind) -> Result<()> {
    let runtime = runtime()?;
    runtime.block_on(async {
        let bound = server::bind(listen.address)?;
        let service = start(store).await?;
        let world = service.world();
        tracing::info!(
            district = world.ground.district.name,
            cells = world.ground.district.live_cells().count(),
            segments = world.ground.district.segments.len(),
            incidents = world.len(),
            "the district is loaded"
        );
        drop(world);
        let stop = CancellationToken::new();
        tokio::spawn(stop_on_signal(stop.clone()));
        let mut out = std::io::stdout();
        writeln!(out, "网格已就绪，请用浏览器打开 / Wangge is ready: http://{}", bound.address())?;
        let access = listen.access(kind, bound.address());
        if !access.personas
            && let Some(token) = service.accounts().first_token()?
        {
            // The address behind # is not sent to anybody, and the token is good for one.
            let (address, token) = (bound.address(), token.reveal());
            let zh = "还没有能登录的管理员，请打开此一次性链接创建";
            writeln!(out, "{zh} / No administrator can sign in yet; make one with this one-time link: http://{address}/#first={token}")?;
        }
        out.flush()?;
        let backoff = Backoff { first_ms: listen.retry_first_ms.into() };
        let sender = service.send_letters(Arc::new(Courier), backoff);
        let router = server::router(service, access, stop.clone());
        let served = bound.serve(router, stop).await;
        sender.stop().await;
        served?;
        tracing::info!("stopped");
        Ok(())
    })
}

/// Stops softly on the first signal, hard on the second.
async fn stop_on_signal(stop: CancellationToken) {
    signal().await;
    tracing::info!("stopping; a second signal stops at once");
    stop.cancel();
    signal().await;
    std::process::exit(130);
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(err) => {
            tracing::warn!(error = %err, "SIGTERM cannot be heard");
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

#[cfg(not(unix))]
async fn signal() {
    let _ = tokio::signal::ctrl_c().await;
}
