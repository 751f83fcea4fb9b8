//! The service: the live world, the one way to write, and the announcements.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use model::{Categories, Change, District, Event, Incident, IncidentDetail, IncidentId, Report, VersionId};
use store::{Outcome, Store, StoreError};
use thiserror::Error;
use tokio::sync::{
    RwLock,
    broadcast::{self, error::RecvError},
};

use crate::{Clock, Ground, GroundError, ReportError, Reported, Submission, World};

/// How many announcements a slow follower may lag behind before it has to read the lists anew.
const ANNOUNCEMENTS: usize = 1024;
/// How many earlier versions of the ground are kept.
const PAST: usize = 4;

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
    /// The partition has a new version.
    Partition {
        /// The world's version.
        version: u64,
        /// The partition's version.
        number: VersionId,
    },
    /// A leave or a ruling was put on record or taken back: other people may answer for the same spot.
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
    /// There is no district yet.
    #[error(
        "数据文件夹里还没有辖区，请先运行 wangge import 或 wangge demo / the data folder holds no district yet: run `wangge import` or `wangge demo` first"
    )]
    NoDistrict,
}

/// Everything that people do. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    world: ArcSwap<World>,
    /// Held while a saved change is applied, so that no two changes start from the same world.
    applying: Mutex<()>,
    /// Shared by reports from routing to applying, held alone while the partition changes: so no report is saved under
    /// a partition that has ended.
    pub(crate) routing: Arc<RwLock<()>>,
    announcements: broadcast::Sender<Announcement>,
    /// Grounds of earlier versions that were asked for, the last one first.
    past: Mutex<Vec<Arc<Ground>>>,
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
    ) -> Result<Self, ServiceError> {
        let snapshot = store.load().await?;
        let mut district = snapshot.district.ok_or(ServiceError::NoDistrict)?;
        complete(&*store, &mut district).await?;
        let ground = Ground::new(district, categories)?;
        // Prepared here rather than under the first request.
        ground.tiles();
        let world = ArcSwap::from_pointee(World::new(Arc::new(ground), snapshot.incidents));
        let announcements = broadcast::channel(ANNOUNCEMENTS).0;
        let shared = Shared {
            store,
            clock,
            world,
            applying: Mutex::default(),
            routing: Arc::default(),
            announcements,
            past: Mutex::default(),
        };
        Ok(Self { shared: Arc::new(shared) })
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
        let now = self.world().ground.clone();
        let Some(version) = now.district.version_at(at_ms) else { return Ok(None) };
        if version == now.version() {
            return Ok(Some(now));
        }
        let mut past = self.shared.past.lock().unwrap_or_else(PoisonError::into_inner);
        // Leaves and rulings put on record since then do not change what was true then, so an old ground stays right.
        let found = past.iter().position(|it| it.version() == version).map(|at| past.remove(at));
        let ground = found.map_or_else(|| now.back(version).map(Arc::new), Ok)?;
        past.insert(0, ground.clone());
        past.truncate(PAST);
        Ok(Some(ground))
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
        // On a task of its own, so that a client that hangs up cannot part saving from applying.
        let shared = self.shared.clone();
        let turn = shared.routing.clone().read_owned().await;
        let report = self.world().ground.report(submission, self.now_ms())?;
        let asked = report.clone();
        let saved = tokio::spawn(async move {
            let _turn = turn;
            let change = Change::Report { reports: vec![report.clone()], idempotency_key: key };
            let outcome = shared.store.commit(change).await?;
            if outcome == Outcome::Saved {
                shared.apply([report.incident]);
            }
            Ok::<_, StoreError>(outcome)
        });
        match saved.await.unwrap_or(Err(StoreError::Stopped))? {
            Outcome::Saved => {
                let world = self.world();
                let incident = world.incident(asked.incident.id).cloned();
                Ok(Reported { incident: incident.unwrap_or_else(|| Arc::new(asked.incident)), fresh: true })
            }
            Outcome::Repeated(id) => self.repeated(id, asked, followed).await,
        }
    }

    /// Answers a repeated key with the incident it belongs to, which may be saved but not yet applied.
    async fn repeated(
        &self,
        id: IncidentId,
        asked: Report,
        mut followed: broadcast::Receiver<Announcement>,
    ) -> Result<Reported, ReportError> {
        let incident = loop {
            if let Some(it) = self.world().incident(id) {
                break it.clone();
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
    pub async fn history(&self, id: IncidentId) -> Result<Vec<Event>, StoreError> {
        self.shared.store.history(id).await
    }
}

/// Gives a district that was saved before there were edge tables its own.
async fn complete(store: &dyn Store, district: &mut District) -> Result<(), StoreError> {
    if !district.edges.is_empty() || district.cells.is_empty() {
        return Ok(());
    }
    let cells: Vec<_> = district.live_cells().map(|(id, it)| (id, it.community, &it.polygon)).collect();
    match partition::edges_of_cells(&cells, &district.segments, VersionId(0)) {
        Ok(edges) => {
            store.commit(Change::Edges(edges.clone())).await?;
            district.edges = edges.into();
        }
        // Such cells were not cut by this program; they are shown and answered for, but cannot be edited.
        Err(err) => tracing::warn!(error = %err, "the cells share no exact borders: there is no edge table"),
    }
    Ok(())
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

    /// Puts ground with other leaves or rulings in force and announces it.
    pub(crate) fn apply_people(&self, ground: Arc<Ground>) {
        let _turn = self.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let next = Arc::new(self.world.load().on(ground, []));
        let version = next.version;
        self.world.store(next);
        // Nobody following is no failure.
        let _ = self.announcements.send(Announcement::People { version });
    }

    fn apply(&self, incidents: impl IntoIterator<Item = Incident>) {
        let _turn = self.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.world.load();
        let next = Arc::new(before.with(incidents));
        let (version, first) = (next.version, before.len());
        self.world.store(next.clone());
        for position in first..next.len() {
            if let Some(incident) = next.at(position as u32) {
                // Nobody following is no failure.
                let _ = self.announcements.send(Announcement::Incident { version, incident: incident.clone() });
            }
        }
    }
}
