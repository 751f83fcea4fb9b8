//! `wangge serve`: opens a data folder and answers until told to stop.

use std::{io::Write, net::SocketAddr, path::Path, sync::Arc};

use anyhow::{Context, Result};
use clap::Args;
use service::{Service, SystemClock};
use store::Sqlite;
use tokio_util::sync::CancellationToken;

use super::DataFolder;

/// Where to listen.
#[derive(Args, Debug)]
pub struct Listen {
    /// 监听地址，端口 0 表示任取空闲端口 / The address to listen on; port 0 takes a free one
    #[arg(long = "listen", env = "WANGGE_LISTEN", default_value = "127.0.0.1:8080")]
    pub address: SocketAddr,
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
        check_folder(&self.data.path)?;
        serve(open(&self.data.path)?, &self.listen)
    }
}

/// Refuses a folder without a database.
pub fn check_folder(folder: &Path) -> Result<()> {
    anyhow::ensure!(
        folder.join("wangge.db").exists(),
        "{0} 里没有数据库，请先运行 wangge import 或 wangge demo / there is no database in {0}: run `wangge import` or `wangge demo` first",
        folder.display()
    );
    Ok(())
}

/// Opens the store of a folder.
pub fn open(folder: &Path) -> Result<Arc<Sqlite>> {
    let opened = Sqlite::open(folder);
    Ok(Arc::new(opened.with_context(|| cannot_open(folder))?))
}

/// Says which folder cannot be opened.
pub fn cannot_open(folder: &Path) -> String {
    format!("打不开数据文件夹 {0} / cannot open the data folder {0}", folder.display())
}

/// Returns the runtime that commands run their asynchronous part on.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

/// Serves a store until a signal to stop, says on standard output where.
pub fn serve(store: Arc<Sqlite>, listen: &Listen) -> Result<()> {
    let runtime = runtime()?;
    runtime.block_on(async {
        let bound = server::bind(listen.address)?;
        let flow = catalog::flow(catalog::STREET)?;
        let service = Service::start(store, Arc::new(SystemClock), catalog::categories(), flow).await?;
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
        out.flush()?;
        let router = server::router(service, stop.clone());
        bound.serve(router, stop).await?;
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
