//! The service: the live world, the one way to write, and the announcements.

use std::sync::{Arc, Mutex, PoisonError, atomic::AtomicI64};

use arc_swap::ArcSwap;
use model::{
    Author, CalendarError, Categories, CategoryError, Change, Flow, Happening, Incident, IncidentDetail, IncidentId,
    NoticeChange, Report, Settings, VersionId, case::Actor,
};
use store::{Outcome, Parts, Store, StoreError};
use thiserror::Error;
use tokio::sync::{
    RwLock,
    broadcast::{self, error::RecvError},
};

use crate::{
    Accounts, Clock, Entry, Ground, GroundError, Past, ReportError, Reported, Submission, World,
    decision::follow_moments,
    inbox::watch_clocks,
    neighbours::{Lead, Shipped, follow_neighbours},
    robots::Robots,
    upgrade::upgrade,
    view::Views,
};

/// How many announcements a slow follower may lag behind before it has to read the lists anew.
const ANNOUNCEMENTS: usize = 1024;
/// So long before the last thing on record, moments are looked at again at start: a day, in case the last run was cut off
/// between a moment and what followed from it.
const LOOK_BACK_MS: i64 = 86_400_000;
/// How often a report is made anew because other processes changed who answers.
const TRIES: usize = 16;

/// Something new in the world, with the world's version that first has it.
#[derive(Clone, Debug)]
pub enum Announcement {
    /// An incident was reported.
    Incident {
        /// The world's version.
        version: u64,
        /// The incident.
        incident: Arc<Incident>,
    },
    /// An incident's case went on.
    Changed {
        /// The world's version.
        version: u64,
        /// The incident as it is now.
        incident: Arc<Incident>,
    },
    /// The partition has a new version.
    Partition {
        /// The world's version.
        version: u64,
        /// The partition's version.
        number: VersionId,
    },
    /// A leave or a ruling was put on record or taken back, or the moment of one or of a duty has come: other people may
    /// answer for the same spot, and for open incidents there.
    People {
        /// The world's version.
        version: u64,
    },
}

/// Why the service cannot start.
#[derive(Debug, Error)]
pub enum ServiceError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The district cannot be used.
    #[error(transparent)]
    Ground(#[from] GroundError),
    /// The categories that were saved do not fit those of the program.
    #[error(transparent)]
    Categories(#[from] CategoryError),
    /// The days that were saved do not fit the calendar.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// There is no district yet.
    #[error(
        "数据文件夹里还没有辖区，请先运行 wangge import 或 wangge demo / the data folder holds no district yet: run `wangge import` or `wangge demo` first"
    )]
    NoDistrict,
}

/// Everything that people do. Cheap to clone. It acts for the program until it is given somebody to act for ([`Self::by`]).
#[derive(Clone)]
pub struct Service {
    pub(crate) shared: Arc<Shared>,
    pub(crate) author: Author,
}

pub(crate) struct Shared {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) world: ArcSwap<World>,
    /// Held while a saved change is applied, so that no two changes start from the same world.
    pub(crate) applying: Mutex<()>,
    /// Shared by reports from routing to applying, held alone while the partition changes: so no report is saved under
    /// a partition that has ended.
    pub(crate) routing: Arc<RwLock<()>>,
    /// Held while what other processes wrote is followed, so that it is done once.
    pub(crate) following: tokio::sync::Mutex<()>,
    /// What settings are laid over.
    pub(crate) shipped: Shipped,
    /// Held while a notice is numbered, saved and applied.
    pub(crate) notices: tokio::sync::Mutex<()>,
    /// Up to which moment open incidents have followed what is on record; changed under `routing` held alone.
    pub(crate) routed_ms: AtomicI64,
    pub(crate) announcements: broadcast::Sender<Announcement>,
    past: Past,
    accounts: Accounts,
    pub(crate) views: Views,
    pub(crate) robots: Robots,
}

