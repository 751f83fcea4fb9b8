//! How long it takes until a report that was answered at one process is in the world of another on the same PostgreSQL, idle and while
//! both are written to.
//!
//! `cargo run --release -p service --example neighbours`

use std::{
    error::Error,
    sync::Arc,
    time::{Duration, Instant},
};

use model::{Author, Change, RoadClass, Source};
use service::{Announcement, Query, Service, Submission, SystemClock};
use store::{Postgres, Store};
use testkit::{Cluster, Sketch};

/// So many reports are measured.
const REPORTS: usize = 100;
/// So many clients write to each process meanwhile, the second time.
const CLIENTS: usize = 16;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (cluster, folder) = (Cluster::start(true), tempfile::tempdir()?);
    let url = cluster.database();
    let town = Sketch::new().cell(&[(0, 0), (100, 0), (100, 100), (0, 100)]).member("王小明");
    let town = town.road("人民路", RoadClass::Main, &[(0, 0), (100, 0)]).district();
    let place = town.frame.origin;
    let founder = Postgres::open(&url, folder.path())?;
    founder.commit(Author::SYSTEM, Change::Found(Box::new(town))).await?;
    drop(founder);
    let mut services = vec![];
    for _ in 0..2 {
        let store: Arc<dyn Store> = Arc::new(Postgres::open(&url, folder.path())?);
        let flow = catalog::flow(catalog::STREET)?;
        services.push(Service::start(store, Arc::new(SystemClock), catalog::categories(), flow).await?);
    }
    let asked = Submission {
        query: Query::new(place),
        category: "0101".parse()?,
        note: String::new(),
        source: Source::Resident,
        made_up: false,
    };
    told("idle", measure(&services, &asked).await?);
    let begun = Instant::now();
    let before = services[0].world().len();
    let busy: Vec<_> = (0..2 * CLIENTS)
        .map(|at| {
            let (service, asked) = (services[at % 2].clone(), asked.clone());
            tokio::spawn(async move { while service.report(asked.clone(), None).await.is_ok() {} })
        })
        .collect();
    let times = measure(&services, &asked).await?;
    let rate = (services[0].world().len() - before) as f64 / begun.elapsed().as_secs_f64();
    busy.iter().for_each(tokio::task::JoinHandle::abort);
    told(&format!("while both take {rate:.0} reports a second together"), times);
    Ok(())
}

/// Measures from the answer at the first to the announcement at the second.
async fn measure(services: &[Service], asked: &Submission) -> Result<Vec<Duration>, Box<dyn Error>> {
    let mut times = vec![];
    for _ in 0..REPORTS {
        let mut news = services[1].follow();
        let id = services[0].report(asked.clone(), None).await?.incident.id;
        let answered = Instant::now();
        while services[1].world().incident(id).is_none() {
            // One that lags behind looks at the world instead.
            if let Ok(Announcement::Incident { .. }) = news.recv().await {}
        }
        times.push(answered.elapsed());
    }
    Ok(times)
}

fn told(when: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!("{when}: {:.1?} in the middle, {:.1?} for 99 of 100, {:.1?} at most", at(50), at(99), at(100));
}
