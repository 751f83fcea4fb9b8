//! `wangge demo`: a district with made-up people and incidents, in one command.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context, Result};
use clap::Args;
use demo::{Life, TownSize};
use model::{Author, Change, District, Flow, Happening, Report};
use service::{Clock, Ground, Submission, SystemClock};
use spatial::Place;
use store::Store;

use super::{DataFolder, album, import, personas, serve};
use crate::progress::Step;

/// How many incidents are saved at once.
const BATCH: usize = 20_000;
/// How long ago a demo district was founded, in milliseconds: before the first of its made-up incidents.
const FOUNDED_BEFORE_MS: i64 = 600 * 86_400_000;

/// The arguments of `wangge demo`.
#[derive(Args, Debug)]
pub struct Demo {
    /// 用真实道路代替虚构的荷城街道 / Takes real streets instead of the fictional 荷城街道
    #[arg(long, value_name = "FILE.osm.pbf", requires = "boundary")]
    streets: Option<PathBuf>,
    #[command(flatten)]
    files: import::SourceFiles,
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    listen: serve::Listen,
    /// 虚构案件数 / How many incidents are made up
    #[arg(long, default_value_t = 20_000)]
    incidents: usize,
    /// 随机种子：同一种子得同一辖区 / The seed: the same one gives the same district
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 虚构城区的街道数，每个约 6 km² / How many sub-districts the fictional town has, about 6 km² each
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=200))]
    size: u32,
    /// 只填充数据，不启动服务 / Fills the folder and does not serve it
    #[arg(long)]
    fill_only: bool,
}

impl Demo {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        if self.streets.is_none() && (self.files.boundary.is_some() || self.files.classes.is_some()) {
            anyhow::bail!("--boundary 和 --classes 须与 --streets 一起用 / --boundary and --classes go with --streets");
        }
        let store = serve::open(&self.data.place())?;
        let runtime = serve::runtime()?;
        runtime.block_on(self.fill(&store))?;
        drop(runtime);
        if self.fill_only { Ok(()) } else { serve::serve(store, &self.listen, serve::Kind::Demo) }
    }

    /// Makes what the folder lacks; a run that was cut off is taken up where it stopped.
    async fn fill(&self, store: &Arc<dyn Store>) -> Result<()> {
        let snapshot = store.load().await?;
        let made_up = snapshot.incidents.iter().filter(|it| it.made_up).count();
        let district = match snapshot.district {
            Some(it) if it.persons.iter().all(|person| !person.made_up) => anyhow::bail!(
                "{} 里是真实辖区“{}”，不能加演示数据 / the folder holds the real district `{}`: no demo data is added",
                self.data.place(),
                it.name,
                it.name
            ),
            Some(it) => {
                eprintln!("打开已有的演示辖区“{0}” / opening the demo district `{0}` that is there", it.name);
                it
            }
            None => self.found(store).await?,
        };
        personas::make(store, &district, SystemClock.now_ms()).await?;
        let missing = self.incidents.saturating_sub(made_up);
        if missing > 0 { self.report(store, district, missing, made_up as u64).await } else { Ok(()) }
    }

    async fn found(&self, store: &Arc<dyn Store>) -> Result<District> {
        let survey = match &self.streets {
            Some(streets) => import::survey(streets, &self.files)?,
            None => demo::town(&TownSize { subdistricts: self.size }, self.seed),
        };
        let mut district = import::cut(&survey, SystemClock.now_ms() - FOUNDED_BEFORE_MS)?;
        demo::staff(&mut district, self.seed);
        eprintln!("{}", import::summary(&district));
        store.commit(Author::SYSTEM, Change::Found(Box::new(district.clone()))).await?;
        Ok(district)
    }

    async fn report(&self, store: &Arc<dyn Store>, district: District, count: usize, already: u64) -> Result<()> {
        let step = Step::begin("生成虚构案件 / Making up incidents");
        let ground = Ground::new(district, catalog::categories())?;
        let flow = catalog::flow(catalog::STREET)?;
        let seed = self.seed.wrapping_add(already);
        let now_ms = SystemClock.now_ms();
        let made_up = demo::incidents(&ground.district, &ground.categories, count, seed, now_ms);
        let life = Life::new(&ground.district, album::keep(store, now_ms).await?, now_ms);
        let mut batch = Vec::with_capacity(BATCH);
        for (done, it) in made_up.into_iter().enumerate() {
            batch.push(
                report(&ground, &flow, &life, it, seed.wrapping_mul(1_000_003).wrapping_add(done as u64))
                    .context("虚构案件无效 / a made-up incident is not valid")?,
            );
            if batch.len() == BATCH {
                save(store, std::mem::take(&mut batch)).await?;
                step.of(done as u64, count as u64);
            }
        }
        save(store, batch).await
    }
}

/// How far around a place grid members are looked for, in millimetres.
const NEAR_MM: u32 = 600_000;

/// Makes the report of a made-up incident and lets its case go on until now.
fn report(
    ground: &Ground,
    flow: &Flow,
    life: &Life<'_>,
    it: demo::MadeUp,
    seed: u64,
) -> Result<Report, service::ReportError> {
    let submission = Submission {
        query: service::Query::new(it.place),
        category: it.category,
        note: it.note,
        source: it.source,
        made_up: true,
    };
    let place = ground.frame.point(it.place).ok().map(|it| ground.locator.place(it));
    let member = place.and_then(|it| if let Place::Inside(cell) = it { ground.member_of(cell) } else { None });
    let reporter = life.reporter(it.source, member, seed);
    let mut report = ground.report(submission, reporter, flow, it.reported_at)?;
    let incident = &mut report.incident;
    let opened = incident.case.take();
    let setting = opened.as_deref().and_then(|case| ground.setting(flow, case, service::route(incident)));
    if let (Some(opened), Some(setting)) = (opened, setting) {
        let near = ground.members_near(incident.point, NEAR_MM);
        let (case, events) = life.go_on(*opened, &near, &setting, seed);
        incident.stage = case.stage;
        incident.revision = incident.revision.saturating_add(events.len() as u32);
        incident.case = (!case.is_settled()).then(|| Arc::new(case));
        report.events.extend(events.into_iter().map(Happening::from));
    }
    Ok(report)
}

async fn save(store: &Arc<dyn Store>, reports: Vec<Report>) -> Result<()> {
    store.commit(Author::SYSTEM, Change::Report { reports, idempotency_key: None }).await?;
    Ok(())
}