impl Service {
    /// Loads the store and makes the world of it.
    ///
    /// # Errors
    /// [`ServiceError::NoDistrict`] for an empty store, otherwise when it cannot be read.
    pub async fn start(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        categories: Categories,
        flow: Flow,
    ) -> Result<Self, ServiceError> {
        let (snapshot, district) = loop {
            // Looked at first: what comes while loading is followed later.
            let known = store.news(Parts::NONE).await?.upto;
            let mut snapshot = store.load().await?;
            store.followed(Parts::ALL, known);
            let mut district = snapshot.district.take().ok_or(ServiceError::NoDistrict)?;
            match upgrade(&*store, &mut district, clock.now_ms()).await {
                // Another process starts, too.
                Err(ServiceError::Store(StoreError::Behind)) => {}
                other => break other.map(|()| (snapshot, district))?,
            }
        };
        let Settings { categories: versions, calendar } = snapshot.settings;
        let ground = Ground::new(district, categories.with_versions(versions)?)?;
        let shipped = Shipped { categories, flow };
        let flow = Arc::new(shipped.flow.with_years(calendar)?);
        // Prepared here rather than under the first request.
        ground.tiles();
        let mut world = World::new(Arc::new(ground), flow, snapshot.incidents);
        world.notices = snapshot.notices.into_iter().map(Arc::new).collect();
        let routed_ms = AtomicI64::new(world.last_on_record().saturating_sub(LOOK_BACK_MS));
        let world = ArcSwap::from_pointee(world);
        let announcements = broadcast::channel(ANNOUNCEMENTS).0;
        let accounts = Accounts::open(store.clone(), clock.clone()).await?;
        let robots = Robots::new(store.robots().await?);
        let shared = Shared {
            store,
            clock,
            world,
            applying: Mutex::default(),
            routing: Arc::default(),
            following: tokio::sync::Mutex::default(),
            shipped,
            notices: tokio::sync::Mutex::default(),
            routed_ms,
            announcements,
            past: Past::default(),
            accounts,
            views: Views::default(),
            robots,
        };
        let service = Self { shared: Arc::new(shared), author: Author::SYSTEM };
        let leads = Lead::of(&service).holds();
        if leads {
            // Moments may have come while nobody was watching.
            service.catch_up().await?;
        }
        tokio::spawn(follow_neighbours(Arc::downgrade(&service.shared)));
        tokio::spawn(follow_moments(Arc::downgrade(&service.shared), leads));
        tokio::spawn(watch_clocks(Arc::downgrade(&service.shared)));
        Ok(service)
    }

    /// Returns the service as it acts for somebody.
    #[must_use]
    pub fn by(&self, author: Author) -> Self {
        Self { shared: Arc::clone(&self.shared), author }
    }

    /// Returns whom it acts for.
    pub const fn actor(&self) -> Actor {
        self.author.actor
    }

    /// Returns the accounts, acting for the same as this.
    pub fn accounts(&self) -> Accounts {
        self.shared.accounts.by(self.author)
    }

    /// Returns the world as it is now; it never changes under the reader.
    pub fn world(&self) -> Arc<World> {
        self.shared.world.load_full()
    }

    /// Returns the ground as it was at a moment, `None` before the first version. Earlier versions are made when asked for and
    /// a few are kept.
    ///
    /// # Errors
    /// Where the edges of then do not close. No stored table that does this is known.
    pub fn ground_at(&self, at_ms: i64) -> Result<Option<Arc<Ground>>, partition::TableError> {
        self.shared.past.at(&self.world().ground, at_ms)
    }

    /// Returns milliseconds since 1970-01-01T00:00:00Z by the service's clock.
    pub fn now_ms(&self) -> i64 {
        self.shared.clock.now_ms()
    }

    /// Follows what is announced from now on.
    pub fn follow(&self) -> broadcast::Receiver<Announcement> {
        self.shared.announcements.subscribe()
    }

    /// Takes a report: checks it, saves it, applies it, announces it.
    ///
    /// When this returns `Ok` the report survives a power cut. The same idempotency key with the same report again
    /// returns the first incident. A caller that stops waiting stops nothing.
    ///
    /// # Errors
    /// [`ReportError`]; on an error nothing is kept, unless the store's answer itself was lost.
    pub async fn report(&self, submission: Submission, key: Option<String>) -> Result<Reported, ReportError> {
        let followed = self.follow();
        let key = key.map(|it| self.own_key(&it));
        let mut tries = 0;
        let (asked, saved) = loop {
            match self.save(submission.clone(), key.clone()).await? {
                // Another process changed who answers: it is looked at again.
                (_, Err(StoreError::Behind)) if tries < TRIES => {
                    tries += 1;
                    self.follow_others().await?;
                }
                (asked, saved) => break (asked, saved?),
            }
        };
        match saved {
            Outcome::Saved => {
                let world = self.world();
                let incident = world.incident(asked.incident.id);
                Ok(Reported { incident: incident.unwrap_or_else(|| Arc::new(asked.incident)), fresh: true })
            }
            Outcome::Repeated(id) => self.repeated(id, asked, followed).await,
        }
    }

    /// Makes a report of what was submitted, saves and applies it; returns it with what came of saving it.
    async fn save(
        &self,
        submission: Submission,
        key: Option<String>,
    ) -> Result<(Report, Result<Outcome, StoreError>), ReportError> {
        let (shared, author) = (self.shared.clone(), self.author);
        let turn = shared.routing.clone().read_owned().await;
        let world = self.world();
        let report = world.ground.report(submission, self.author.actor, &world.flow, self.now_ms())?;
        drop(world);
        let asked = report.clone();
        // On a task of its own, so that a client that hangs up cannot part saving from applying.
        let saved = tokio::spawn(async move {
            let _turn = turn;
            let change = Change::Report { reports: vec![report.clone()], idempotency_key: key };
            let outcome = shared.store.commit(author, change).await?;
            if outcome == Outcome::Saved {
                shared.apply([report.incident]);
            }
            Ok(outcome)
        });
        Ok((asked, saved.await.unwrap_or(Err(StoreError::Stopped))))
    }

