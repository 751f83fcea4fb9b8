//! Other processes on the same database: what they wrote is followed, and what nothing may come between is done in turns.
//!
//! - Incidents are read anew and put into the world where they are newer; an incident that lies on ground of another version
//!   comes with that version, in one step.
//! - What is read anew is read while nothing of its kind is being saved here: the ground with `routing` held alone, notices,
//!   accounts and robots with their own locks. So nothing of ours is ever taken back by something older.
//! - What numbers things or goes through all incidents is done in a [`Turn`] ([`Service::alone`]), after everything was followed.

use std::{
    sync::{Arc, PoisonError, Weak},
    time::Duration,
};

use model::{AccountId, Author, Categories, District, Flow, Incident, IncidentId, Notice};
use store::{News, Parts, StoreError, Turn};
use tokio::{
    sync::{OwnedRwLockWriteGuard, watch},
    task::spawn_blocking,
    time::sleep,
};

use crate::{Announcement, Ground, Service, World, service::Shared};

/// How long is waited after following, so that what a busy process writes is followed together (default).
const TOGETHER: Duration = Duration::from_millis(10);

/// What the program ships, over which the operator's settings are laid.
pub(crate) struct Shipped {
    pub categories: Categories,
    pub flow: Flow,
}

/// Held while something is changed that nothing may come between, neither here nor in another process.
pub(crate) struct Alone {
    _turn: Turn,
    _routing: OwnedRwLockWriteGuard<()>,
}

/// Whether this process does what only one may do.
pub(crate) struct Lead(watch::Receiver<bool>);

impl Lead {
    pub(crate) fn of(service: &Service) -> Self {
        let mut leading = service.shared.store.leading();
        // What it was before is no change.
        leading.mark_unchanged();
        Self(leading)
    }

    pub(crate) fn holds(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it may be another answer than before.
    pub(crate) async fn changes(&mut self) {
        if self.0.changed().await.is_err() {
            // The one process always leads; a store that was given up says nothing more.
            std::future::pending::<()>().await;
        }
    }
}

impl Service {
    /// Waits until nobody else changes anything, here or in another process, and follows what others have changed.
    pub(crate) async fn alone(&self) -> Result<Alone, StoreError> {
        let routing = self.shared.routing.clone().write_owned().await;
        let turn = self.shared.store.turn().await?;
        if turn.behind().has(Parts::WORLD) {
            self.follow_world().await?;
        }
        Ok(Alone { _turn: turn, _routing: routing })
    }

    /// Follows what other processes wrote up to now; tells whether there may be any, so that what was looked at before is looked at
    /// again.
    pub(crate) async fn follow_others(&self) -> Result<bool, StoreError> {
        let shared = &self.shared;
        if shared.store.woken().is_none() {
            return Ok(false);
        }
        let _once = shared.following.lock().await;
        // Shared, so that nothing is read of ground that was saved here and is not applied yet.
        let routing = shared.routing.clone().read_owned().await;
        let News { upto, parts, incidents, doers, .. } = shared.store.news(Parts::INCIDENTS).await?;
        if parts.has(Parts::GROUND) {
            drop(routing);
            let _alone = shared.routing.clone().write_owned().await;
            self.follow_world().await?;
        } else {
            let world = shared.world.load_full();
            shared.apply_others(&world.ground, &world.flow, incidents, &doers, parts.and(Parts::NOTICES));
            shared.store.followed(Parts::WORLD, upto);
            drop(routing);
        }
        if parts.has(Parts::NOTICES) {
            let _alone = shared.notices.lock().await;
            self.follow_notices().await?;
        }
        if parts.has(Parts::ACCOUNTS) {
            self.accounts().follow().await?;
        }
        if parts.has(Parts::ROBOTS) {
            let _alone = shared.robots.writing.clone().lock_owned().await;
            self.follow_robots().await?;
        }
        if parts.has(Parts::ROBOTS | Parts::LETTERS) {
            shared.robots.wake.notify_one();
        }
        shared.store.followed(Parts::ALL, upto);
        Ok(true)
    }

    /// Follows ground, settings and incidents, all of one moment. To be called with `routing` held alone.
    async fn follow_world(&self) -> Result<(), StoreError> {
        let news = self.shared.store.news(Parts::WORLD).await?;
        let (upto, parts) = (news.upto, news.parts.and(Parts::WORLD));
        if parts != Parts::NONE {
            let service = self.clone();
            let made = spawn_blocking(move || {
                let (ground, flow) = service.shared.ground_of(&news)?;
                service.shared.apply_others(&ground, &flow, news.incidents, &news.doers, parts);
                Ok(())
            });
            made.await.unwrap_or(Err(StoreError::Stopped))?;
        }
        self.shared.store.followed(Parts::WORLD, upto);
        Ok(())
    }

    /// Follows notices. To be called with `notices` held.
    pub(crate) async fn follow_notices(&self) -> Result<(), StoreError> {
        let news = self.shared.store.news(Parts::NOTICES).await?;
        if let Some(notices) = news.notices {
            self.shared.apply_notices(notices);
        }
        self.shared.store.followed(Parts::NOTICES, news.upto);
        Ok(())
    }