    /// Answers a repeated key with the incident it belongs to, which may be saved but not yet applied.
    async fn repeated(
        &self,
        id: IncidentId,
        asked: Report,
        mut followed: broadcast::Receiver<Announcement>,
    ) -> Result<Reported, ReportError> {
        // Another process may have saved it.
        self.follow_others().await?;
        let incident = loop {
            if let Some(it) = self.world().incident(id) {
                break it;
            }
            if matches!(followed.recv().await, Err(RecvError::Closed)) {
                return Err(StoreError::Stopped.into());
            }
        };
        let detail = self.detail(id).await?;
        let same = incident.place == asked.incident.place
            && incident.category == asked.incident.category
            && detail.note == asked.detail.note;
        if same { Ok(Reported { incident, fresh: false }) } else { Err(ReportError::KeyReused(id)) }
    }

    /// Reads what is only kept in the store of one incident; empty for an unknown id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn detail(&self, id: IncidentId) -> Result<IncidentDetail, StoreError> {
        Ok(self.details(&[id]).await?.pop().unwrap_or_default())
    }

    /// Reads what is only kept in the store, in the order asked; empty for an unknown id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn details(&self, ids: &[IncidentId]) -> Result<Vec<IncidentDetail>, StoreError> {
        let details = self.shared.store.details(ids).await?;
        Ok(details.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// Lists what happened to an incident, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn history(&self, id: IncidentId) -> Result<Vec<Happening>, StoreError> {
        self.shared.store.history(id).await
    }
}

impl Shared {
    /// Puts the next version of the partition in force and announces it.
    pub(crate) fn apply_partition(&self, ground: Arc<Ground>, changed: impl IntoIterator<Item = Incident>) {
        let _turn = self.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let next = Arc::new(self.world.load().on(ground, changed));
        let (version, number) = (next.version, next.ground.district.version());
        self.world.store(next);
        // Nobody following is no failure.
        let _ = self.announcements.send(Announcement::Partition { version, number });
    }

    /// Puts ground with other leaves or rulings in force, with the incidents that go to others, and announces it.
    pub(crate) fn apply_people(&self, ground: Arc<Ground>, changed: impl IntoIterator<Item = Incident>) {
        let _turn = self.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let next = Arc::new(self.world.load().on(ground, changed));
        let version = next.version;
        self.world.store(next);
        // Nobody following is no failure.
        let _ = self.announcements.send(Announcement::People { version });
    }

    /// Puts other settings in force and announces that other people may answer: categories say who is asked first.
    pub(crate) fn apply_settings(&self, ground: Arc<Ground>, flow: Arc<Flow>) {
        let _turn = self.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let next = Arc::new(self.world.load().under(ground, flow));
        let version = next.version;
        self.world.store(next);
        // Nobody following is no failure.
        let _ = self.announcements.send(Announcement::People { version });
    }

    /// Puts what became of a notice in force and announces the incident that it is about.
    pub(crate) fn apply_notice(&self, change: NoticeChange, incident: IncidentId) {
        let _turn = self.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let next = Arc::new(self.world.load().noticed(change));
        self.world.store(next.clone());
        if let Some(incident) = next.incident(incident) {
            // Nobody following is no failure.
            let _ = self.announcements.send(Announcement::Changed { version: next.version, incident });
        }
    }

    /// Puts incidents whose cases went on in their new form and announces them.
    pub(crate) fn apply_changed(&self, incidents: Vec<Incident>) {
        let _turn = self.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let ids: Vec<_> = incidents.iter().map(|it| it.id).collect();
        let before = self.world.load();
        let next = Arc::new(before.on(before.ground.clone(), incidents));
        self.world.store(next.clone());
        for incident in ids.into_iter().filter_map(|it| next.incident(it)) {
            // Nobody following is no failure.
            let _ = self.announcements.send(Announcement::Changed { version: next.version, incident });
        }
    }

    fn apply(&self, incidents: impl IntoIterator<Item = Incident>) {
        let _turn = self.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.world.load();
        let next = Arc::new(before.with(incidents));
        let (version, first) = (next.version, before.len());
        self.world.store(next.clone());
        for position in first..next.len() {
            if let Some(incident) = next.at(position as u32).map(Entry::share) {
                // Nobody following is no failure.
                let _ = self.announcements.send(Announcement::Incident { version, incident });
            }
        }
    }
}