    /// Follows robots. To be called while no change of them is saved.
    pub(crate) async fn follow_robots(&self) -> Result<(), StoreError> {
        let upto = self.shared.store.news(Parts::NONE).await?.upto;
        self.shared.robots.put(self.shared.store.robots().await?);
        self.shared.store.followed(Parts::ROBOTS, upto);
        Ok(())
    }

    /// Announces that other people may answer, where that follows from the clock and another process does what else follows.
    pub(crate) fn tell_people(&self) {
        let _turn = self.shared.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.shared.world.load_full();
        let next = before.with([]);
        let version = next.version;
        self.shared.world.store(Arc::new(next));
        // Nobody following is no failure.
        let _ = self.shared.announcements.send(Announcement::People { version });
    }
}

impl Shared {
    /// Makes ground and flow of what is new.
    fn ground_of(&self, news: &News) -> Result<(Arc<Ground>, Arc<Flow>), StoreError> {
        let unfit =
            |err: Box<dyn std::error::Error + Send + Sync>| StoreError::Engine { doing: "following", source: err };
        let world = self.world.load_full();
        let (mut ground, mut flow) = (world.ground.clone(), world.flow.clone());
        if let Some(district) = &news.district {
            let before = &ground.district;
            // What lies still is shared.
            let (roads, segments) = (before.roads.clone(), before.segments.clone());
            let district = District { roads, segments, backdrop: before.backdrop.clone(), ..district.clone() };
            district.check().map_err(|err| unfit(err.into()))?;
            let next = ground.with(district);
            next.tiles();
            ground = Arc::new(next);
        }
        if let Some((leaves, rulings)) = &news.people {
            let (leaves, rulings) = (leaves.clone(), rulings.clone());
            ground = Arc::new(ground.decided(District { leaves, rulings, ..District::clone(&ground.district) }));
        }
        if let Some(settings) = &news.settings {
            let categories = self.shipped.categories.with_versions(settings.categories.clone());
            ground = Arc::new(ground.judged_by(Arc::new(categories.map_err(|err| unfit(err.into()))?)));
            let years = self.shipped.flow.with_years(settings.calendar.clone());
            flow = Arc::new(years.map_err(|err| unfit(err.into()))?);
        }
        Ok((ground, flow))
    }

    /// Puts what others changed in force and announces it: what they did to the ground, and each incident that is new or went on;
    /// where there are notices, all of them. Ground and flow are those of the world where `parts` has nothing of them.
    fn apply_others(
        &self,
        ground: &Arc<Ground>,
        flow: &Arc<Flow>,
        incidents: Vec<Incident>,
        doers: &[(AccountId, IncidentId)],
        parts: Parts,
    ) {
        if incidents.is_empty() && parts == Parts::NONE {
            return;
        }
        let _turn = self.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.world.load_full();
        let ids: Vec<_> = incidents.iter().map(|it| it.id).collect();
        let (ground, flow) = if parts.has(Parts::GROUND) {
            (ground.clone(), flow.clone())
        } else {
            (before.ground.clone(), before.flow.clone())
        };
        let mut next = before.on(ground, incidents);
        next.flow = flow;
        let next = Arc::new(next);
        self.world.store(next.clone());
        for (account, id) in doers {
            self.views.did(&next, *account, *id);
        }
        let version = next.version;
        let announce = |it| {
            // Nobody following is no failure.
            let _ = self.announcements.send(it);
        };
        if parts.has(Parts::PARTITION) {
            announce(Announcement::Partition { version, number: next.ground.district.version() });
        } else if parts.has(Parts::GROUND) {
            announce(Announcement::People { version });
        }
        for incident in ids.into_iter().filter_map(|it| next.incident(it)) {
            match before.incident(incident.id) {
                None => announce(Announcement::Incident { version, incident }),
                Some(it) if it.revision == incident.revision && !parts.has(Parts::NOTICES) => {}
                Some(_) => announce(Announcement::Changed { version, incident }),
            }
        }
    }

    fn apply_notices(&self, notices: Vec<Notice>) {
        let _turn = self.applying.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = World::clone(&self.world.load());
        next.notices = notices.into_iter().map(Arc::new).collect();
        next.version += 1;
        self.world.store(Arc::new(next));
    }
}

/// Follows what other processes write; ends with the service.
pub(crate) async fn follow_neighbours(shared: Weak<Shared>) {
    let Some(woken) = shared.upgrade().and_then(|it| it.store.woken()) else { return };
    loop {
        woken.notified().await;
        let Some(shared) = shared.upgrade() else { return };
        let service = Service { shared, author: Author::SYSTEM };
        if let Err(err) = service.follow_others().await {
            tracing::warn!(error = %err, "what other processes wrote was not followed");
        }
        // Nothing of the service is held while waiting, so that it can end.
        drop(service);
        sleep(TOGETHER).await;
    }
}
